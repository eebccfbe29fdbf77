"""Work behind the pages for programs: what waits, failed or is done, and trying again."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency

from training.access import Actor, May
from training.actions import jobs as actions
from training.model import OutboxState
from training.queries import waiting_jobs as queries
from training.queries.waiting_jobs import JobCard
from training.web.forms import Id, query
from training.web.paging import ListQuery

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]


class JobQuery(ListQuery):
    state: OutboxState | None = None


@dataclass(frozen=True)
class JobList:
    """One page of jobs; `total` counts all of the state that is asked for."""

    rows: list[JobCard]
    total: int
    page: int


@dataclass(frozen=True)
class Retried:
    """How many jobs are tried again."""

    jobs: int


@get("/outbox", needs=May.SEE_OUTBOX, asks=JobQuery)
async def jobs(request: Ask, actor: Who) -> JobList:
    """What waits or failed; with `state` what is in that state."""
    asked = query(request, JobQuery)
    rows, total = await queries.listed(actor, (asked.state,) if asked.state else queries.WAITING, asked.part)
    return JobList(rows, total, asked.page)


@post("/outbox/{id:int}/retry", needs=May.SEE_OUTBOX, status_code=200)
async def retry(actor: Who, id: Id) -> Retried:
    """Try one failed job again; a clash where it has not failed."""
    await actions.retry(actor, id)
    return Retried(1)


@post("/outbox/retry", needs=May.SEE_OUTBOX, status_code=200)
async def retry_all(actor: Who) -> Retried:
    """Try everything again that failed."""
    return Retried(await actions.retry_all(actor))


handlers = [jobs, retry, retry_all]
