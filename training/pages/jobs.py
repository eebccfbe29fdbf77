"""Work that goes on behind the pages: what waits, what failed and why; trying again, and whether mail arrives at all."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency

from training import outbox
from training.access import Actor, May
from training.actions import jobs as actions
from training.actions import trial_mail
from training.errors import Problem
from training.i18n import N_
from training.model import OutboxState
from training.queries import waiting_jobs as queries
from training.settings import settings
from training.web import paging
from training.web.forms import Id
from training.web.page import page, see

Ask = Request[Any, Any, Any]
Who = NamedDependency[Actor]

KINDS = {
    "account.password-forgotten": N_("查找重设密码的账号"),
    "agency.account-asked": N_("受理联络员账号申请"),
    "certificate.render": N_("制作证书"),
    "cohort.closed": N_("通知已结班"),
    "notice.class-cancelled": N_("通知班次取消"),
    "notice.mail": N_("发送邮件"),
    "notice.sms": N_("发送短信"),
    "notice.timetable": N_("通知课表变动"),
    "program.agreed": N_("开设班次"),
    "timetable.solve": N_("自动排课"),
}
"""Kinds of outbox rows in words; a test asks for each that a worker handles."""


async def _jobs(request: Ask, actor: Actor, problem: Problem | None = None) -> Response[Any]:
    done = request.query_params.get("state") == "done"
    states = (OutboxState.DONE,) if done else queries.WAITING
    rows, total = await queries.listed(actor, states, paging.asked(request))
    return page(
        request,
        "training/jobs.html",
        pages=paging.page(request, rows, total),
        counted=await queries.counted(actor),
        done=done,
        kinds=KINDS,
        most=outbox.MOST_ATTEMPTS,
        mails=bool(settings().smtp_url),
        texts=bool(settings().sms_url),
        problem=problem,
    )


@get("/outbox", needs=May.SEE_OUTBOX)
async def index(request: Ask, actor: Who) -> Response[Any]:
    return await _jobs(request, actor)


@post("/outbox/{id:int}/retry", needs=May.SEE_OUTBOX)
async def retry(actor: Who, id: Id) -> Response[Any]:
    await actions.retry(actor, id)
    return see("/outbox", "flash.job-retried", n=1)


@post("/outbox/retry", needs=May.SEE_OUTBOX)
async def retry_all(actor: Who) -> Response[Any]:
    return see("/outbox", "flash.job-retried", n=await actions.retry_all(actor))


@post("/outbox/test-mail", needs=May.SEE_OUTBOX)
async def mail_me(request: Ask, actor: Who) -> Response[Any]:
    """At once and not by the outbox, so that what the server answers stands on the page."""
    try:
        to = await trial_mail.send(actor)
    except Problem as problem:
        shown = await _jobs(request, actor, problem)
        shown.status_code = 422
        return shown
    return see("/outbox", "flash.test-mail", to=to)


routes = Router("/", route_handlers=[index, retry, retry_all, mail_me])
