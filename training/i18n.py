"""The two languages. zh_CN is written first and is the default; en says the same and no more.

A message id in a template is the Chinese text itself; in Python it is a dotted code ("quotation.expired") with a text in
both catalogues, or Chinese marked with `N_`. The catalogues are read as they stand in the repository: nothing to compile.
"""

import contextvars
import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = {"zh_CN": "zh-CN", "en": "en"}
DEFAULT = "zh_CN"

_Q = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?", re.ASCII)
LANG: contextvars.ContextVar[str] = contextvars.ContextVar("language", default=DEFAULT)


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools know
    """Mark a text for the catalogues where it stands; it is translated where it is shown."""
    return text


def NP_(context: str, text: str) -> str:  # noqa: N802 - beside N_
    """The same for a text that needs other words in this context than elsewhere; shown by `pgettext`."""
    return text


@cache
def catalogue(lang: str) -> GNUTranslations:
    """All domains of one language, merged."""
    merged = GNUTranslations()
    merged._catalog = {}  # type: ignore[attr-defined]  # noqa: SLF001 - an empty catalogue to merge into
    merged.plural = lambda n: int(n != 1)  # type: ignore[attr-defined]
    for path in sorted((LOCALE / lang / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as source:
            compiled = io.BytesIO()
            write_mo(compiled, read_po(source, locale=lang))
        compiled.seek(0)
        merged._catalog.update(GNUTranslations(compiled)._catalog)  # type: ignore[attr-defined]  # noqa: SLF001
    return merged


def gettext(text: str) -> str:
    return catalogue(LANG.get()).gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    return catalogue(LANG.get()).ngettext(one, many, n)


def pgettext(context: str, text: str) -> str:
    return catalogue(LANG.get()).pgettext(context, text)


def npgettext(context: str, one: str, many: str, n: int) -> str:
    return catalogue(LANG.get()).npgettext(context, one, many, n)


class _Kept(dict[str, object]):
    """A placeholder without a value stays visible instead of failing the page that reports a problem."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _filled(value: object, lang: str) -> object:
    if isinstance(value, str):
        return catalogue(lang).gettext(value) if value else value
    if isinstance(value, tuple | list):
        return ("、" if lang == "zh_CN" else ", ").join(map(str, value))
    if isinstance(value, date) and not isinstance(value, datetime):
        return format_date(value, "M月d日（EEE）" if lang == "zh_CN" else "EEEE d MMMM", locale=lang)
    return value


@cache
def locale(lang: str) -> Locale:
    """Babel's own value for a language: parsing its name anew for every figure on a page costs more than the figure."""
    return Locale.parse(lang)


def say(code: str, params: Mapping[str, object] | None = None, lang: str | None = None) -> str:
    """The text of a code in the reader's language, its named placeholders filled.

    A param that is a code is said too, a day is written with its weekday, several names stand in a row.
    """
    told = catalogue(lang or LANG.get())
    filled = {name: _filled(value, lang or LANG.get()) for name, value in (params or {}).items()}
    return told.gettext(code).format_map(_Kept(filled))


def choose(asked: str | None, accept: str) -> str:
    """The language of one reader: what he chose, else what his browser prefers, else Chinese."""
    if asked in LANGUAGES:
        return asked
    wanted = [(-_weight(each), place, each.strip().lower()) for place, each in enumerate(accept[:200].split(","))]
    for weight, _place, tag in sorted(wanted):
        if weight < 0 and tag.startswith(("zh", "en")):
            return "en" if tag.startswith("en") else DEFAULT
    return DEFAULT


def _weight(each: str) -> float:
    """The q of one language a browser names: 1 when it says none, 0 (not this one) when it is no number."""
    _tag, given, q = each.replace(" ", "").partition(";q=")
    return float(q) if _Q.fullmatch(q) else float(not given)
