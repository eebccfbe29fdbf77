"""Where nothing is entered for a payer the center chooses what to price by, and only then can it quote."""

import pytest

from courses.actions import packages, quotations, references
from courses.actions.packages import RevisionForm
from courses.actions.references import ReferenceForm
from courses.queries import packages as queries
from courses.queries import quotations as quotation_queries
from tests import make
from tests.courses import make as courses
from training.access import Role
from training.errors import Clash, Invalid, Missing

CENTRAL = "CN-CENTRAL-2016-540@1"


@pytest.fixture
async def center(db):
    return await make.center("north")


@pytest.fixture
async def designer(center):
    return make.acting(await make.account(center, Role.DESIGNER))


@pytest.fixture
async def liaison(center):
    agency = await make.agency(center, "浙江某县水利局", jurisdiction="CN-ZJ")
    return make.acting(await make.account(center, Role.LIAISON, agency=agency))


@pytest.fixture
async def submitted(center, liaison):
    """A package of one lecture, asked a quotation for."""
    lecture = await courses.course(center, teachers=(await make.instructor(center, fee=80_000),))
    package = await courses.package(liaison, lecture)
    await packages.submit(liaison, package, 2)
    return package


def chosen(version, edition=CENTRAL):
    return ReferenceForm(version=version, rule_set=edition)


async def test_an_agency_without_rules_asks_for_a_quotation_and_sees_no_total(liaison, submitted):
    drawn = await queries.studio(liaison, submitted)

    assert (drawn.price.missing, drawn.price.total) == (("rule_set", "tax"), None)
    assert drawn.price.per_person_day > 0


async def test_nothing_is_quoted_before_the_center_has_chosen(designer, submitted):
    with pytest.raises(Invalid) as refused:
        await quotations.quote(designer, submitted)

    assert refused.value.code == "quotation.rules-unknown"


async def test_what_is_chosen_prices_the_quotation_and_is_named_in_it(designer, liaison, submitted):
    await references.refer(designer, submitted, chosen(3))

    made = await quotation_queries.one(designer, await quotations.quote(designer, submitted))

    assert (made.price.rule_set, made.price.missing, made.is_by_reference) == (CENTRAL, (), True)
    assert made.total == made.price.total > 0
    assert "finding.rule-set-borrowed" in [found.code for found in (await queries.studio(liaison, submitted)).findings]


async def test_a_choice_is_taken_back(designer, submitted):
    await references.refer(designer, submitted, chosen(3))
    await references.refer(designer, submitted, chosen(4, ""))

    assert (await queries.studio(designer, submitted)).price.missing == ("rule_set", "tax")


@pytest.mark.parametrize("edition", ["CN-ZJ@1", "CN-HN-ZHUZHOU@1", "CN-CENTRAL-2014@1", "FOO@3"])
async def test_what_has_no_ceilings_or_is_not_in_force_cannot_be_chosen(designer, submitted, edition):
    with pytest.raises(Invalid) as refused:
        await references.refer(designer, submitted, chosen(3, edition))

    assert list(refused.value.fields) == ["rule_set"]


async def test_a_payer_with_rules_of_its_own_is_priced_by_no_others(center, designer):
    agency = await make.agency(center)
    package = await courses.package(make.acting(await make.account(center, Role.LIAISON, "a@b.example", agency)))

    with pytest.raises(Clash) as refused:
        await references.refer(designer, package, chosen(1, "CN-HA-ANYANG-2017@1"))

    assert refused.value.code == "package.rules-known"


async def test_other_money_asks_for_other_rules(designer, submitted):
    await references.refer(designer, submitted, chosen(3))
    facts = courses.form(fund_source="party_dues").model_dump(exclude={"agency"})

    await packages.revise(designer, submitted, RevisionForm(version=4, **facts))

    assert (await queries.facts(designer, submitted)).rule_set == ""


async def test_another_center_chooses_nothing(submitted):
    stranger = make.acting(await make.account(await make.center("south"), Role.DESIGNER))

    with pytest.raises(Missing):
        await references.refer(stranger, submitted, chosen(3))
