"""The audit log: who did what and when, by subject, person and day, and whether the chain over it is whole."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency

from training import audit, i18n
from training.access import Actor, May
from training.queries import audit_log as queries
from training.queries.audit_log import Sought
from training.rules import audit_said, audit_words
from training.rules.half_days import HalfDays
from training.web import paging
from training.web.logins import asking
from training.web.page import page, see

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if len(text) == 10 and 1900 < day.year < 9000 else None  # at the ends no zone can be reckoned


def sought(request: Ask) -> Sought:
    """What the address narrows the log to; what makes no sense narrows nothing."""
    given = request.query_params
    number = given.get("id", "")
    return between(
        request,
        Sought(
            noun=given.get("noun", "") if given.get("noun") in audit_words.NOUNS else "",
            id=int(number) if number.isascii() and number.isdigit() and len(number) <= 9 else None,
            who=given.get("who", "")[:60],
        ),
        _day(given.get("first", "")),
        _day(given.get("last", "")),
    )


def between(request: Ask, what: Sought, first: date | None, last: date | None) -> Sought:
    """The same, from the first day to the end of the last, as the center reckons days."""
    center = asking(request).center
    days = HalfDays(center.zone) if center else HalfDays()
    since = days.at(first, time()) if first else None
    until = days.at(last + timedelta(days=1), time()) if last else None
    return replace(what, since=since, until=until)


@get("/audit", needs=May.SEE_AUDIT)
async def index(request: Ask, actor: Who) -> Response[Any]:
    rows, total = await queries.listed(actor, sought(request), paging.asked(request))
    return page(
        request,
        "training/audit.html",
        pages=paging.page(request, rows, total),
        chain=await queries.chain(actor),
        given=request.query_params,
        nouns=audit_words.NOUNS,
        choices=[(noun, i18n.pgettext("audit", word)) for noun, word in audit_words.NOUNS.items()],
        verbs=audit_words.VERBS,
        told=audit_said.told,
        words=audit_said.WORDS,
        values_in_words=audit_said.VALUES,
    )


@post("/audit/check", needs=May.SEE_AUDIT)
async def check(actor: Who) -> Response[Any]:
    """Walk the whole chain; that it was done is noted as well."""
    found = await audit.walk(actor)
    if found.fault:
        return see("/audit", "flash.audit-broken", kind="stop", fault=found.fault)
    return see("/audit", "flash.audit-whole", links=found.links)


routes = Router("/", route_handlers=[index, check])
