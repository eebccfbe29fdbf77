"""Until when a quotation can be accepted: thirty days, and never on a day on which its class has begun."""

from datetime import date

from courses.model import Package, Run, Words
from courses.rules.quotations import valid_until

TODAY = date(2026, 11, 20)


def package(starts: date | None, **more) -> Package:
    return Package("1", Words("防汛专题班"), runs=(Run(start=starts),), day_count=5, **more)


def test_a_quotation_is_valid_for_thirty_days():
    for starts in (None, date(2027, 3, 1)):
        assert valid_until(TODAY, package=package(starts)) == date(2026, 12, 20)


def test_a_quotation_ends_on_the_day_before_its_class_begins():
    assert valid_until(TODAY, package=package(date(2026, 11, 29))) == date(2026, 11, 28)


def test_a_quotation_ends_on_the_day_before_people_arrive():
    assert valid_until(TODAY, package=package(date(2026, 11, 29), arrival_days=1)) == date(2026, 11, 27)


def test_what_begins_today_can_be_accepted_today_only():
    assert valid_until(TODAY, package=package(TODAY)) == TODAY


def test_a_package_knows_the_dates_of_its_days():
    quoted = package(date(2026, 12, 29), arrival_days=1, departure_days=1)

    assert (quoted.arrives_on, quoted.starts_on) == (date(2026, 12, 28), date(2026, 12, 29))
    assert (quoted.ends_on, quoted.leaves_on) == (date(2027, 1, 2), date(2027, 1, 3))


def test_without_a_date_no_day_has_one():
    quoted = package(None, arrival_days=1, departure_days=1)

    assert (quoted.arrives_on, quoted.starts_on, quoted.ends_on, quoted.leaves_on) == (None,) * 4
