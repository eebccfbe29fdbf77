"""Exact money: whole fen out of fractions, and an amount in capitals as papers want it."""

from fractions import Fraction

import cn2an

LARGEST_IN_CAPITALS = 10**18
"""In fen. Larger sums have no customary writing."""


def half_up(amount: Fraction) -> int:
    """Whole fen, a half rounded up."""
    return int((2 * amount + 1) // 2)


def capitals(fen: int) -> str:
    """壹拾玖万贰仟伍佰元整 for 19,250,000 fen; empty for sums from 10^16 yuan on, which no paper writes out."""
    if not 0 <= fen < LARGEST_IN_CAPITALS:
        return ""
    yuan, rest = divmod(fen, 100)
    return str(cn2an.an2cn(f"{yuan}.{rest:02}" if rest else str(yuan), "rmb"))
