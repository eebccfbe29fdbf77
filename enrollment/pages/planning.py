"""The one table of a center's planning rules: four strengths, and the price of every wish."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from pydantic import Field

from enrollment.actions import planning as actions
from enrollment.model import PlanningRules
from enrollment.queries import planning as queries
from enrollment.rules import planning
from training.access import Actor, May
from training.i18n import N_
from training.timetable.problem import Rule, Strength, Weights
from training.web.forms import Filled, Form, faults_to, form
from training.web.page import page, see

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]
Price = Annotated[int, Field(ge=0, le=planning.MOST)]
USUAL = Weights()

STRENGTHS = {
    Strength.BLOCK: N_("禁止"),
    Strength.BLOCK_PUBLISHING: N_("可暂排，不得发布"),
    Strength.WARN: N_("仅提醒"),
    Strength.IGNORE: N_("不检查"),
}
RULES = {
    Rule.LECTURES_A_DAY: N_("每天讲授课不超过上限"),
    Rule.EVENINGS: N_("晚上的课次不超过约定次数"),
    Rule.BLOCKED: N_("就餐、路途和自由活动时段不排课"),
    Rule.SEATS: N_("座位不少于人数"),
    Rule.AWAY: N_("教师不能授课的时段不排课"),
    Rule.CLOSED: N_("教室和教学点不开放时不排课"),
}
WISHES = {
    "wish_left": N_("课次不在方案约定的半天"),
    "extra_room": N_("班次每多用一间教室"),
    "evening": N_("晚上排课"),
    "lectures_back_to_back": N_("讲授课连排"),
    "late_lecture": N_("下午最后一节排讲授课"),
    "one_method_day": N_("全天只有一种教学方式"),
    "busy_day": N_("教师当天授课超过一节"),
    "rating": N_("教师排序每后一位"),
    "fee": N_("讲课费每100元"),
    "seats_wasted": N_("每20个空座位"),
}


class RulesForm(Form):
    """Strengths by rule, prices by wish; what is left out is as usual."""

    lectures_a_day: Strength = planning.USUAL[Rule.LECTURES_A_DAY]
    evenings: Strength = planning.USUAL[Rule.EVENINGS]
    blocked: Strength = planning.USUAL[Rule.BLOCKED]
    seats: Strength = planning.USUAL[Rule.SEATS]
    away: Strength = planning.USUAL[Rule.AWAY]
    closed: Strength = planning.USUAL[Rule.CLOSED]
    wish_left: Price = USUAL.wish_left
    extra_room: Price = USUAL.extra_room
    evening: Price = USUAL.evening
    lectures_back_to_back: Price = USUAL.lectures_back_to_back
    late_lecture: Price = USUAL.late_lecture
    one_method_day: Price = USUAL.one_method_day
    busy_day: Price = USUAL.busy_day
    rating: Price = USUAL.rating
    fee: Price = USUAL.fee
    seats_wasted: Price = USUAL.seats_wasted

    @property
    def rules(self) -> PlanningRules:
        return PlanningRules(
            {rule.value: getattr(self, field_of(rule)).value for rule in planning.USUAL},
            {name: getattr(self, name) for name in planning.WISHES},
        )


def field_of(rule: Rule) -> str:
    return rule.value.replace("-", "_")


async def _rules_page(request: Ask, actor: Actor, form: Filled | None = None) -> Response[Any]:
    now = planning.whole(await queries.rules(actor))
    kept = {field_of(rule): now.strengths[rule] for rule in RULES} | {name: str(now.weights[name]) for name in WISHES}
    return page(
        request,
        "enrollment/planning.html",
        form=form or Filled(kept),
        rules=[(field_of(rule), word) for rule, word in RULES.items()],
        wishes=list(WISHES.items()),
        strengths=[(strength.value, word) for strength, word in STRENGTHS.items()],
    )


@get("/timetable/rules", needs=May.PLAN_TIMETABLE)
async def rules_page(request: Ask, actor: Who) -> Response[Any]:
    return await _rules_page(request, actor)


@post("/timetable/rules", needs=May.PLAN_TIMETABLE)
@faults_to(_rules_page)
async def set_rules(request: Ask, actor: Who) -> Response[Any]:
    await actions.set_rules(actor, (await form(request, RulesForm)).rules)
    return see("/timetable/rules", "flash.planning-rules-saved")


routes = Router("/", route_handlers=[rules_page, set_rules])
