"""The description of /api/v1 in OpenAPI: what the framework reads off the handlers, with what every handler shares.

Tokens, permissions and refusals are the same everywhere, so they are said here and not at each handler. A handler that
gives a file names its media types (`gives=`), one that reads the address names the form of it (`asks=`).
"""

from http import HTTPStatus
from typing import Any

from litestar import Litestar, Request
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.plugins import JsonRenderPlugin

from training.access import May
from training.web.forms import Form

SAFE = {"get", "head"}
PROBLEM = {
    "description": "RFC 9457, in the language of Accept-Language",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "for people"},
        "code": {"type": "string", "description": "for programs; does not change"},
        "instance": {"type": "string"},
        "fields": {
            "type": "object",
            "description": "every faulty field at once",
            "additionalProperties": {
                "type": "object",
                "required": ["code", "detail"],
                "additionalProperties": False,
                "properties": {"code": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
FILE = {"type": "string", "format": "binary"}
BEARER = {"type": "http", "scheme": "bearer", "description": "A token of one's account, made under /account/tokens"}


def _refusals(method: str, path: str, needs: May, asks: type[Form] | None) -> set[int]:
    """The statuses that may come instead of what was asked for."""
    statuses = {400, 429, 503}
    if needs != May.ANYONE:
        statuses |= {401, 403}
    if "{" in path:
        statuses.add(404)
    if method not in SAFE:
        statuses |= {403, 404, 409, 413, 422}
    if asks:
        statuses.add(422)
    return statuses


def _refusal(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in (429, 503):
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
    return answer


def _doors(app: Litestar) -> dict[tuple[str, str], dict[str, Any]]:
    """What each method of each address says of itself, by the names that the description uses."""
    return {
        (method.lower(), route.path_format): handler.opt
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if isinstance(handler, HTTPRouteHandler)
        for method in handler.http_methods
    }


def _parameters(asks: type[Form]) -> list[dict[str, Any]]:
    """What may stand behind the question mark of an address."""
    told = asks.model_json_schema()

    def plain(schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            return dict(told["$defs"][schema["$ref"].rpartition("/")[2]])
        one = [plain(each) for each in schema.get("anyOf", ()) if each != {"type": "null"}]
        return {name: value for name, value in (one[0] if one else schema).items() if name not in ("title", "default")}

    return [
        {"name": name, "in": "query", "required": False, "schema": plain(schema)}
        for name, schema in told["properties"].items()
    ]


def _bodies(app: Litestar) -> dict[str, Any]:
    """Every form that an operation takes, with all its limits, which the framework leaves out where a field may be empty."""
    told: dict[str, Any] = {}
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            taken = handler.parsed_data_field.annotation if handler.parsed_data_field else None
            if route.path.startswith("/api/") and isinstance(taken, type) and issubclass(taken, Form):
                whole = taken.model_json_schema(ref_template="#/components/schemas/{model}")
                told |= {**whole.pop("$defs", {}), taken.__name__: whole}
    return told


def described(app: Litestar, plain: dict[str, Any]) -> dict[str, Any]:
    """The framework's description, completed."""
    doors = _doors(app)
    paths: dict[str, Any] = {}
    for path, item in plain["paths"].items():
        paths[path] = {}
        for method, operation in item.items():
            door = doors[method, path]
            what, gives, asks = door["needs"], door.get("gives"), door.get("asks")
            answers = {status: answer for status, answer in operation["responses"].items() if status < "400"}
            if gives:
                answers = {"200": {"description": "The file", "content": {kind: {"schema": FILE} for kind in gives}}}
            answers |= {str(status): _refusal(status) for status in sorted(_refusals(method, path, what, asks))}
            security: list[Any] = [] if what == May.ANYONE else [{"token": []}]
            paths[path][method] = {**operation, "responses": answers, "security": security, "x-needs": str(what)}
            if asks:
                paths[path][method]["parameters"] = [*operation.get("parameters", ()), *_parameters(asks)]
    parts = plain["components"]
    return {
        **plain,
        "paths": paths,
        "components": {
            **parts,
            "schemas": {**parts["schemas"], **_bodies(app), "Problem": PROBLEM},
            "securitySchemes": {"token": BEARER},
        },
    }


def document(app: Litestar) -> dict[str, Any]:
    """The whole description, as /api/v1/schema/openapi.json gives it."""
    return described(app, app.openapi_schema.to_schema())


class Completed(JsonRenderPlugin):
    """Gives the completed description."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return self.render_json(request, described(request.app, openapi_schema))
