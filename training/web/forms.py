"""From what was sent to typed values, every wrong field at once; nothing that was typed is lost.

One pydantic model for each form and each API body, `Form` as its base. `Text` is the only text type: NFC, trimmed,
bounded, without control characters, surrogates or invisible direction marks.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Annotated, Any, TypeVar

from litestar import Request, Response
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.params import PathParameter
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from training.errors import Clash, Fault, Invalid, Problem, TooMany, of_fields

Id = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]  # of an address; beyond it the engines differ
Word = Annotated[str, PathParameter(pattern=r"^[^\x00]+$", max_length=200)]  # a slug, a code or a token in an address


class Form(BaseModel):
    """What one form or body may hold, and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=20_000)


@dataclass(frozen=True)
class Filled:
    """A form as a page shows it again: what was typed, and each fault beside its field."""

    values: Mapping[str, Any] = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    problem: Problem | None = None

    def get(self, name: str, default: Any = "") -> Any:
        return self.values.get(name, default)


BLANK = Filled()
F = TypeVar("F", bound=Form)

_CODES = {
    "missing": "form.required",
    "string_too_short": "form.required",
    "string_too_long": "form.too-long",
    "too_long": "form.too-many",
    "too_short": "form.required",
    "extra_forbidden": "form.unknown-field",
    "characters": "form.characters",
    "greater_than_equal": "form.at-least",
    "less_than_equal": "form.at-most",
    "greater_than": "form.at-least",
    "less_than": "form.at-most",
    "enum": "form.choose",
    "literal_error": "form.choose",
}
_PREFIXES = {"int": "form.whole-number", "date": "form.date", "bool": "form.choose", "decimal": "form.number"}


def _fault(error: ErrorDetails) -> Fault:
    kind, given = error["type"], error.get("ctx", {})
    params = {
        "least": given.get("ge", given.get("gt")),
        "most": given.get("le", given.get("lt")),
        "max": given.get("max_length"),
    }
    if kind.endswith("_parsing") and error["input"] in ("", None):
        return Fault("form.required")
    code = _CODES.get(kind) or next((code for start, code in _PREFIXES.items() if kind.startswith(start)), "form.wrong")
    code = "form.too-long" if kind == "too_long" and isinstance(error["input"], str) else code
    code = kind if "." in kind else code
    return Fault(
        code, {name: value for name, value in {**params, **given}.items() if value is not None and name != "error"}
    )


def wrong(code: str, **params: Any) -> PydanticCustomError:
    """What a validator of a form raises: a catalogue code with the values its text names."""
    return PydanticCustomError(code, code, params)


def invalid(errors: Sequence[ErrorDetails]) -> Invalid:
    """Every wrong field of a form or body; a list's fields are named like `rows.3.name`."""
    faults = {".".join(map(str, detail["loc"])) or "form": _fault(detail) for detail in errors}
    return of_fields(faults)


def parse(shape: type[F], given: Mapping[str, Any]) -> F:
    """Raises Invalid naming every wrong field."""
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        raise invalid(error.errors()) from None


def _given(shape: type[Form], posted: FormMultiDict) -> dict[str, Any]:
    """A posted form as plain values: lists where the shape has lists, empty optional boxes left out."""
    given: dict[str, Any] = {}
    for name in dict.fromkeys(posted.keys()):
        if name == "_csrf":
            continue
        declared = shape.model_fields.get(name)
        if declared is not None and "list" in str(declared.annotation):
            given[name] = [value for value in posted.getall(name) if value != ""]
        elif declared is None or declared.is_required() or posted[name] != "":
            given[name] = posted[name]
    return given


async def form(request: Request[Any, Any, Any], shape: type[F]) -> F:
    """The posted form, typed. Raises Invalid."""
    return parse(shape, _given(shape, await request.form()))


def query(request: Request[Any, Any, Any], shape: type[F]) -> F:
    """What the address asks, typed; empty is as good as absent. Raises Invalid."""
    return parse(shape, {name: value for name, value in request.query_params.items() if value != ""})


async def upload(request: Request[Any, Any, Any], name: str) -> UploadFile:
    """The file of a posted form. Raises Invalid when none was chosen."""
    posted = (await request.form()).get(name)
    if not isinstance(posted, UploadFile) or not posted.filename:
        raise Invalid("form.invalid", {"n": 1}, {name: Fault("form.file")})
    return posted


async def filled(request: Request[Any, Any, Any], problem: Problem) -> Filled:
    """What the person typed, beside what is wrong with it."""
    posted = await request.form()
    values = {
        name: posted.getall(name) if len(posted.getall(name)) > 1 else posted[name]
        for name in dict.fromkeys(posted.keys())
    }
    return Filled({k: v for k, v in values.items() if not isinstance(v, UploadFile)}, problem.fields, problem)


STATUS = {Invalid: 422, Clash: 409, TooMany: 429}
Handler = Callable[..., Awaitable[Response[Any]]]


def faults_to(show: Handler) -> Callable[[Handler], Handler]:
    """A faulty form is answered by its own page: `show` gets the handler's own arguments and `form`, what was typed."""

    def around(handler: Handler) -> Handler:
        @wraps(handler)
        async def answer(*args: Any, **kwargs: Any) -> Response[Any]:
            try:
                return await handler(*args, **kwargs)
            except (Invalid, Clash, TooMany) as problem:
                request = kwargs["request"]
                page = await show(**kwargs, form=await filled(request, problem))
                page.status_code = next(status for kind, status in STATUS.items() if isinstance(problem, kind))
                return page

        return answer

    return around
