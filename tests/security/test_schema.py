"""The description of the API is true: whatever it allows or forbids, what comes back is what it says, whoever asks."""

import asyncio
import json
import os
import re
import secrets as chance
from contextlib import suppress
from copy import deepcopy

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
)

from tests.conftest import ON_POSTGRES, app
from tests.permissions.table import rows
from tests.security import sent
from tests.security.conftest import nothing_kept
from training import clock, secrets
from training.access import May, Role
from training.api.document import document
from training.rules import scopes
from training.tables import ApiToken

load_all_checks()
CONFORMANCE = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SEARCHING = settings.get_current_profile_name() == "searching"  # `make soak`
MODES = list(GenerationMode)  # what the description allows, what it forbids
EXAMPLES = 100 if SEARCHING else 2 if ON_POSTGRES else 10  # by chance, of each mode and operation
SEED = int(os.environ.get("SCHEMA_SEED", chance.randbelow(2**31) if SEARCHING else 7))
BY_CHANCE = settings(
    database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), print_blob=False
)
CHAINS = 1000 if SEARCHING else 15 if ON_POSTGRES else 60
NOTHING = 2_000_000_000
ROUTES = {route.path_format: route.path for route in app().routes}


def schema_of(things):
    """The description, its places narrowed to what an office has and what nobody has: chance would find nothing there."""
    told = deepcopy(document(app()))
    for path, item in told["paths"].items():
        for method, operation in item.items():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path":
                    known = place(f"{method.upper()} {ROUTES[path]}", parameter["name"], things)
                    parameter["schema"] = {"enum": [known, NOTHING] if isinstance(known, int) else [known]}
    return schemathesis.openapi.from_dict(told)


def place(key, name, things):
    """One of the asker's own things for a place of an address."""
    at = sent.ROWS[key].at if key in sent.ROWS else {}
    path = key.partition(" ")[2]
    kind = next(kind for found, kind in sent.PLACE.findall(path) if found == name)
    value = sent.address(f"{path.partition('{' + name + ':')[0]}{{{name}:{kind}}}", things, at).rsplit("/", 1)[1]
    return int(value) if kind == "int" else value


def edges_of(schema, operation, things):
    """What all is well with, where a row says it; then every edge of what the description allows and forbids."""
    row = sent.ROWS.get(key(operation))
    cases = []
    if row is not None and row.shape is not None:
        own = {each.name: each.definition["schema"]["enum"][0] for each in operation.path_parameters}
        cases.append(
            operation.Case(path_parameters=own, body=sent.filled(row.body, things), media_type="application/json")
        )
    config = schema.config.generation_for(operation=operation, phase="coverage")
    return [*cases, *schema.iter_coverage_cases(operation, generation_modes=MODES, generation_config=config)]


def by_chance(operation):
    """What chance makes of the description."""
    cases = []
    for mode in MODES:

        @seed(SEED)
        @settings(BY_CHANCE, max_examples=EXAMPLES)
        @given(case=operation.as_strategy(generation_mode=mode))
        def collect(case):
            cases.append(case)

        collect()
    return cases


def key(operation):
    """The operation as the tables of the tests name it."""
    return f"{operation.method.upper()} {ROUTES[operation.path]}"


def operations_of(schema):
    return [found.ok() for found in schema.get_all_operations()]


@pytest.fixture(scope="module")
def schema(furnished):
    return schema_of(furnished[1][0].ids)


@pytest.fixture(scope="module")
def edges(furnished, schema):
    """The same for everybody who asks, by the operation's row in the tables."""
    things = furnished[1][0].ids
    return {key(operation): edges_of(schema, operation, things) for operation in operations_of(schema)}


MAY = {f"{method} {path}": row for (method, path), row in rows().items()}


def asked_by(who, edges):
    """All of what somebody may; some of what is closed to him, for the door is before the form.

    A fifth of what the director asks for the house already, and no more of it over PostgreSQL: the columns tell what it takes.
    """

    def step(row, cases):
        if MAY[row][who] != "yes" or (ON_POSTGRES and who != Role.DIRECTOR):
            return len(cases) // 2 or 1
        again = who not in (Role.DIRECTOR, Role.LIAISON) and MAY[row][Role.DIRECTOR] == "yes"
        return 5 if again and not SEARCHING else 1

    return [case for row, cases in edges.items() for case in cases[:: step(row, cases)]]


async def token(office, who):
    """A token with every scope that its account is offered; of nobody's, one that has ended; none."""
    if who == "stranger":
        return {}
    value = secrets.token()
    if who != "ended":
        actor = office.actor(Role(who))
        may = " ".join([*scopes.offered(actor), May.SIGNED_IN])  # as `own_account.make_token` keeps it
        await ApiToken(
            account=actor.account, name=who, token_hash=secrets.hashed(value), scopes=may, created_at=clock.now()
        ).save()
    return {"authorization": f"Bearer {value}"}


async def answered(world, case, headers):
    """The case as the library would send it, over the product in this process."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://testserver.local")).prepare()
    sent_along = {name: value for name, value in asked.headers.items() if name.lower() != "authorization"}
    return await world.http.request(asked.method, asked.url, headers=sent_along | headers, content=asked.body)


async def faults(world, cases, headers, checks):
    found, statuses = [], set()
    for case in cases:
        answer = await answered(world, case, headers)
        statuses.add(answer.status_code)
        found += undescribed(case, answer, checks)
    return found, statuses


def undescribed(case, answer, checks):
    """What of an answer is not as the description says."""
    try:
        case.validate_response(answer, checks=checks)
    except FailureGroup as group:
        return [f"{case.operation.label}: {answer.status_code} {each}" for each in group.exceptions]
    return []


MET = {
    Role.DIRECTOR: {200, 201, 204, 403, 404, 409, 422},
    Role.LIAISON: {200, 403, 404, 409, 422},
} | {who: {200, 403, 404, 422} for who in (Role.DESIGNER, Role.SCHEDULER, Role.ADVISER)}


@pytest.mark.parametrize("who", list(Role))
async def test_every_answer_is_as_described(world, edges, who):
    """Without `ignored_auth`, which would send its own probes over a network; the next test asks without a token."""
    headers = await token(world.offices[0], who)

    with nothing_kept():
        found, statuses = await faults(world, asked_by(who, edges), headers, CONFORMANCE)

    assert not found, "\n".join([f"SCHEMA_SEED={SEED}", *found])
    few = ON_POSTGRES and who != Role.DIRECTOR
    assert ({200, 403} if few else MET.get(who, {200, 403})) <= statuses


@pytest.mark.parametrize("who", [Role.DIRECTOR, Role.LIAISON])
async def test_what_one_answer_names_can_be_asked_for_next(world, who):
    """Chains of ten questions, each about what an earlier answer named, and over what the earlier ones left behind.

    That is why no chain can be asked again and be answered the same: where the library finds that out, others begin.
    """
    headers, loop, met, found, begun = await token(world.offices[0], who), asyncio.get_running_loop(), set(), [], []

    class Chain(schemathesis.openapi.from_dict(document(app())).as_state_machine()):
        def setup(self):
            begun.append(self)

        def call(self, case, **_):
            answer = asyncio.run_coroutine_threadsafe(answered(world, case, headers), loop).result(60)
            met.add((case.operation.label, answer.status_code))
            return Response.from_any(answer)

        def validate_response(self, response, case, **_):
            found.extend(undescribed(case, response, CONFORMANCE))

    def ask():
        for turn in range(CHAINS):
            if (left := CHAINS - len(begun)) > 0:
                with suppress(Flaky):
                    each = settings(BY_CHANCE, max_examples=left, stateful_step_count=10)
                    run_state_machine_as_test(seed(SEED + turn)(Chain), settings=each)

    await asyncio.to_thread(ask)

    assert not found, "\n".join([f"SCHEMA_SEED={SEED}", *found])
    assert len(begun) >= CHAINS
    assert len({label for label, status in met if status < 300}) >= 5


def unbounded(told, schema, where):
    """What has no limit of all that a body or an address may hold."""
    if "$ref" in schema:
        yield from unbounded(told, told["components"]["schemas"][schema["$ref"].rpartition("/")[2]], where)
        return
    limits = {
        "integer": {"minimum", "maximum"},
        "array": {"maxItems"},
        "string": {"maxLength", "format", "enum", "const"},
    }
    kind = schema.get("type")
    if kind in limits and not (limits[kind] <= schema.keys() if kind == "integer" else limits[kind] & schema.keys()):
        yield where
    for name, inner in schema.get("properties", {}).items():
        yield from unbounded(told, inner, f"{where} {name}")
    for inner in [*schema.get("anyOf", ()), schema.get("items"), schema.get("additionalProperties")]:
        if isinstance(inner, dict):
            yield from unbounded(told, inner, where)


def test_every_shape_that_is_described_is_one_that_something_has():
    """Two forms of one name would each be described by half."""
    told = document(app())
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(told)))

    assert named == set(told["components"]["schemas"])


def test_whatever_may_be_sent_has_a_limit():
    told, found, asked = document(app()), [], 0
    for path, item in told["paths"].items():
        for method, operation in item.items():
            bodies = [each["schema"] for each in operation.get("requestBody", {}).get("content", {}).values()]
            for schema in [*bodies, *(each["schema"] for each in operation.get("parameters", ()))]:
                asked += 1
                found += unbounded(told, schema, f"{method} {path}")

    assert not found, "\n".join(found)
    assert asked > 150


def resources():
    """What the operations are about, as their addresses say."""
    return sorted({path.split("/")[3] for path in document(app())["paths"]})


@pytest.mark.parametrize("resource", resources())
async def test_what_chance_makes_is_answered_as_described(world, schema, resource):
    """So many tries of each mode and operation, as the first of those who may."""
    about = [each for each in operations_of(schema) if each.path.split("/")[3] == resource]
    found, statuses, headers = [], set(), {}
    for operation in about:
        who = next(who for who in (Role.DIRECTOR, *Role) if MAY[key(operation)][who] == "yes")
        headers[key(operation)] = await token(world.offices[0], who)

    with nothing_kept():
        for operation in about:
            wrong, met = await faults(world, by_chance(operation), headers[key(operation)], CONFORMANCE)
            found, statuses = found + wrong, statuses | met

    assert not found, "\n".join([f"SCHEMA_SEED={SEED}", *found])
    assert statuses & {200, 201, 404, 422}
    assert 401 not in statuses


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[1,", b'{"title": }'])
async def test_what_is_no_json_is_refused_as_described(world, body):
    office = world.offices[0]
    headers = await token(office, "liaison") | {"content-type": "application/json"}

    answer = await world.ask("POST", "/api/v1/packages", headers=headers, content=body)

    assert (answer.status_code, answer.json()["code"]) == (400, "problem.bad-request")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", "长" * 201, "form.too-long"),
        ("needs", "长" * 4001, "form.too-long"),
        ("starts_on", "9999-12-31", "form.day-range"),
        ("starts_on", "2200-01-07", "form.day-range"),
        ("starts_on", "0001-01-01", "form.day-range"),
        ("headcount", "无", "form.whole-number"),
    ],
)
async def test_what_a_package_cannot_be_is_said_by_field(world, field, value, code):
    office = world.offices[0]
    headers = await token(office, "liaison")
    body = {"title": "防汛专题班", "kind": "menu", "days": 3, "level": "section", "headcount": 30}

    answer = await world.ask("POST", "/api/v1/packages", headers=headers, json={**body, field: value})

    assert (answer.status_code, answer.json()["fields"][field]["code"]) == (422, code)
    assert answer.json()["fields"][field]["detail"].startswith(field)


def asked_lists():
    """Every list that an address of the API may narrow."""
    told = document(app())["paths"]
    return {path: item["get"]["parameters"] for path, item in told.items() if "page" in names_of(item.get("get", {}))}


def names_of(operation):
    return {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}


def test_every_answer_in_pages_says_how_to_turn_them():
    told = document(app())
    parts = told["components"]["schemas"]

    def answers(operation):
        schema = operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
        return parts.get(schema.get("$ref", "").rpartition("/")[2], {}).get("properties", {})

    paged = {path for path, item in told["paths"].items() if "get" in item and "page" in answers(item["get"])}
    assert len(paged) >= 11
    assert paged == set(asked_lists())


@pytest.mark.parametrize("path", sorted(asked_lists()))
async def test_a_senseless_question_names_what_is_wrong_with_it(world, path):
    office = world.offices[0]
    headers = await token(office, "operator" if path.endswith("/centers") else "director")
    wrong = {"page": "0"} | {
        each["name"]: "x" * 61 if each["schema"] == {"maxLength": 60, "type": "string"} else "?"
        for each in asked_lists()[path]
        if each["name"] not in ("page", "theme")
    }

    answer = await world.ask("GET", path, headers=headers, params=wrong | {"pages": "2"})
    plain = await world.ask("GET", path, headers=headers, params=dict.fromkeys(wrong, ""))

    assert (answer.status_code, set(answer.json()["fields"])) == (422, {*wrong, "pages"})
    assert (plain.status_code, plain.json()["page"]) == (200, 1)
    assert not any("{" in told["detail"] for told in answer.json()["fields"].values())


@pytest.mark.parametrize(
    "path", [path for path, asked in asked_lists().items() if any(a["name"] == "q" for a in asked)]
)
async def test_a_search_narrows_every_list_that_can_be_searched(world, path):
    headers = await token(world.offices[0], "director")

    everything = await world.ask("GET", path, headers=headers)
    assert everything.json()["total"] > 0
    for nowhere in ("没有这样的名称", "%", "_", "!", "\\"):
        nothing = await world.ask("GET", path, headers=headers, params={"q": nowhere})
        assert (nothing.status_code, nothing.json()["total"]) == (200, 0)


@pytest.mark.parametrize("who", ["stranger", "ended"])
async def test_without_a_token_nothing_is_told_that_is_not_for_anyone(world, edges, who):
    headers = await token(world.offices[0], who)

    with nothing_kept():
        found, _ = await faults(world, asked_by("anonymous", edges), headers, [*CONFORMANCE, ignored_auth])

    assert not found, "\n".join(found)


async def test_a_certificate_is_checked_without_a_token(world):
    answer = await world.ask("POST", "/api/v1/verify/file", files={"document": ("a.pdf", b"no certificate")})

    assert (answer.status_code, answer.json().get("code")) != (403, "access.form-token")
    assert answer.status_code in {200, 422}


@pytest.mark.parametrize("key", [key for key in sent.ROWS if "/api/" in key and sent.ROWS[key].upload])
async def test_an_upload_without_its_file_is_refused_in_words(world, key):
    office, row = world.offices[0], sent.ROWS[key]
    headers = await token(office, "liaison")

    where = sent.address(key.partition(" ")[2], office.ids, row.at)

    for files in ({"other": ("a.png", b"x")}, {row.upload: (None, "x")}):
        answer = await world.ask("POST", where, headers=headers, files=files)
        assert (answer.status_code, answer.json()["code"]) == (422, "problem.bad-request")
