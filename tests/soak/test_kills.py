"""Processes are killed in the middle of their work; nothing acknowledged is lost, nothing is done twice or by half."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from certificates.actions import issuing
from certificates.tables import Certificate, CertificateFile, LogLeaf
from courses.tables import Package
from tests import make
from tests.certificates.make import closed_class
from tests.courses.make import form
from tests.soak.processes import answering, begin, free_port, kill, working
from training import audit, clock, secrets
from training.access import May, Role
from training.model import OutboxState
from training.tables import ApiToken, AuditRow, Outbox

pytestmark = pytest.mark.soak
PEOPLE = 500
KILLS = 3


async def made() -> int:
    return int(await Certificate.count().where(Certificate.document.is_not_null()))


async def until(wanted: int) -> None:
    """Wait until so many certificates are made."""
    async with asyncio.timeout(900):
        while await made() < wanted:  # noqa: ASYNC110 - another process makes them
            await asyncio.sleep(0.05)


async def forget_claims() -> None:
    """As if the time had passed after which a silent worker's job is anybody's."""
    long_ago = clock.now() - timedelta(hours=1)
    await Outbox.update({Outbox.claimed_until: long_ago}).where(Outbox.state == OutboxState.CLAIMED)


async def test_five_hundred_certificates_survive_workers_that_are_killed(db):
    closed = await closed_class(names=tuple(f"学员{n}" for n in range(PEOPLE)))
    told = await issuing.issue(closed.adviser, closed.cohort)
    assert told.count == PEOPLE

    for kills in range(1, KILLS + 1):
        async with working():
            await until(kills * PEOPLE // (KILLS + 1))
        await forget_claims()
    async with working():
        await until(PEOPLE)

    rows = await Certificate.select(Certificate.running, Certificate.code, Certificate.document)
    assert sorted(row["running"] for row in rows) == list(range(1, PEOPLE + 1))
    assert len({row["code"] for row in rows}) == PEOPLE
    assert await CertificateFile.count().where(CertificateFile.kind == "pdf") == PEOPLE
    assert sorted(await LogLeaf.select(LogLeaf.position).output(as_list=True)) == list(range(PEOPLE))


async def a_program(center) -> str:
    """The token of a program that composes packages for an agency."""
    agency = await make.agency(center)
    liaison = await make.account(center, Role.LIAISON, agency=agency)
    token = secrets.token()
    await make.saved(
        ApiToken(
            center=center.id,
            account=liaison.id,
            name="soak",
            token_hash=secrets.hashed(token),
            scopes=f"{May.COMPOSE_PACKAGES} {May.SEE_PACKAGES}",
            created_at=clock.now(),
        )
    )
    return token


async def compose(address: str, token: str, name: str, kept: list[str], stop: asyncio.Event) -> None:
    """Compose packages one after the other and remember each that was acknowledged."""
    async with httpx.AsyncClient(base_url=address, headers={"authorization": f"Bearer {token}"}) as http:
        n = 0
        while not stop.is_set():
            n += 1
            title = f"{name}-{n}"
            try:
                answer = await http.post("/api/v1/packages", json=form(title=title).model_dump(mode="json"))
            except httpx.TransportError:
                await asyncio.sleep(0.05)  # the process is being killed; whether this one arrived is open
                continue
            assert answer.status_code in {201, 503}, answer.text
            if answer.status_code == 201:
                kept.append(title)


async def test_what_a_killed_process_acknowledged_is_there_once_and_whole(db):
    center = await make.center()
    token, port = await a_program(center), free_port()
    address, kept, stop = f"http://127.0.0.1:{port}", [], asyncio.Event()
    server = begin("serve", "--port", str(port))
    await answering(address)
    clients = [asyncio.create_task(compose(address, token, f"client{n}", kept, stop)) for n in range(4)]

    for kills in range(1, KILLS + 1):
        while len(kept) < kills * 25:  # noqa: ASYNC110 - the clients count
            await asyncio.sleep(0.02)
        kill(server)
        server = begin("serve", "--port", str(port))
        await answering(address)
    while len(kept) < (KILLS + 1) * 25:  # noqa: ASYNC110 - the clients count
        await asyncio.sleep(0.02)
    stop.set()
    await asyncio.gather(*clients)
    kill(server)

    titles = await Package.select(Package.title).output(as_list=True)
    assert set(kept) <= set(titles)
    assert len(titles) == len(set(titles))
    noted = await AuditRow.count().where(AuditRow.verb == "composed", AuditRow.noun == "package")
    assert noted == len(titles)
    await audit.seal(center.id)
    assert (await audit.check(center.id)).fault == ""
