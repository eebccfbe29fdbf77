"""How a certificate number is written, read back, and which counter it is taken from.

Taking the next number without a gap is the database's part; here a number is only a year and a count with words around.
"""

import re
import unicodedata
from datetime import date
from string import Formatter

from certificates.model import Resets, Series

FIELDS = {"mark", "year", "n"}
BRACKETS = str.maketrans("[]（）()【】［］", "〔〕〔〕〔〕〔〕〔〕")


def period(series: Series, on: date) -> int:
    """The counter a certificate of that day is numbered from: its year, or 0 where the series never begins anew."""
    return on.year if series.resets is Resets.YEARLY else 0


def number(series: Series, *, year: int, n: int) -> str:
    """The printed number, as 示培证字〔2026〕第00001号. The width is a minimum: number 100,000 simply is longer."""
    return series.pattern.format(mark=series.mark, year=f"{year:04}", n=f"{n:0{series.width}}")


def parse(series: Series, text: str) -> tuple[int, int] | None:
    """The year and the count of a typed number, or None where it is not of this series.

    Brackets of any shape, spaces and left-out zeros are forgiven. The year is 0 where the pattern prints none.
    """
    typed = re.sub(r"\s", "", text).translate(BRACKETS)
    found = re.fullmatch(_expression(series), typed)
    if not found:
        return None
    return int(found.groupdict().get("year") or 0), int(found["n"])


def candidates(text: str) -> list[str]:
    """What a typed number may stand for in the center's writing: as typed, without spaces and full width, in 〔〕."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return list(dict.fromkeys((text, plain, plain.translate(BRACKETS))))


def faults(series: Series) -> dict[str, str]:
    """What keeps a series from being used, by field."""
    found = {}
    try:
        named = {field for _, field, _, _ in Formatter().parse(series.pattern) if field is not None}
    except ValueError:
        return {"pattern": "series.pattern-unreadable"}
    if not named <= FIELDS:
        found["pattern"] = "series.field-unknown"
    elif "n" not in named:
        found["pattern"] = "series.count-missing"
    elif series.resets is Resets.YEARLY and "year" not in named:
        found["pattern"] = "series.year-missing"
    if not 1 <= series.width <= 12:
        found["width"] = "series.width-out-of-range"
    return found


def _expression(series: Series) -> str:
    pieces = {"mark": re.escape(_plain(series.mark)), "year": r"(?P<year>\d{4})", "n": r"(?P<n>\d+)"}
    written = ((re.escape(_plain(words)), field) for words, field, _, _ in Formatter().parse(series.pattern))
    return "".join(words + (pieces[field] if field else "") for words, field in written)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text).translate(BRACKETS)
