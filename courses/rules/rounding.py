"""Exact money: whole fen out of fractions."""

from fractions import Fraction


def half_up(amount: Fraction) -> int:
    """Whole fen, a half rounded up."""
    return int((2 * amount + 1) // 2)
