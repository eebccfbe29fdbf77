"""The rows of sent.py are complete, and each is taken by the product when nothing in it is spoiled."""

import re
import types
import typing

import pytest
from pydantic import BaseModel

from tests.conftest import app
from tests.permissions.table import doors
from tests.security import sent
from tests.security.sending import send
from training.web.forms import Form

SAFE = {"GET", "HEAD"}
CHANGING = sorted({f"{door.method} {door.path}" for door in doors() if door.method not in SAFE})
TAKEN = {200, 201, 204, 303}
NOT_TAKEN = {  # rows whose thing cannot be made right in advance, and what they are answered instead
    "POST /verify/file": 422,  # no certificate
    "POST /api/v1/verify/file": 422,
    "POST /api/v1/verify": 404,  # not his name
    "POST /cohorts/{id:int}/roster": 422,  # nobody in it
    "POST /certificates/classes/{id:int}/issue": 303,
    "POST /j/{code:str}/code": 422,  # no code was asked for
    "POST /{slug:str}/enter/code": 422,
    "POST /agencies/{id:int}/confirm": 409,  # it is confirmed
    "POST /api/v1/agencies/{id:int}/confirm": 409,
    "POST /agencies/{id:int}/refuse": 409,
    "POST /api/v1/agencies/{id:int}/refuse": 409,
    "POST /account/second-factor": 404,  # an offer that was not made for him
    "POST /first-run/{token:str}": 404,  # somebody has an account
    "POST /outbox/test-mail": 422,  # no mail server
    "POST /quotations/{id:int}/resend": 409,
    "POST /api/v1/quotations/{id:int}/resend": 409,
    "POST /sign-in": 422,  # nobody of that name
}


def shapes(of=Form):
    """Every form and body of our own packages."""
    for shape in of.__subclasses__():
        if shape.__module__.partition(".")[0] != "tests":
            yield shape
            yield from shapes(shape)


def texts(shape, before=""):
    """The places of a shape where a text can stand, by name; those of a list of rows as `rows.name`."""
    for name, declared in shape.model_fields.items():
        for kind in _parts(declared.annotation):
            if kind is str:
                yield f"{before}{name}"
            elif isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from texts(kind, f"{before}{name}.")


def _parts(annotation):
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _parts(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType, list, frozenset):
        return [part for each in typing.get_args(annotation) for part in _parts(each)]
    if origin is dict:
        return _parts(typing.get_args(annotation)[1])
    return [annotation]


def test_every_changing_route_has_its_row():
    assert sorted(sent.ROWS) == CHANGING, "say in tests/security/sent.py what it is sent when all is well"


def test_every_form_is_in_a_row():
    rows = {row.shape for row in sent.ROWS.values()}
    nested = {
        kind for shape in shapes() for declared in shape.model_fields.values() for kind in _parts(declared.annotation)
    }
    asked = {
        handler.opt.get("asks") for route in app().routes for handler in getattr(route, "route_handlers", ())
    }  # test_hostile_addresses.py has their words
    general = {parent for shape in rows | asked if shape for parent in shape.__mro__[1:]}

    assert {shape.__qualname__ for shape in set(shapes()) - rows - asked - nested - general} == set()


def test_every_body_of_the_api_is_the_one_its_row_names():
    found = {}
    for route in app().routes:
        for handler in getattr(route, "route_handlers", ()):
            given = handler.parsed_fn_signature.parameters.get("data")
            for method in handler.http_methods - {"OPTIONS", *SAFE}:
                if given and issubclass(given.annotation, Form):
                    found[f"{method} {route.path}"] = given.annotation

    assert {key: sent.ROWS[key].shape for key in found} == found


def test_every_text_of_a_form_is_sent_by_its_row():
    """A new field is sent from the day it exists, and with it every hostile text."""
    missing = {
        f"{key}: {name}"
        for key, row in sent.ROWS.items()
        if row.shape
        for name in texts(row.shape)
        if name.rpartition(".")[2] not in _said(row.body) | set(row.also)
    }

    assert missing == set()


def _said(body):
    if isinstance(body, dict):
        return {re.split(r"[.@]", name)[0] for name in body} | {
            name for value in body.values() for name in _said(value)
        }
    if isinstance(body, list):
        return {name for value in body for name in _said(value)}
    return set()


@pytest.mark.parametrize("key", CHANGING)
async def test_a_row_is_taken_as_it_stands(world, key):
    office = world.offices[0]

    answer = await send(world, key, office)

    assert answer.status_code in ({NOT_TAKEN[key]} if key in NOT_TAKEN else TAKEN), answer.text[:400]
