"""Verification codes: 80 random bits in Crockford's Base32 and one ISO 7064 MOD 37-2 check character.

A code says nothing about the certificate it belongs to, and is never derived from its number.
"""

import unicodedata
from collections.abc import Callable

from stdnum.iso7064 import mod_37_2

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 80
LENGTH = BITS // 5 + 1
LOOKALIKES = str.maketrans("OIL", "011")
SEPARATORS = {"-", "_", "−", "‐", "‑", "‒", "–", "—", "―", "·", "."}


def draw(randbits: Callable[[int], int]) -> str:
    """A new code; `randbits` is `secrets.randbits` wherever the code must not be guessed.

    About one draw in seven is thrown away, because its check character would be one that a reader could mistake.
    """
    while True:
        body = spell(randbits(BITS))
        if (check := mod_37_2.calc_check_digit(body)) in ALPHABET:
            return body + check


def spell(value: int) -> str:
    """The 16 characters that say an 80-bit number, most significant first."""
    return "".join(ALPHABET[value >> shift & 31] for shift in range(BITS - 5, -1, -5))


def read(text: str) -> str | None:
    """The code that a person typed or pasted, or None if it cannot be one.

    Spaces, hyphens, lower case, full width, O for 0, I and L for 1, and the whole address around the code are forgiven.
    """
    plain = unicodedata.normalize("NFKC", text[:500]).strip().upper()
    plain = plain.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    code = "".join(c for c in plain if not c.isspace() and c not in SEPARATORS).translate(LOOKALIKES)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        return None
    return code if mod_37_2.is_valid(code) else None


def grouped(code: str) -> str:
    """The code as it is printed: groups of four, the check character last."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def address(host: str, code: str, scheme: str = "https") -> str:
    """The short address in the QR code: upper case, so that it fits the QR code's alphanumeric mode."""
    return f"{scheme}://{host}/C/{code}".upper()
