"""What Prometheus is told, and by whom it may be asked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from training import audit, outbox
from training import db as database
from training.access import worker
from training.settings import settings

TOKEN = "a-token-of-the-operator"
ASKING = """
import asyncio, os, sys
from httpx import ASGITransport, AsyncClient
from training.app import create_app
from training.db import ENGINE
from training.migrate import migrate

async def main():
    await migrate()
    await ENGINE.start_connection_pool()
    async with AsyncClient(transport=ASGITransport(create_app()), base_url="http://testserver.local") as http:
        await http.get("/health/live")
        told = await http.get("/metrics", headers={"authorization": f"Bearer {os.environ['METRICS_TOKEN']}"})
        sys.stdout.write(told.text)
    await ENGINE.close_connection_pool()

asyncio.run(main())
"""


@pytest.fixture
def opened(monkeypatch):
    monkeypatch.setattr(
        "training.pages.machinery.settings", lambda: settings().model_copy(update={"metrics_token": TOKEN})
    )


def figure(text: str, name: str, *labels: str) -> float:
    """One figure of what was told."""
    found = [line for line in text.splitlines() if line.startswith(name) and all(each in line for each in labels)]
    assert len(found) == 1, (name, labels, found)
    return float(found[0].split(" ")[-1])


@pytest.mark.parametrize("bearer", ["", "Bearer ", "Bearer wrong", TOKEN])
async def test_without_its_token_there_is_no_page(client, opened, bearer):
    assert (await client.get("/metrics", headers={"authorization": bearer})).status_code == 404


async def test_while_the_setting_is_empty_there_is_no_page(client):
    assert (await client.get("/metrics", headers={"authorization": "Bearer "})).status_code == 404


async def test_it_counts_requests_by_route_and_what_waits(client, opened):
    async with database.write():
        await outbox.post(worker(1), "mail", "mail:1", {})
        await audit.note(worker(1), "composed", "package", 1)
    await client.get("/nowhere/else")
    await client.get("/sign-in")

    told = await client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})

    assert told.headers["content-type"].count("charset") == 1
    assert figure(told.text, 'training_outbox_jobs{state="ready"}') == 1
    assert figure(told.text, 'training_outbox_jobs{state="failed"}') == 0
    assert figure(told.text, "training_audit_unsealed_rows ") == 1
    assert figure(told.text, "training_requests_total", 'path="/sign-in"', 'status_code="200"') >= 1
    assert "nowhere" not in told.text
    await audit.seal(1)
    told = await client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert figure(told.text, "training_audit_unsealed_rows ") == 0


def test_several_processes_tell_their_sum(tmp_path: Path):
    (tmp_path / "shared").mkdir()
    chosen = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite",
        "METRICS_TOKEN": TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "shared"),
    }
    for so_many in (1, 2):
        done = subprocess.run([sys.executable, "-c", ASKING], env=chosen, capture_output=True, text=True, check=True)
        assert figure(done.stdout, "training_requests_total", 'path="/health/live"') == so_many
