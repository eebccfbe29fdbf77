"""Packages: composed by agencies, seen by nobody else, changed by one at a time, submitted when nothing blocks."""

import asyncio
from datetime import timedelta

import pytest

from courses.actions import package_items as items
from courses.actions import packages
from courses.actions.package_items import CourseItemForm, ItemForm, MendForm, RiteForm
from courses.actions.packages import RevisionForm
from courses.model import CostKind, PackageKind, PackageState
from courses.queries import packages as queries
from courses.tables import Package, PackageItem, Program
from tests import make
from tests.courses import make as made
from training import clock
from training.access import Role
from training.errors import Clash, Invalid, Missing
from training.model import DEFAULT_ZONE, Half
from training.tables import AuditRow
from training.web.paging import Slice


@pytest.fixture
async def center(db):
    return await make.center()


@pytest.fixture
async def liaison(center):
    agency = await make.agency(center, jurisdiction="CN-CENTRAL")
    return make.acting(await make.account(center, Role.LIAISON, agency=agency, name="周敏"))


@pytest.fixture
async def designer(center):
    return make.acting(await make.account(center, Role.DESIGNER, name="陈立"))


@pytest.fixture
async def lecture(center):
    return await made.course(center, teachers=(await make.instructor(center),))


async def test_a_package_starts_from_what_the_center_usually_asks(liaison, designer):
    await packages.set_usual_costs(designer, {CostKind.LODGING: 28_000, CostKind.MEALS: 11_000})

    package = await packages.compose(liaison, made.form())

    assert (await queries.facts(liaison, package)).costs == {"lodging": 28_000, "meals": 11_000}


async def test_an_agencys_package_is_its_own_whatever_the_form_says(center, liaison):
    other = await make.agency(center, "别县林业局")

    package = await packages.compose(liaison, made.form(agency=other.id))

    assert (await queries.facts(liaison, package)).agency == liaison.agency


async def test_staff_compose_for_an_agency_or_for_a_planned_class(center, designer):
    agency = await make.agency(center)

    ordered = await packages.compose(designer, made.form(agency=agency.id))
    planned = await packages.compose(designer, made.form())

    assert (await queries.facts(designer, ordered)).agency_name == "云溪县水利局"
    assert (await queries.facts(designer, planned)).agency is None


async def test_an_agency_of_another_center_cannot_be_named(designer):
    stranger = await make.agency(await make.center("south"))

    with pytest.raises(Invalid) as refused:
        await packages.compose(designer, made.form(agency=stranger.id))

    assert list(refused.value.fields) == ["agency"]


async def test_a_class_in_the_past_and_more_staff_than_trainees_are_both_named(liaison):
    yesterday = clock.today(DEFAULT_ZONE) - timedelta(days=1)

    with pytest.raises(Invalid) as refused:
        await packages.compose(liaison, made.form(starts_on=yesterday, staff=51))

    assert {name: fault.code for name, fault in refused.value.fields.items()} == {
        "starts_on": "package.in-the-past",
        "staff": "package.more-staff-than-trainees",
    }
    assert await Package.count() == 0


async def test_a_course_goes_where_there_is_room_first(liaison, center, lecture):
    second = await made.course(center, "水旱灾害应急管理")
    evening = await made.course(center, "分组讨论", slots=1, method="seminar")

    package = await made.package(liaison, lecture, second, evening)

    drawn = await queries.one(liaison, package)
    assert [(day.number, half, item.title.zh) for day, half, item in drawn.items] == [
        (1, Half.AM, "防汛抗旱指挥决策"),
        (1, Half.PM, "水旱灾害应急管理"),
        (1, Half.EVENING, "分组讨论"),
    ]


async def test_the_same_course_twice_is_refused_when_no_place_was_said(liaison, lecture):
    package = await made.package(liaison, lecture)

    with pytest.raises(Clash) as refused:
        await items.add_course(liaison, package, CourseItemForm(version=2, course=lecture.id))

    assert refused.value.code == "package.already-in"


async def test_items_are_moved_fixed_and_taken_out(liaison, lecture):
    package = await made.package(liaison, lecture)
    [item] = (await queries.one(liaison, package)).items

    given = ItemForm(version=2, day=3, half=Half.PM, is_fixed=True, reason="贴近实战")
    await items.change_item(liaison, package, int(item[2].key), given)
    [[day, half, moved]] = (await queries.one(liaison, package)).items
    assert (day.number, half, moved.binding, moved.reason) == (3, Half.PM, "fixed", "贴近实战")

    await items.remove(liaison, package, int(moved.key), 3)
    assert await PackageItem.count() == 0


async def test_nothing_is_put_behind_the_last_day(liaison, lecture):
    package = await made.package(liaison, lecture)

    with pytest.raises(Invalid):
        await items.add_rite(liaison, package, RiteForm(version=2, title="结业式", minutes=30, day=6, half=Half.AM))

    assert await PackageItem.count() == 1
    assert (await queries.facts(liaison, package)).version == 2


async def test_days_that_hold_something_cannot_be_cut_off(liaison):
    package = await made.package(liaison)
    await items.add_rite(liaison, package, RiteForm(version=1, title="结业式", minutes=30, day=5, half=Half.AM))

    with pytest.raises(Invalid) as refused:
        await packages.revise(liaison, package, RevisionForm(**{**made.form().model_dump(), "days": 4, "version": 2}))

    assert refused.value.fields["days"].code == "package.items-beyond"


async def test_a_change_on_an_old_version_names_who_was_first(liaison, designer, lecture):
    package = await made.package(liaison, lecture)
    await packages.set_costs(designer, package, 2, {CostKind.LODGING: 30_000})

    with pytest.raises(Clash) as clash:
        await packages.set_costs(liaison, package, 2, {CostKind.LODGING: 1})

    assert clash.value.code == "package.changed"
    assert clash.value.params["name"] == "陈立"
    assert (await queries.facts(liaison, package)).costs == {"lodging": 30_000}


async def test_of_two_changes_at_once_one_wins(liaison, lecture):
    package = await made.package(liaison)
    given = CourseItemForm(version=1, course=lecture.id, day=1, half=Half.AM)

    done = await asyncio.gather(*(items.add_course(liaison, package, given) for _ in range(2)), return_exceptions=True)

    assert sorted(type(each).__name__ for each in done) == ["Clash", "int"]
    assert await PackageItem.count() == 1


async def test_the_price_follows_the_rule_set_of_the_agency(liaison, lecture):
    package = await made.package(liaison, lecture, staff=3)
    await packages.set_costs(liaison, package, 2, {CostKind.LODGING: 34_000, CostKind.MEALS: 13_000})

    drawn = await queries.studio(liaison, package)

    assert drawn.rules.key == "CN-CENTRAL-2016-540"
    assert drawn.price.per_person_day == 47_000
    assert drawn.price.cap_per_person_day == 55_000
    assert drawn.price.within_cap == 47_000 * 53 * 5
    assert drawn.price.teaching_net == 400_000  # four hours at the ceiling of a full senior title


async def test_a_ceiling_that_is_passed_blocks_and_its_mend_settles_it(liaison, lecture):
    package = await made.package(liaison, lecture)
    await packages.set_costs(liaison, package, 2, {CostKind.LODGING: 50_000, CostKind.MEALS: 13_000})
    drawn = await queries.studio(liaison, package)
    [over] = [found for found in drawn.findings if found.code == "finding.over-cap"]
    with pytest.raises(Invalid) as refused:
        await packages.submit(liaison, package, 3)
    assert refused.value.code == "package.blocked"

    lower = next(mend for mend in over.mends if mend.code == "mend.lower-line")
    given = MendForm(version=3, code=lower.code, line=lower.params["line"], by_fen=lower.params["by_fen"])
    await items.mend(liaison, package, given)

    assert (await queries.facts(liaison, package)).costs == {"lodging": 42_000, "meals": 13_000}
    assert not (await queries.studio(liaison, package)).blocked


async def test_submitting_freezes_the_rule_set_and_closes_the_draft_to_the_agency(liaison, designer, lecture):
    package = await made.package(liaison, lecture)

    await packages.submit(liaison, package, 2)

    facts = await queries.facts(liaison, package)
    assert (facts.state, facts.rule_set) == (PackageState.SUBMITTED, "CN-CENTRAL-2016-540@1")
    with pytest.raises(Clash) as closed:
        await packages.set_costs(liaison, package, 3, {})
    assert closed.value.code == "package.is-submitted"
    await packages.set_costs(designer, package, 3, {CostKind.MEALS: 10_000})
    await packages.withdraw(liaison, package, 4)
    assert (await queries.facts(liaison, package)).state is PackageState.DRAFT


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"headcount": None}, "package.lacks-headcount"),
        ({"starts_on": None}, "package.lacks-start"),
        ({}, "package.lacks-courses"),
    ],
)
async def test_what_is_missing_is_asked_for_before_submitting(liaison, more, code):
    package = await made.package(liaison, **more)

    with pytest.raises(Invalid) as refused:
        await packages.submit(liaison, package, 1)

    assert refused.value.code == code


async def test_an_agency_that_nobody_has_confirmed_composes_but_cannot_submit(center):
    agency = await make.agency(center, state="unconfirmed")
    newcomer = make.acting(await make.account(center, Role.LIAISON, agency=agency))
    package = await made.package(newcomer, await made.course(center))

    with pytest.raises(Invalid) as refused:
        await packages.submit(newcomer, package, 2)

    assert refused.value.code == "package.agency-unconfirmed"


async def test_what_was_agreed_is_changed_by_nobody(center, designer, lecture):
    package = await made.package(designer, lecture)
    today = clock.today(DEFAULT_ZONE)
    facts = {"title": "已立项", "state": "agreed", "headcount": 50, "starts_on": today, "ends_on": today}
    await make.saved(Program(center=center.id, package=package, number="1", created_at=clock.now(), **facts))

    with pytest.raises(Clash) as refused:
        await packages.set_costs(designer, package, 2, {})

    assert refused.value.code == "package.agreed"


async def agreed(package, state="agreed"):
    """A package that became a program of its agency."""
    row = await Package.objects().get(Package.id == package)
    today = clock.today(DEFAULT_ZONE)
    facts = {"title": row.title, "headcount": 50, "starts_on": today, "ends_on": today, "created_at": clock.now()}
    await make.saved(
        Program(center=row.center, agency=row.agency, package=package, number=str(package), state=state, **facts)
    )


async def repeated(actor, package):
    """What the findings say the agency has heard before: the item, and whether it is the course or its topic."""
    said = (await queries.studio(actor, package)).findings
    return [(f.params["title"].zh, f.code.split(".")[1]) for f in said if f.code.endswith("-taught-before")]


async def test_what_the_same_agency_was_taught_before_is_told_while_composing(center, liaison):
    heard = await made.course(center, "防汛指挥", topics="防汛")
    alike, fresh = await made.course(center, "汛情研判", topics="防汛"), await made.course(center, "数字政府")
    await agreed(await made.package(liaison, heard))
    package = await made.package(liaison, heard, alike, fresh)

    assert await repeated(liaison, package) == [
        ("防汛指挥", "course-taught-before"),
        ("汛情研判", "topic-taught-before"),
    ]


@pytest.mark.parametrize("whose", ["another agency", "cancelled", "a draft", "itself"])
async def test_only_what_the_agency_itself_agreed_on_counts_as_taught(center, liaison, whose):
    course = await made.course(center, "防汛指挥")
    other = make.acting(
        await make.account(center, Role.LIAISON, mail="b@b.cn", agency=await make.agency(center, "别县林业局"))
    )
    before = await made.package(other if whose == "another agency" else liaison, course)
    if whose != "a draft":
        await agreed(before, state="cancelled" if whose == "cancelled" else "agreed")
    package = before if whose == "itself" else await made.package(liaison, course)

    assert await repeated(liaison, package) == []


async def test_last_years_package_is_copied_without_its_date(liaison, lecture):
    package = await made.package(liaison, lecture)
    await packages.submit(liaison, package, 2)

    again = await packages.copy(liaison, package)

    facts, drawn = await queries.facts(liaison, again), await queries.one(liaison, again)
    assert (facts.state, facts.starts_on, facts.rule_set) == (PackageState.DRAFT, None, "")
    assert [item.title.zh for _, _, item in drawn.items] == ["防汛抗旱指挥决策"]
    assert {item.key for _, _, item in drawn.items}.isdisjoint(
        item.key for _, _, item in (await queries.one(liaison, package)).items
    )


async def test_a_draft_is_deleted_with_its_items_and_leaves_its_audit(liaison, lecture):
    package = await made.package(liaison, lecture)

    await packages.delete(liaison, package, 2)

    assert await Package.count() == await PackageItem.count() == 0
    assert await AuditRow.exists().where(AuditRow.verb == "deleted", AuditRow.noun_id == package)


async def test_another_agency_and_another_center_see_nothing(center, liaison, lecture):
    package = await made.package(liaison, lecture)
    neighbour = make.acting(
        await make.account(center, Role.LIAISON, "n@x.example", agency=await make.agency(center, "别县林业局"))
    )
    south = make.acting(await make.account(await make.center("south"), Role.DIRECTOR))

    for stranger in (neighbour, south):
        assert await queries.listed(stranger, Slice()) == ([], 0)
        for tried in (
            queries.studio(stranger, package),
            packages.submit(stranger, package, 2),
            packages.delete(stranger, package, 2),
            packages.copy(stranger, package),
            packages.set_costs(stranger, package, 2, {}),
            items.add_course(stranger, package, CourseItemForm(version=2, course=lecture.id)),
        ):
            with pytest.raises(Missing):
                await tried


async def test_an_item_of_another_package_is_not_touched(liaison, designer, lecture):
    mine, theirs = await made.package(liaison, lecture), await made.package(designer, lecture)
    [[_, _, item]] = (await queries.one(designer, theirs)).items

    with pytest.raises(Missing):
        await items.remove(liaison, mine, int(item.key), 2)

    assert (await queries.facts(liaison, mine)).version == 2


async def test_an_order_keeps_what_was_chosen_from_the_menu_and_goes_back(liaison, lecture):
    package = await packages.compose(liaison, made.form())
    await items.add_course(liaison, package, CourseItemForm(version=1, course=lecture.id))

    await packages.turn(liaison, package, 2, PackageKind.ORDER)

    assert (await queries.facts(liaison, package)).kind is PackageKind.ORDER
    assert [row["course"] for row in await PackageItem.select(PackageItem.course)] == [lecture.id]
    await packages.turn(liaison, package, 3, PackageKind.MENU)
    assert (await queries.facts(liaison, package)).kind is PackageKind.MENU
    assert await PackageItem.count() == 1


async def test_an_order_is_submitted_with_needs_alone_and_a_menu_is_not(liaison):
    later = clock.today(DEFAULT_ZONE) + timedelta(days=60)
    order = await packages.compose(liaison, made.form(kind="order", starts_on=later, headcount=40))
    menu = await packages.compose(
        liaison, made.form(kind="menu", needs="水库群联合调度", starts_on=later, headcount=40)
    )

    with pytest.raises(Invalid) as silent:
        await packages.submit(liaison, order, 1)
    with pytest.raises(Invalid) as empty:
        await packages.submit(liaison, menu, 1)
    told = made.form(kind="order", needs="主题：水库群联合调度（必须）", starts_on=later, headcount=40)
    await packages.revise(liaison, order, RevisionForm(version=1, **told.model_dump()))
    await packages.submit(liaison, order, 2)

    assert (silent.value.code, empty.value.code) == ("package.lacks-needs", "package.lacks-courses")
    assert (await queries.facts(liaison, order)).state is PackageState.SUBMITTED
