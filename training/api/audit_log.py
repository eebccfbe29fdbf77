"""The audit log for programs: what was done, and the state of the chain."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency

from training import audit
from training.access import Actor, May
from training.pages.audit_log import sought
from training.queries import audit_log as queries
from training.queries.audit_log import Chain, Entry
from training.web import paging

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]


@dataclass(frozen=True)
class AuditList:
    """One page of the log, the newest first, and how far it is sealed."""

    rows: list[Entry]
    total: int
    page: int
    chain: Chain


@get("/audit", needs=May.SEE_AUDIT)
async def audit_log(request: Ask, actor: Who) -> AuditList:
    """`noun`, `id`, `who`, `first`, `last` and `page` narrow it."""
    part = paging.asked(request)
    rows, total = await queries.listed(actor, sought(request), part)
    return AuditList(rows, total, part.number, await queries.chain(actor))


@post("/audit/check", needs=May.SEE_AUDIT, status_code=200)
async def check(actor: Who) -> audit.Checked:
    """Walk the whole chain; `fault` is empty where it holds."""
    return await audit.walk(actor)


handlers = [audit_log, check]
