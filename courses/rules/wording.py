"""The figures of a message as a reader of one language sees them. The sentences themselves stand in the catalogues.

A page prints `_(found.code).format(**shown(found, language, _))`.
"""

from collections.abc import Callable

from babel.numbers import format_decimal

from courses.model import Finding, Mend, Words
from courses.rules.brief import Fact

LANGUAGES = {"zh_CN": "zh", "en": "en"}
WORDED = ("half", "method", "kind", "weekday", "fund")
"""Parameters whose value is itself a word of the catalogue: `half.am`, `method.case`, `cost.lodging`, `weekday.1`, `fund.budget`."""


def shown(message: Finding | Mend | Fact, language: str, translate: Callable[[str], str]) -> dict[str, str]:
    """Every parameter as text: fen as yuan, hundredths as numbers, names in the language, codes translated."""
    texts = dict(_text(key, value, language, translate) for key, value in message.params.items())
    if isinstance(message, Finding):
        texts.setdefault("clause", message.clause)
        if language == "en" and texts["clause"]:
            texts["clause"] = f", {texts['clause']}"  # English sets it off; not every rule set names its clauses
    return texts


def _text(key: str, value: int | str | Words, language: str, translate: Callable[[str], str]) -> tuple[str, str]:
    if isinstance(value, Words):
        return key, (value.en or value.zh) if language == "en" else value.zh
    if key.endswith("_fen"):
        return key.removesuffix("_fen"), _hundredths(int(value), language)
    if key.endswith("_hundredths"):
        return key.removesuffix("_hundredths"), _hundredths(int(value), language)
    if key in WORDED:
        return key, translate(f"{'cost' if key == 'kind' else key}.{value}")
    return key, str(value)


def _hundredths(value: int, language: str) -> str:
    """Whole numbers bare (548), others with two digits (548.50)."""
    pattern = "#,##0" if value % 100 == 0 else "#,##0.00"
    whole = value / 100 if abs(value) < 10**15 else value // 100
    return format_decimal(whole, format=pattern, locale=language)
