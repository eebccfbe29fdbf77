"""A sum goes into a field and comes back to the last fen."""

import pytest

from training import money
from training.pages.typed import fen


@pytest.mark.parametrize(
    ("whole", "typed"),
    [(0, "0"), (100, "1"), (55_000, "550"), (54_950, "549.5"), (10_005, "100.05"), (1_234_567_805, "12345678.05")],
)
def test_what_is_shown_to_be_typed_again_is_the_same_sum(whole, typed):
    assert (money.typed(whole), fen(typed)) == (typed, whole)
