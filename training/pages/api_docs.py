"""The API for readers: its operations by topic, from the same description as openapi.json gives to programs."""

import json
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from litestar import Litestar, Request, Response, Router, get

from training.access import May
from training.api.document import document
from training.i18n import N_
from training.rules.scopes import SCOPES
from training.settings import settings
from training.web.page import page

TOPICS = {  # by the first word of an address, in the order of a class's way through the house
    "courses": N_("课程目录"),
    "rule-sets": N_("标准与规则"),
    "usual-costs": N_("标准与规则"),
    "packages": N_("培训方案"),
    "quotations": N_("报价与协议"),
    "programs": N_("培训项目"),
    "timetable": N_("课表编排"),
    "sessions": N_("课表编排"),
    "cohorts": N_("班次管理"),
    "places": N_("班次管理"),
    "certificates": N_("结业与证书"),
    "verify": N_("证书查验"),
    "desk": N_("工作台"),
    "instructors": N_("师资管理"),
    "venues": N_("教室与教学点"),
    "agencies": N_("委托单位"),
    "accounts": N_("账号"),
    "center": N_("中心信息"),
    "centers": N_("培训中心"),
    "audit": N_("操作日志"),
    "outbox": N_("后台任务"),
}


@dataclass(frozen=True)
class Field:
    """A place of the address or a field of the body."""

    name: str
    kind: str
    is_required: bool


@dataclass(frozen=True)
class Operation:
    """What one method of one address does, needs and takes."""

    topic: str
    method: str
    path: str
    summary: str
    description: str
    needs: May
    scope: str
    places: tuple[Field, ...]
    fields: tuple[Field, ...]
    curl: str


def _whole(schema: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """A schema with its name followed; of several choices the first that is not null."""
    while True:
        if name := schema.get("$ref"):
            schema = parts[name.rsplit("/", 1)[1]]
        elif choices := schema.get("oneOf", schema.get("anyOf")):
            schema = next(each for each in choices if each.get("type") != "null")
        else:
            return schema


def _kind(schema: dict[str, Any], parts: dict[str, Any]) -> str:
    whole = _whole(schema, parts)
    if choices := whole.get("enum"):
        return " | ".join(map(str, choices))
    if whole.get("type") == "array":
        return f"[{_kind(whole['items'], parts)}]" if "items" in whole else "array"
    return str(whole.get("format", whole.get("type", "")))


def _sample(schema: dict[str, Any], parts: dict[str, Any]) -> Any:
    """Something that this field could hold."""
    whole = _whole(schema, parts)
    if choices := whole.get("enum"):
        return choices[0]
    match whole.get("type"):
        case "object":
            given, required = whole.get("properties", {}), whole.get("required", ())
            return {name: _sample(each, parts) for name, each in given.items() if name in required}
        case "array":
            return [_sample(whole["items"], parts)] if "items" in whole else []
        case "integer" | "number":
            return int(whole.get("minimum", 1))
        case "boolean":
            return True
        case _:
            return "2026-03-09" if whole.get("format") == "date" else "…"


def _curl(method: str, path: str, body: dict[str, Any], operation: dict[str, Any], parts: dict[str, Any]) -> str:
    words = ["curl"]
    if method != "GET":
        words.append(f"-X {method}")
    if operation["security"]:
        words.append('-H "Authorization: Bearer $TOKEN"')
    if "application/json" in body:
        sample = json.dumps(_sample(body["application/json"]["schema"], parts), ensure_ascii=False)
        words.append(f"-H \"Content-Type: application/json\" -d '{sample}'")
    if "multipart/form-data" in body:
        names = _whole(body["multipart/form-data"]["schema"], parts)["properties"]
        words += [f"-F {name}=@file.pdf" for name in names]
    for place in operation.get("parameters", ()):
        sample = "1" if place["schema"].get("type") == "integer" else place["name"].upper()
        path = path.replace("{" + place["name"] + "}", sample)
    return " ".join([*words, f'"{settings().base_url}{path}"'])


def _operation(method: str, path: str, told: dict[str, Any], parts: dict[str, Any]) -> Operation:
    body = told.get("requestBody", {}).get("content", {})
    shape = next((_whole(each["schema"], parts) for each in body.values()), {})
    required, needs = shape.get("required", ()), May(told["x-needs"])
    return Operation(
        topic=TOPICS[path.split("/")[3]],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        description=told.get("description") or "",
        needs=needs,
        scope=SCOPES.get(needs, ""),
        places=tuple(
            Field(each["name"], _kind(each["schema"], parts), each["required"]) for each in told.get("parameters", ())
        ),
        fields=tuple(
            Field(name, _kind(each, parts), name in required) for name, each in shape.get("properties", {}).items()
        ),
        curl=_curl(method.upper(), path, body, told, parts),
    )


@lru_cache(maxsize=1)
def topics(app: Litestar) -> tuple[tuple[str, tuple[Operation, ...]], ...]:
    """Every operation, by topic in the order of `TOPICS`."""
    whole, order = document(app), list(dict.fromkeys(TOPICS.values()))
    found = [
        _operation(method, path, told, whole["components"]["schemas"])
        for path, item in whole["paths"].items()
        for method, told in item.items()
    ]
    found.sort(key=lambda each: (order.index(each.topic), each.path))
    return tuple((topic, tuple(each)) for topic, each in groupby(found, key=lambda each: each.topic))


@get("/docs", needs=May.SIGNED_IN)
async def show(request: Request[Any, Any, Any]) -> Response[Any]:
    return page(request, "training/api_docs.html", topics=topics(request.app))


routes = Router("/api/v1", route_handlers=[show])
