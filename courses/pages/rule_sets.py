"""Which rule sets there are, each value with where it was read or that nobody has verified it, unknown parts by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency

from courses.actions import packages as actions
from courses.model import RuleSet, Source, Words
from courses.pages import choices
from courses.pages.packages import CostsForm
from courses.queries import packages
from courses.rules import composing, regulations
from training import money
from training.access import Actor, May
from training.errors import Missing
from training.i18n import N_
from training.web.forms import BLANK, Filled, Word, faults_to, form
from training.web.page import page, see

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]

PARTS = {
    "line": N_("费用项目"),
    "class": N_("综合定额标准"),
    "pooling": N_("各项费用能否调剂"),
    "tier": N_("超过天数的折减"),
    "day_count": N_("报到、撤离天数"),
    "staff": N_("工作人员"),
    "fees": N_("讲课费"),
    "tax": N_("个人所得税预扣"),
    "trainee_travel": N_("学员城市间交通费"),
    "study_tour": N_("调研、考察"),
    "out_of_province": N_("省外培训"),
    "forbidden": N_("不得列支的费用"),
    "leave": N_("请假上限"),
    "effective_from": N_("施行日期"),
}
"""The parts of a rule set in words."""


@dataclass(frozen=True)
class Value:
    """One value of a rule set: of which part, called what, in fen or as it stands, and where it was read."""

    part: str
    name: Words
    fen: int | None
    text: str
    source: Source


def values(rules: RuleSet) -> list[Value]:
    """Everything a rule set says in figures, in the order of its parts."""
    return [*_classes(rules), *_counting(rules), *_fees(rules)]


def _classes(rules: RuleSet) -> Iterator[Value]:
    lines = {line.code: line.title for line in rules.lines}
    for each in rules.classes:
        part = f"class.{each.code}"
        yield Value("class", each.title, each.cap, "", _source(rules, part))
        for code, amount in each.split.items():
            both = Words(f"{each.title.zh}｜{lines[code].zh}", f"{each.title.en} | {lines[code].en}")
            yield Value("class", both, amount, "", _source(rules, f"{part}.split", part))


def _counting(rules: RuleSet) -> Iterator[Value]:
    count, staff = rules.day_count, rules.staff
    for tier in rules.tiers:
        beyond = Words(f"超过{tier.beyond}天的部分", f"Days beyond {tier.beyond}")
        yield Value("tier", beyond, None, f"{tier.rate * 100}%", _source(rules, f"tier.{tier.beyond}"))
    for most, name in (
        (count.arrival_most, Words("报到天数上限", "Days of arrival, at most")),
        (count.departure_most, Words("撤离天数上限", "Days of departure, at most")),
        (count.together_most, Words("报到、撤离合计天数上限", "Both together, at most")),
    ):
        if most is not None:
            yield Value("day_count", name, None, str(most), _source(rules, "day_count"))
    if staff.ratio is not None:
        share = Words("占参训人数比例上限", "Share of the trainees, at most")
        yield Value("staff", share, None, f"{staff.ratio * 100}%", _source(rules, "staff"))
    if staff.most is not None:
        yield Value("staff", Words("人数上限", "People, at most"), None, str(staff.most), _source(rules, "staff"))
    if rules.leave_fraction is not None:
        share = Words("占总学时比例上限", "Share of all hours, at most")
        yield Value("leave", share, None, str(rules.leave_fraction), _source(rules, "leave.fraction", "leave"))


def _fees(rules: RuleSet) -> Iterator[Value]:
    for cap in rules.fees.caps:
        soft = Words(f"{cap.title.zh}（一般不超过）", f"{cap.title.en} (as a rule)")
        yield Value("fees", soft if cap.soft else cap.title, cap.cap, "", _source(rules, f"fees.cap.{cap.code}"))


def _source(rules: RuleSet, *parts: str) -> Source:
    """The source of the first of these parts that names one; a doubt about the file as a whole is a doubt here too."""
    return next((rules.sources[part] for part in parts if part in rules.sources), Source("", verified=False))


async def _list_page(request: Ask, actor: Actor, form: Filled | None = None) -> Response[Any]:
    usual = await packages.usual_costs(actor)
    kept = Filled({kind.value: money.typed(fen) for kind, fen in usual.items()})
    return page(
        request,
        "courses/rule_sets.html",
        rule_sets=regulations.shipped(),
        named=PARTS,
        form=form or kept,
        lead=composing.LEAD,
        choices=choices,
    )


@get("/rule-sets", needs=May.SEE_RULE_SETS)
async def rule_sets(request: Ask, actor: Who) -> Response[Any]:
    return await _list_page(request, actor)


@post("/rule-sets/usual-costs", needs=May.EDIT_CATALOGUE)
@faults_to(_list_page)
async def usual_costs(request: Ask, actor: Who) -> Response[Any]:
    await actions.set_usual_costs(actor, (await form(request, CostsForm)).costs)
    return see("/rule-sets", "flash.usual-costs-saved")


@get("/rule-sets/{edition:str}", needs=May.SEE_RULE_SETS)
async def rule_set(request: Ask, edition: Word) -> Response[Any]:
    rules = regulations.find(edition, regulations.shipped())
    if rules is None:
        raise Missing("problem.not-found")
    return page(
        request, "courses/rule_set.html", rules=rules, values=values(rules), named=PARTS, choices=choices, form=BLANK
    )


routes = Router("/", route_handlers=[rule_sets, usual_costs, rule_set])
