"""The links in the head of every page: which of them somebody may follow, and which one he is at."""

from dataclasses import dataclass
from functools import lru_cache

from training import i18n
from training.access import Actor, ActorKind, May
from training.i18n import LANG, N_
from training.model import CenterCard

NAV: tuple[tuple[May, str, str], ...] = (
    (May.OPERATE, N_("培训中心"), "/operator"),
    (May.SEE_DESK, N_("工作台"), "/desk"),
    (May.SEE_PACKAGES, N_("培训方案"), "/packages"),
    (May.SEE_QUOTATIONS, N_("报价与协议"), "/quotations"),
    (May.SEE_PROGRAMS, N_("培训项目"), "/programs"),
    (May.SEE_COHORTS, N_("班次管理"), "/cohorts"),
    (May.PLAN_TIMETABLE, N_("课表编排"), "/timetable"),
    (May.SEE_INSTRUCTORS, N_("师资管理"), "/instructors"),
    (May.SEE_VENUES, N_("教室与教学点"), "/venues"),
    (May.SEE_CERTIFICATES, N_("结业与证书"), "/certificates"),
    (May.SEE_RULE_SETS, N_("标准与规则"), "/rule-sets"),
    (May.MANAGE_CENTER, N_("单位与账号"), "/accounts"),
    (May.BE_TRAINEE, N_("今日安排"), "/me"),
    (May.BE_TRAINEE, N_("我的课表"), "/me/timetable"),
    (May.BE_TRAINEE, N_("我的证书与学时"), "/me/certificates"),
    (May.BE_INSTRUCTOR, N_("我的课表"), "/teach"),
)
HOUSE = ("/operator", "/accounts", "/center", "/agencies", "/outbox", "/audit")  # tabs of one place in the navigation


@dataclass(frozen=True)
class Entry:
    """One link of the navigation."""

    label: str
    href: str
    current: bool


def entries(actor: Actor, center: CenterCard | None, path: str) -> tuple[Entry, ...]:
    """The links this actor may follow from here, in the language of the page."""
    slug = center.slug if center else ""
    if actor.kind == ActorKind.VISITOR:
        links: tuple[tuple[str, str], ...] = ((N_("课程目录"), f"/{slug}/courses"),) if slug else ()
        links = (*links, (N_("证书查验"), "/verify"))
    else:
        links = tuple((label, href) for needs, label, href in NAV if actor.may(needs))
        if slug and actor.kind == ActorKind.ACCOUNT:
            links = (*links[:1], (N_("课程目录"), f"/{slug}/courses"), *links[1:])
    here = max((href for _, href in links if _is_in(path, href)), key=len, default="")
    if not here and any(_is_in(path, tab) for tab in HOUSE):
        here = next((href for _, href in links if href in HOUSE), "")
    return _said(LANG.get(), links, here)


def _is_in(path: str, href: str) -> bool:
    return path == href or path.startswith(href + "/")


@lru_cache(maxsize=1024)
def _said(lang: str, links: tuple[tuple[str, str], ...], here: str) -> tuple[Entry, ...]:
    """The same few navigations are shown again and again; `lang` is the one that gettext speaks now."""
    return tuple(Entry(i18n.gettext(label), href, href == here) for label, href in links)
