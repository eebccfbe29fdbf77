"""Money is whole fen. Here it becomes words and figures, and nothing else is done to it."""

import cn2an
from babel.numbers import format_decimal

from training.i18n import locale


def figures(fen: int, lang: str = "zh_CN") -> str:
    """192,500.00"""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{format_decimal(whole // 100, locale=locale(lang))}.{whole % 100:02d}"


def short(fen: int, lang: str = "zh_CN") -> str:
    """192,500 where there are no fen, else 192,500.50"""
    return figures(fen, lang) if fen % 100 else format_decimal(fen // 100, locale=locale(lang))


def capitals(fen: int) -> str:
    """人民币大写, as papers carry it: 壹拾玖万贰仟伍佰元整."""
    text: str = cn2an.an2cn(f"{fen // 100}.{fen % 100:02d}", "rmb")
    return text
