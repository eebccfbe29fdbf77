"""Every text of every form and body is sent every hostile text: taken as typed or refused by name, and nothing runs.

Many short texts travel in one, and all fields of a form at once, each with another; a field that takes no free text is
sent them one by one.
"""

import re
import typing
import unicodedata

import pytest
from argon2 import PasswordHasher
from pydantic import BaseModel, TypeAdapter, ValidationError

from enrollment.api.roster import RosterBody
from enrollment.pages.roster import Mended, Substitute
from enrollment.rules.roster import LONGEST
from tests.conftest import ON_POSTGRES
from tests.security import sent
from tests.security.hostile import BROKEN_LINES, HALVES, KEPT, REFUSED, packed
from tests.security.markup import faults
from tests.security.sending import send
from training import attempts, children, passwords, text
from training.actions.instructors import InstructorFacts

EVERY = 4 if ON_POSTGRES else 1  # what differs between the engines needs no repetition of what does not
CLOSED = {  # what takes no free text: dates, choices, addresses, numbers, codes, passwords
    "rule_set",
    "code", "method", "credit_hours", "requires", "excludes", "starts_on", "half", "kind", "day", "press", "mark", "first",
    "last", "password", "slug", "mail", "language", "old", "scopes", "required", "role", "lodging", "gender", "id_type",
    "id_number", "mobile", "telephone", "credit_code", "jurisdiction", "evenings", "fee", "themes", "sites", "instructors", "earliest", "latest",
    "budget_per_person_day", "budget_total",
}  # fmt: skip
FREE_LEVEL = (RosterBody, Mended)  # elsewhere a level is chosen
CHOSEN_TITLE = (InstructorFacts,)  # elsewhere a title is typed
PEOPLE = (*FREE_LEVEL, Substitute)
WITH_TEXT = sorted(key for key, row in sent.ROWS.items() if row.body)


def leaves(body, at=()):
    """Where texts stand in a body, as paths."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from leaves(value, (*at, name))
    elif isinstance(body, list):
        for place, value in enumerate(body):
            yield from leaves(value, (*at, place))
    elif isinstance(body, str):
        yield at


def placed(body, texts, at=()):
    """The body with other texts in these places."""
    if isinstance(body, dict):
        return {name: placed(value, texts, (*at, name)) for name, value in body.items()}
    if isinstance(body, list):
        return [placed(value, texts, (*at, place)) for place, value in enumerate(body)]
    return texts.get(at, body)


def name_of(leaf):
    """`reason` of reason.8, `scopes` of the first of its list."""
    words = re.split(r"[.@]", next(part for part in reversed(leaf) if isinstance(part, str)))
    return next((word for word in reversed(words) if not word.isdigit()), words[0])


def is_closed(row, leaf):
    name = name_of(leaf)
    chosen = issubclass(row.shape or BaseModel, CHOSEN_TITLE)
    return (
        name in CLOSED
        or str(leaf[0]).partition(".")[0] in CLOSED
        or (name == "level" and row.shape not in FREE_LEVEL)
        or (name == "title" and chosen)
    )


def longest(shape, name):
    """How many characters a field takes."""
    if shape in PEOPLE and name in LONGEST:
        return LONGEST[name]
    for own, declared in shape.model_fields.items():
        if own == name:
            found = [each.max_length for each in declared.metadata if hasattr(each, "max_length")]
            return min(found, default=60)
        for inner in typing.get_args(declared.annotation):
            if isinstance(inner, type) and issubclass(inner, BaseModel) and name in inner.model_fields:
                return longest(inner, name)
    return 60


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Here it is about what is tried, not how often."""

    async def uncounted(keys, minutes):
        pass

    async def here(function, *args, **limits):
        return children._found(function)(*args)

    monkeypatch.setattr(attempts, "count", uncounted)
    monkeypatch.setattr(children, "run", here)
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))


def runs(answer):
    """What the answer would run or fetch, if it is a page."""
    return faults(answer.text) if "text/html" in answer.headers.get("content-type", "") else []


@pytest.mark.parametrize("given", KEPT, ids=ascii)
def test_an_honest_text_is_kept_as_typed(given):
    assert TypeAdapter(text.Text).validate_python(given) == unicodedata.normalize("NFC", given.strip())


@pytest.mark.parametrize("kind", [text.Text, text.LongText, text.Word])
def test_no_text_takes_what_none_may_contain(kind):
    refused = REFUSED if kind is text.LongText else (*REFUSED, *BROKEN_LINES)

    taken = []
    for given in refused:
        try:
            TypeAdapter(kind).validate_python(given)
            taken.append(given[:20])
        except ValidationError:
            pass

    assert taken == []


@pytest.mark.parametrize("key", WITH_TEXT)
async def test_a_free_text_is_taken_whatever_it_says(untouched, key):
    office, row = untouched.offices[0], sent.ROWS[key]
    body = sent.filled(dict(row.body), office.ids)
    free = [leaf for leaf in leaves(body) if not is_closed(row, leaf)]
    texts = {leaf: _texts(longest(row.shape, name_of(leaf))) for leaf in free}
    wrong = []

    plain = await send(untouched, key, office, body=body)
    for n in range(0, max(map(len, texts.values()), default=0), EVERY):
        given = {leaf: texts[leaf][(n + 7 * place) % len(texts[leaf])] for place, leaf in enumerate(free)}
        answer = await send(untouched, key, office, body=placed(body, given))
        if answer.status_code != plain.status_code or runs(answer):
            wrong.append((answer.status_code, runs(answer), given))

    assert wrong[:3] == []


def _texts(most):
    return ["𬘭" * most, "<" * most, *packed(most)]


def taken_by_its_form(shape, body):
    try:
        shape.model_validate(body)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("key", WITH_TEXT)
async def test_a_chosen_word_takes_no_hostile_text(untouched, key):
    """Dates, choices, numbers: each tried alone at the form, samples at the door, more of what the form lets through."""
    office, row = untouched.offices[0], sent.ROWS[key]
    body = sent.filled(dict(row.body), office.ids)
    some, rare = (12, 48) if "/api/" in key else (3, 12)  # the pages have the same rules as the API
    wrong, count = [], 0

    for leaf in [leaf for leaf in leaves(body) if is_closed(row, leaf)]:
        for given in (*KEPT, *REFUSED, *BROKEN_LINES):
            spoiled, count = placed(body, {leaf: given}), count + 1
            known = row.shape is not None and taken_by_its_form(row.shape, spoiled)
            if count % (EVERY * (some if known else rare)):
                continue
            answer = await send(untouched, key, office, body=spoiled)
            if answer.status_code not in {200, 201, 303, 404, 409, 422} or runs(answer):
                wrong.append((answer.status_code, runs(answer), leaf, given))

    assert wrong[:3] == []


@pytest.mark.parametrize("key", WITH_TEXT)
async def test_what_no_text_may_contain_is_refused(untouched, key):
    """By name where a program asks; by the form's own page, which runs nothing of it, where a person does."""
    office, row = untouched.offices[0], sent.ROWS[key]
    body = sent.filled(dict(row.body), office.ids)
    free = [leaf for leaf in leaves(body) if not is_closed(row, leaf)]
    wrong = []

    for n in range(0, len(REFUSED) if free else 0, EVERY):
        given = {leaf: REFUSED[(n + place) % len(REFUSED)] for place, leaf in enumerate(free)}
        answer = await send(untouched, key, office, body=placed(body, given))
        named = set(answer.json()["fields"]) if "/api/" in key else set(map(_dotted, free))
        if answer.status_code not in REFUSALS.get(key, {422}) or named != set(map(_dotted, free)) or runs(answer):
            wrong.append((answer.status_code, named, runs(answer), ascii(given)[:200]))

    assert wrong[:3] == []


def _dotted(leaf):
    return ".".join(map(str, leaf))


REFUSALS = {
    "POST /cohorts/{id:int}/roster/check": {303, 422},  # a grid keeps what was typed and marks the cell
    "POST /first-run/{token:str}": {404},
    "POST /account/second-factor": {404, 422},
}


@pytest.mark.parametrize("key", [key for key in WITH_TEXT if "/api/" in key])
async def test_a_body_with_halves_of_characters_is_none(untouched, key):
    office = untouched.offices[0]
    body = sent.filled(dict(sent.ROWS[key].body), office.ids)

    answers = {
        (leaf, half): (await send(untouched, key, office, body=placed(body, {leaf: half}))).status_code
        for leaf in leaves(body)
        for half in HALVES
    }

    assert {asked: status for asked, status in answers.items() if status != 400} == {}
