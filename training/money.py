"""Money is whole fen. Here it becomes words and figures, and nothing else is done to it."""

from babel.numbers import format_decimal

from training.i18n import locale

LARGEST_IN_CAPITALS = 10**18


def figures(fen: int, lang: str = "zh_CN") -> str:
    """192,500.00"""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{format_decimal(whole // 100, locale=locale(lang))}.{whole % 100:02d}"


def short(fen: int, lang: str = "zh_CN") -> str:
    """192,500 where there are no fen, else 192,500.50"""
    return figures(fen, lang) if fen % 100 else format_decimal(fen // 100, locale=locale(lang))


def typed(fen: int) -> str:
    """A sum as it is typed into a field, in yuan and to the last fen: 549.5, 12345678.05"""
    return f"{fen // 100}.{fen % 100:02d}".rstrip("0").rstrip(".")


def capitals(fen: int) -> str:
    """人民币大写, as papers carry it: 壹拾玖万贰仟伍佰元整; empty for sums from 10^16 yuan on, which no paper writes out."""
    import cn2an  # takes long to load: only where a sum is written out

    if not 0 <= fen < LARGEST_IN_CAPITALS:
        return ""
    yuan, rest = divmod(fen, 100)
    return str(cn2an.an2cn(f"{yuan}.{rest:02}" if rest else str(yuan), "rmb"))
