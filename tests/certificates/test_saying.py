import pytest

from certificates.model import Reason
from certificates.saying import LONGEST, STAND_IN, tidy, words


@pytest.mark.parametrize(
    "char", ["\x00", "\x1b", "\n", "\x9b", "\u202e", "\u200b", "\u2028", "\u2029", "\ud800", "\ue000"]
)
def test_a_character_that_cannot_be_seen_is_shown_as_one_that_can(char):
    assert tidy(f"江{char}城") == f"江{STAND_IN}城"


def test_the_rarest_characters_stay():
    assert tidy("杜𬘭佳·𠮷 Zoë") == "杜𬘭佳·𠮷 Zoë"


def test_a_text_without_end_is_cut_and_says_so():
    assert tidy("长" * 5000) == "长" * LONGEST + "…"


def test_reasons_within_a_reason_are_said_and_foreign_words_are_quoted():
    params = {"date": "2026\n03", "age": Reason("verify.age-days", {"n": 3})}

    assert words(Reason("verify.status-valid", params), "en") == (
        f"Status: valid. The list is of 2026{STAND_IN}03 (3 days old)."
    )
