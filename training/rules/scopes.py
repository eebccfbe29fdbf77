"""What a program may be allowed by a token of somebody's account. Pure."""

from collections.abc import Set as AbstractSet

from training.access import GRANTS, Actor, May, Role
from training.i18n import N_

SCOPES: dict[May, str] = {
    May.SEE_PACKAGES: N_("查看课程与培训方案"),
    May.COMPOSE_PACKAGES: N_("编制培训方案"),
    May.EDIT_CATALOGUE: N_("维护课程目录"),
    May.SEE_RULE_SETS: N_("查看标准与规则"),
    May.SEE_QUOTATIONS: N_("查看报价"),
    May.QUOTE: N_("编制并发送报价"),
    May.ACCEPT_QUOTATIONS: N_("确认报价"),
    May.SEE_PROGRAMS: N_("查看培训项目"),
    May.OPEN_PROGRAMS: N_("立项计划内班次"),
    May.FILE_PAPERS: N_("登记盖章件"),
    May.SEE_COHORTS: N_("查看班次"),
    May.SEE_TIMETABLE: N_("查看课表"),
    May.PLAN_TIMETABLE: N_("编排课表"),
    May.SEE_ROSTER: N_("查看名册"),
    May.UPLOAD_ROSTER: N_("报送名册"),
    May.TAKE_ATTENDANCE: N_("登记考勤"),
    May.CLOSE_COHORTS: N_("结班"),
    May.CANCEL_COHORTS: N_("取消班次"),
    May.SEE_CERTIFICATES: N_("查看证书"),
    May.ISSUE_CERTIFICATES: N_("发放证书"),
    May.REISSUE_CERTIFICATES: N_("更正换发证书"),
    May.REVOKE_CERTIFICATES: N_("撤销证书"),
    May.SEE_AGENCIES: N_("查看委托单位"),
    May.MANAGE_AGENCIES: N_("核实委托单位"),
    May.SEE_INSTRUCTORS: N_("查看师资"),
    May.MANAGE_INSTRUCTORS: N_("维护师资"),
    May.SEE_VENUES: N_("查看教室与教学点"),
    May.MANAGE_VENUES: N_("维护教室与教学点"),
    May.SEE_DESK: N_("查看工作台"),
    May.SEE_AUDIT: N_("查看操作日志"),
    May.SEE_OUTBOX: N_("查看和重试后台任务"),
    May.MANAGE_CENTER: N_("管理本中心账号（可开通、停用账号，请慎重勾选）"),
    May.OPERATE: N_("开设培训中心（请慎重勾选）"),
}
FOR_PEOPLE = frozenset(  # what only a person does, in front of a page
    {
        May.ANYONE,
        May.SIGNED_IN,
        May.OWN_ACCOUNT,
        May.BE_TRAINEE,
        May.BE_INSTRUCTOR,
        May.EXPORT_NUMBERS,
    }
)


def offered(actor: Actor) -> dict[May, str]:
    """The scopes that somebody can hand on: never more than he has himself."""
    return {scope: words for scope, words in SCOPES.items() if actor.may(scope)}


def hands_on(actor: Actor, roles: AbstractSet[Role]) -> bool:
    """Whether somebody may let another in with these roles. By a token nobody gets more than the token has itself.

    Else a stolen token that manages accounts would open its thief an account that may everything. Where a role does what
    only people do, a person gives it.
    """
    own = {May.SIGNED_IN, May.OWN_ACCOUNT}
    return actor.scopes is None or frozenset[May]().union(*(GRANTS[role] for role in roles)) - own <= actor.scopes
