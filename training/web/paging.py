"""Lists in pages: which rows, and the addresses of the pages around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from litestar import Request
from pydantic import Field

from training.text import Word
from training.web.forms import Form

T = TypeVar("T")
SIZE = 50
MOST = 10_000


@dataclass(frozen=True)
class Slice:
    """Which rows are asked for."""

    number: int = 1
    size: int = SIZE

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


class ListQuery(Form):
    """What an address of the API may ask of a list."""

    page: Annotated[int, Field(ge=1, le=MOST)] = 1

    @property
    def part(self) -> Slice:
        return Slice(self.page)


class SearchQuery(ListQuery):
    """A list that is also searched; `q` is part of a name or a number."""

    q: Word = ""


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: its rows and how many there are in all. Keeps the filter in its addresses."""

    rows: Sequence[T]
    total: int
    slice: Slice
    query: tuple[tuple[str, str], ...] = ()

    @property
    def page(self) -> int:
        return self.slice.number

    @property
    def first(self) -> int:
        return self.slice.offset + 1

    @property
    def last(self) -> int:
        return self.slice.offset + len(self.rows)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.slice.size))

    def href(self, number: int) -> str:
        return "?" + urlencode([*((name, value) for name, value in self.query if value), ("page", str(number))])


def asked(request: Request[Any, Any, Any]) -> Slice:
    """The page that the address asks for; anything senseless is the first."""
    given = request.query_params.get("page", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) <= 6 else 1
    return Slice(min(max(number, 1), MOST))


def page(request: Request[Any, Any, Any], rows: Sequence[T], total: int) -> Page[T]:
    """The rows with their place in the list, the filter of the address kept."""
    kept = tuple((name, str(value)) for name, value in request.query_params.items() if name != "page")
    return Page(tuple(rows), total, asked(request), kept)
