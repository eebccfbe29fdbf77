"""Roads as length and meals in waves, counted before anything is solved."""

import pytest

from training.timetable.meals import delays
from training.timetable.problem import Stop
from training.timetable.travel import NoRoad, outing, shortest

ROADS = {(None, 1): 50, (None, 2): 40, (1, 2): 20, (3, None): 150}


def test_an_outing_is_as_long_as_its_roads_and_visits():
    assert outing([(1, 80)], ROADS, 90).minutes == 50 + 80 + 50
    assert outing([(1, 80)], ROADS, 90).length == 2


def test_several_stops_in_one_half_day_each_take_the_slots_they_touch():
    made = outing([(1, 40), (2, 30)], ROADS, 90)

    assert (made.minutes, made.length) == (50 + 40 + 20 + 30 + 40, 2)
    assert made.stops == (Stop(1, 0, 1), Stop(2, 1, 1))


def test_a_stop_that_lasts_over_the_break_takes_both_slots():
    assert outing([(1, 60)], ROADS, 90).stops == (Stop(1, 0, 2),)


def test_a_road_is_as_long_in_both_directions_and_to_nowhere_takes_no_time():
    assert outing([(3, 10)], ROADS, 90).minutes == 310
    assert outing([(1, 10), (1, 20)], ROADS, 90).minutes == 50 + 30 + 50


def test_a_road_nobody_knows_is_named():
    with pytest.raises(NoRoad, match="no road between venue 2 and venue 3"):
        outing([(2, 10), (3, 10)], ROADS, 90)


def test_what_does_not_fit_into_a_day_is_refused():
    with pytest.raises(ValueError, match="does not fit into a day"):
        outing([(3, 10)], ROADS, 60)


def test_the_nearest_site_comes_first():
    assert shortest([(1, 30), (2, 30)], ROADS) == [(2, 30), (1, 30)]


def test_who_finds_no_seat_eats_half_an_hour_later():
    assert delays({1: 60, 2: 50, 3: 40, 4: 30}, seats=100) == {1: 0, 2: 30, 3: 0, 4: 30}


def test_a_cohort_larger_than_the_hall_fills_waves_of_its_own():
    assert delays({1: 250, 2: 60}, seats=100) == {1: 60, 2: 90}


def test_a_hall_has_seats():
    with pytest.raises(ValueError, match="needs seats"):
        delays({1: 1}, seats=0)
