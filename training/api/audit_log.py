"""The audit log for programs: what was done, and the state of the chain."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from pydantic import Field

from training import audit
from training.access import Actor, May
from training.pages.audit_log import between
from training.queries import audit_log as queries
from training.queries.audit_log import Chain, Entry, Sought
from training.text import Key, Word
from training.web.forms import query
from training.web.paging import ListQuery

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]
Day = Annotated[date, Field(ge=date(1901, 1, 1), le=date(8999, 12, 31))]  # at the ends no zone can be reckoned


class AuditQuery(ListQuery):
    noun: Word = ""
    id: Key | None = None
    who: Word = ""
    first: Day | None = None
    last: Day | None = None


@dataclass(frozen=True)
class AuditList:
    """One page of the log, the newest first, and how far it is sealed."""

    rows: list[Entry]
    total: int
    page: int
    chain: Chain


@get("/audit", needs=May.SEE_AUDIT, asks=AuditQuery)
async def audit_log(request: Ask, actor: Who) -> AuditList:
    """From the `first` day to the `last`, of one `noun` or one thing (`id`) of it, by whoever has `who` in the name."""
    asked = query(request, AuditQuery)
    what = between(request, Sought(asked.noun, asked.id, asked.who), asked.first, asked.last)
    rows, total = await queries.listed(actor, what, asked.part)
    return AuditList(rows, total, asked.page, await queries.chain(actor))


@post("/audit/check", needs=May.SEE_AUDIT, status_code=200)
async def check(actor: Who) -> audit.Checked:
    """Walk the whole chain; `fault` is empty where it holds."""
    return await audit.walk(actor)


handlers = [audit_log, check]
