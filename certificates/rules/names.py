"""Names as strangers see and compare them: masked, and matched without regard to spaces and dots."""

from certificates.rules.wording import proper

DOT = "·"


def masked(name: str) -> str:
    """张*三, 田*; of a name with a dot the first part only."""
    plain = proper(name).strip()
    first, dot, _ = plain.partition(DOT)
    if dot:
        return f"{first}{DOT}*"
    if len(plain) <= 2:
        return f"{plain[:1]}*"
    return f"{plain[0]}{'*' * (len(plain) - 2)}{plain[-1]}"


def compared(name: str) -> str:
    """The name as it is compared: as printed, without spaces, letters small."""
    return "".join(proper(name).split()).casefold()
