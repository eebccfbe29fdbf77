"""What a certificate says: its usual sentences, its dates and hours in words, and the words it must not carry."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from string import Formatter
from typing import NamedTuple

from certificates.model import Certificate, Kind, Language, Numerals, Template

FIELDS = {"name", "unit", "start", "end", "class_title", "hours"}
FORBIDDEN = ("中华人民共和国", "中国", "国家", "全国", "职业资格")  # beyond the issuer's own name
UNREAD = frozenset("CMZ")  # categories that an eye passes over: controls, marks, spaces
MOST_SIGNATORIES = 2
TITLES = {
    Kind.COMPLETION: ("结业证书", "CERTIFICATE OF COMPLETION"),
    Kind.HOURS: ("学时证明", "STATEMENT OF CREDIT HOURS"),
}
SENTENCES = {
    Kind.COMPLETION: (
        "{name}同志于{start}至{end}参加{class_title}学习，共{hours}学时，修完规定课程，考核合格，准予结业。特发此证。",
        (
            "This is to certify that {name} attended {class_title} from {start} to {end}, "
            "completed {hours} credit hours and met all requirements."
        ),
    ),
    Kind.HOURS: (
        "兹证明{name}同志于{start}至{end}参加{class_title}学习，共{hours}学时，明细如下：",
        (
            "This is to certify that {name} attended {class_title} from {start} to {end}, "
            "{hours} credit hours in all, as listed below."
        ),
    ),
}
# fmt: off
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on
NUMERALS = "〇一二三四五六七八九"
MIDDLE_DOTS = str.maketrans("•‧・", "···")


class Phrase(NamedTuple):
    """A stretch of a sentence; `field` names the value it came from, empty for the words between."""

    text: str
    field: str = ""


def proper(text: str) -> str:
    """The text as it is printed: NFC, and every middle dot the · of names (U+00B7)."""
    return unicodedata.normalize("NFC", text).translate(MIDDLE_DOTS)


def title(template: Template, language: Language) -> str:
    """The heading of the certificate."""
    chinese, english = TITLES[template.kind]
    return (template.title or chinese) if language is Language.ZH else (template.title_en or english)


def sentence(template: Template, certificate: Certificate, language: Language) -> list[Phrase]:
    """The certifying sentence with the certificate's values in place."""
    chinese, english = SENTENCES[template.kind]
    if language is Language.ZH:
        wording, values = template.sentence or chinese, _chinese(certificate)
    else:
        wording, values = template.sentence_en or english, _english(certificate)
    if certificate.start == certificate.end:
        wording = wording.replace("{start}至{end}", "{start}").replace("from {start} to {end}", "on {start}")
    return list(_phrases(wording, values))


def faults(template: Template) -> dict[str, str]:
    """What keeps a template from being published, by field."""
    found = {name: "template.empty" for name in ("issuer", "host") if not legible(getattr(template, name))}
    if not template.languages:
        found["languages"] = "template.empty"
    if template.host and not re.fullmatch(r"[^\s/?#@\\]+", template.host):
        found["host"] = "template.host-unfit"
    if template.scheme not in (("https", "http") if template.sample else ("https",)):
        found["scheme"] = "template.https-only"
    for field in ("sentence", "sentence_en"):
        if (wording := getattr(template, field)) and (code := _sentence_fault(wording)):
            found[field] = code
    if len(template.signatories) > MOST_SIGNATORIES:
        found["signatories"] = "template.too-many-signatories"
    return found | dict.fromkeys(_of_the_state(template), "template.forbidden-word")


def _of_the_state(template: Template) -> Iterator[str]:
    """The fields that carry words of the state."""
    own = template.issuer
    for field in ("title", "title_en", "sentence", "sentence_en"):
        text = getattr(template, field)
        if forbidden(text, own) or forbidden(re.sub(r"\{unit[^}]*\}", "", text), own):  # a unit may be empty
            yield field
    if set(forbidden(template.issuer_en, own)) - set(forbidden(own, "")):
        yield "issuer_en"
    if any(forbidden(text, own) for one in template.signatories for text in (one.post, one.name, one.post_en)):
        yield "signatories"


def forbidden(text: str, issuer: str) -> tuple[str, ...]:
    """The words that the text may not carry, once the issuer's own name is taken out of it.

    Judged as it is read: full width is no other word, nor is one with spaces or invisible characters in between.
    """
    rest, own = legible(text), legible(issuer)
    rest = rest.replace(own, "\n") if own else rest
    return tuple(word for word in FORBIDDEN if word in rest)


def legible(text: str) -> str:
    """What of a text an eye can tell apart: full width is no other letter, spaces and invisible characters are none."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char)[0] not in UNREAD)


def day(on: date, numerals: Numerals = Numerals.ARABIC) -> str:
    """2026年3月13日, or 二〇二六年三月十三日."""
    if numerals is Numerals.ARABIC:
        return f"{on.year}年{on.month}月{on.day}日"
    year = "".join(NUMERALS[int(digit)] for digit in str(on.year))
    return f"{year}年{_below_hundred(on.month)}月{_below_hundred(on.day)}日"


def day_en(on: date) -> str:
    """13 March 2026."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def until(start: date, end: date) -> str:
    """The end of a range as offices shorten it: 2026年3月9日至13日."""
    if start.year != end.year:
        return day(end)
    return f"{end.day}日" if start.month == end.month else f"{end.month}月{end.day}日"


def hours(hundredths: int) -> str:
    """Credit hours without needless zeros: 38, 38.5, 0.25."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02}".rstrip("0") if rest else str(whole)


def _below_hundred(n: int) -> str:
    tens, ones = divmod(n, 10)
    leading = "" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十"
    return leading + (NUMERALS[ones] if ones else "")


def _chinese(one: Certificate) -> dict[str, str]:
    return {
        "name": proper(one.name),
        "unit": proper(one.unit),
        "class_title": proper(one.class_title),
        "start": day(one.start),
        "end": until(one.start, one.end),
        "hours": hours(one.hours),
    }


def _english(one: Certificate) -> dict[str, str]:
    return {
        "name": proper(one.name_latin or one.name),
        "unit": proper(one.unit),
        "class_title": proper(one.class_title_en or one.class_title),
        "start": day_en(one.start),
        "end": day_en(one.end),
        "hours": hours(one.hours),
    }


def _phrases(wording: str, values: dict[str, str]) -> Iterator[Phrase]:
    for words, field in _parts(wording):
        if words:
            yield Phrase(words)
        if field:
            yield Phrase(values[field], field)


@lru_cache(maxsize=256)
def _parts(wording: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((words, field) for words, field, _, _ in Formatter().parse(wording))


def _sentence_fault(wording: str) -> str:
    try:
        parsed = list(Formatter().parse(wording))
    except ValueError:
        return "template.sentence-unreadable"
    named = {field for _, field, _, _ in parsed if field is not None}
    if not named <= FIELDS:
        return "template.field-unknown"
    if "name" not in named:
        return "template.name-missing"
    return "template.line-break" if re.search(r"[\r\n\t]", wording) else ""
