"""The API for readers: every operation of the description, in the reader's language, with what it takes and needs."""

import html
import re

import pytest

from tests import make
from tests.conftest import app
from tests.security.test_page_weight import ASKED_FOR, SIGNED_IN
from training.access import Role
from training.api.document import document
from training.assets import assets


@pytest.fixture
async def reader(client):
    await make.account(await make.center(), Role.LIAISON, agency=None)
    await client.sign_in("liaison@north.example")
    return client


async def test_every_operation_of_the_description_is_on_the_page(reader):
    shown = await reader.get("/api/v1/docs")

    told = {f"{verb.upper()} {path}" for path, item in document(app())["paths"].items() for verb in item}
    assert set(re.findall(r"<code>((?:GET|POST|PUT|PATCH|DELETE) [^<]+)</code>", shown.text)) == told


async def test_an_operation_says_what_it_takes_needs_and_how_it_is_called(reader):
    text = html.unescape((await reader.get("/api/v1/docs")).text)

    [row] = [each for each in text.split("<h3>") if "<code>POST /api/v1/packages/{id}/submit</code>" in each]
    assert "<code>version</code>" in row
    assert "编制培训方案" in row
    assert "courses:packages:compose" in row
    assert (
        'curl -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" '
        """-d '{"version": 1}' "http://testserver.local/api/v1/packages/1/submit\""""
    ) in row
    assert "-F document=@file.pdf" in text


async def test_the_page_is_no_heavier_than_any_other(reader):
    page = await reader.get("/api/v1/docs")

    assert len(page.content) + sum(len(assets()[name].packed) for name in ASKED_FOR.findall(page.text)) <= SIGNED_IN[0]


async def test_the_frame_is_in_the_readers_language(reader):
    chinese = (await reader.get("/api/v1/docs")).text
    reader.http.cookies.set("lang", "en")
    english = (await reader.get("/api/v1/docs")).text

    assert "接口说明" in chinese
    assert "培训方案" in chinese
    assert "API reference" in english
    assert "No token needed" in english
    assert "接口说明" not in english


async def test_the_tokens_page_leads_to_it_and_it_to_the_description(reader):
    assert 'href="/api/v1/docs"' in (await reader.get("/account/tokens")).text
    assert 'href="/api/v1/schema/openapi.json"' in (await reader.get("/api/v1/docs")).text


async def test_a_stranger_is_refused(client):
    assert (await client.get("/api/v1/docs")).status_code == 401
