"""The people, agencies and places of the demonstration are as many, as varied and as invented as they should be."""

from collections import Counter
from datetime import date

import pytest
from stdnum.cn import ric, uscc

from training.access import Role
from training.demo import facts
from training.demo.facts import AgencyLevel, Level, Title
from training.model import AgencyState, IdType


@pytest.fixture(scope="module")
def main():
    return facts.center("jiangcheng")


@pytest.fixture(scope="module")
def everyone():
    return [trainee for center in facts.centers() for trainee in center.trainees]


def test_there_are_two_centers_that_share_nobody():
    first, second = facts.centers()

    assert {agency.uscc for agency in first.agencies} & {agency.uscc for agency in second.agencies} == set()
    assert {trainee.id_number for trainee in first.trainees} & {
        trainee.id_number for trainee in second.trainees
    } == set()
    assert {one.mail for one in first.accounts} & {one.mail for one in second.accounts} == set()


def test_the_center_has_forty_instructors_ten_rooms_and_twelve_agencies(main):
    assert (len(main.instructors), len(main.rooms), len(main.agencies)) == (40, 10, 12)


def test_titles_are_of_every_kind_and_some_are_not_confirmed(main):
    titles = Counter(instructor.title for instructor in main.instructors)

    assert set(titles) == {*Title, None} - {Title.JUNIOR}
    assert titles[Title.FULL_SENIOR] > titles[Title.ACADEMICIAN] == 1


def test_some_instructors_take_no_fee_and_a_fee_is_whole_fen(main):
    assert any(not instructor.takes_fee for instructor in main.instructors)
    assert all(instructor.fee is None or instructor.fee % 100 == 0 for instructor in main.instructors)
    assert all(instructor.fee is None for instructor in main.instructors if not instructor.takes_fee)


def test_instructors_are_not_always_free(main):
    assert sum(bool(instructor.unavailable) for instructor in main.instructors) >= 15
    assert sum(bool(instructor.away) for instructor in main.instructors) >= 5
    assert all(1 <= weekday <= 7 for instructor in main.instructors for weekday, _ in instructor.unavailable)
    assert all(away.first <= away.last for instructor in main.instructors for away in instructor.away)


def test_twenty_seven_sites_keep_the_minutes_and_closing_days_of_their_table(main):
    table = [site for site in main.sites if site.basis == "table"]

    assert len(table) == 27
    assert [site.visiting_minutes for site in table][:5] == [90, 60, 90, 75, 65]
    assert {min(site.visiting_minutes for site in table), max(site.visiting_minutes for site in table)} == {45, 150}
    assert sum(site.closed_weekdays == {1} for site in table) == 11
    assert sum(not site.closed_weekdays for site in table) == 16


def test_no_drive_to_a_site_is_faster_than_the_road_allows(main):
    for site in main.sites:
        if site.lat is not None and site.lng is not None:
            north = (site.lat - main.center.lat) * 111
            east = (site.lng - main.center.lng) * 98
            assert site.travel_minutes >= (north**2 + east**2) ** 0.5 / 90 * 60, site.name


def test_every_open_air_site_of_a_day_trip_has_a_rain_plan(main):
    exposed = [
        site for site in main.sites if site.is_outdoors and site.travel_minutes <= 70 and "旧址" not in site.name
    ]

    assert len(exposed) >= 5
    assert [site.name for site in exposed if not site.rain_plan] == []


def test_venues_and_trainees_fill_more_than_one_page(main):
    assert len(main.rooms) + len(main.sites) >= 30
    assert len(main.trainees) >= 30


def test_agencies_differ_in_place_level_and_money(main):
    assert len({agency.jurisdiction for agency in main.agencies}) >= 10
    assert {"CN-CENTRAL", "CN-ZJ"} <= {agency.jurisdiction for agency in main.agencies}
    assert {agency.level for agency in main.agencies} >= set(AgencyLevel) - {AgencyLevel.PROVINCE}
    assert len({agency.fund_source for agency in main.agencies}) >= 5


def test_one_agency_registered_itself_and_has_nobody_yet(main):
    waiting = [agency for agency in main.agencies if agency.state is AgencyState.UNCONFIRMED]

    assert len(waiting) == 1
    assert main.named(waiting[0].key) == ()


def test_every_code_of_an_agency_passes_its_check_and_cannot_be_real():
    codes = [agency.uscc for center in facts.centers() for agency in center.agencies]

    assert [code for code in codes if not uscc.is_valid(code)] == []
    assert {code[2:8] for code in codes} == {"990000"}
    assert len(set(codes)) == len(codes)


def test_every_role_can_sign_in_and_every_agency_has_a_liaison(main):
    assert {role for account in main.accounts for role in account.roles} == set(Role)
    liaisons = {account.agency for account in main.accounts if Role.LIAISON in account.roles}
    assert liaisons == {agency.key for agency in main.agencies}


def test_the_list_of_accounts_is_long(main):
    assert sum("operator" not in account.roles for account in main.accounts) >= 30
    assert len({account.mobile for account in main.accounts}) == len(main.accounts)


def test_only_liaisons_belong_to_an_agency():
    accounts = [account for center in facts.centers() for account in center.accounts]

    assert all(bool(account.agency) == (Role.LIAISON in account.roles) for account in accounts)


def test_two_trainees_of_one_class_bear_the_same_name(main):
    names = Counter(trainee.name for trainee in main.named("yunxi"))

    assert [name for name, times in names.items() if times > 1] == ["李秋收"]


@pytest.mark.parametrize("char", ["𬘭", "㛃", "䶮"])
def test_rare_characters_stand_in_names(main, char):
    assert any(char in trainee.name for trainee in main.trainees)


def test_names_with_a_middle_dot_use_the_right_one(main):
    dotted = [trainee for trainee in main.trainees if "·" in trainee.name]

    assert len(dotted) >= 2
    assert all(trainee.ethnic != "汉族" for trainee in dotted)
    assert [trainee.name for trainee in main.trainees if set("•・‧．") & set(trainee.name)] == []


def test_one_name_has_twenty_characters(main):
    assert max(len(trainee.name) for trainee in main.trainees) == 20


def test_id_numbers_pass_their_check_and_agree_with_the_gender(everyone):
    residents = [trainee for trainee in everyone if trainee.id_type is IdType.RESIDENT]

    assert [trainee.key for trainee in residents if not ric.is_valid(trainee.id_number)] == []
    assert all((int(trainee.id_number[16]) % 2 == 1) == (trainee.gender == "male") for trainee in residents)


def test_id_numbers_name_a_division_abolished_before_the_first_card(everyone):
    residents = [trainee.id_number for trainee in everyone if trainee.id_type is IdType.RESIDENT]

    assert {number[:6] for number in residents} == {"360120"}
    assert all(ric.get_birth_date(number) < date(1983, 1, 1) for number in residents)


def test_no_id_number_is_given_twice(everyone):
    assert len({trainee.id_number for trainee in everyone}) == len(everyone)


def test_other_documents_than_the_resident_card_are_accepted(everyone):
    assert {IdType.MILITARY, IdType.HK_MACAU_PERMIT} <= {trainee.id_type for trainee in everyone}


def test_two_people_may_share_one_mobile(main):
    shared = Counter(trainee.mobile for trainee in main.trainees)

    assert sorted(shared.values())[-2:] == [1, 2]


def test_units_and_posts_reach_the_length_that_papers_must_bear(everyone):
    assert max(len(trainee.unit_post) for trainee in everyone) >= 50
    assert {trainee.level for trainee in everyone} >= set(Level) - {Level.MINISTRY}
