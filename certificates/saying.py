"""A reason in the reader's words. What a stranger wrote into a file is quoted in it, never obeyed by terminal or page."""

import unicodedata
from datetime import date

from certificates.model import Reason
from training.i18n import say

LONGEST = 300  # characters of one quotation: a host name has 253 at most, and its end is what tells whose it is
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, direction marks, line ends, halves of characters
STAND_IN = "\N{REPLACEMENT CHARACTER}"


def words(reason: Reason, lang: str | None = None) -> str:
    """The text of a reason, the reasons within it too; without a language in the reader's own."""
    return say(reason.code, {name: _shown(value, lang) for name, value in reason.params.items()}, lang)


def tidy(text: str, longest: int = LONGEST) -> str:
    """The text as one stretch that moves no cursor, turns no direction and begins no line, cut where it is too long."""
    shown = "".join(STAND_IN if unicodedata.category(char) in UNSEEN else char for char in text[:longest])
    return f"{shown}…" if len(text) > longest else shown


def _shown(value: object, lang: str | None) -> object:
    if isinstance(value, Reason):
        return words(value, lang)
    return value if isinstance(value, int | date) else tidy(str(value))
