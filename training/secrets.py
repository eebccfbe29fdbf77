"""Keys at work: field encryption with a blind index, hashes of tokens, seals of cookies and forms.

Every use has a key of its own, derived from a setting (HKDF-SHA256). Sealed text carries the id of its key.
"""

import base64
import hashlib
import hmac
import os
import secrets
import unicodedata
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from training.settings import settings


class Unreadable(Exception):
    """Sealed text was changed, moved to another row, or sealed with a key that is not here."""


@cache
def _derived(source: str, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=b"training", info=purpose.encode()).derive(source.encode())


def _data_key() -> bytes:
    return _derived(settings().data_key, "field encryption")


def key_id() -> str:
    """A short name of the current data key; says nothing about it."""
    return hashlib.sha256(_data_key()).hexdigest()[:8]


def seal(text: str, *, row: str) -> str:
    """Encrypt a field (AES-256-GCM). `row` names the record and field; the text opens nowhere else."""
    nonce = os.urandom(12)
    sealed = AESGCM(_data_key()).encrypt(nonce, text.encode(), f"{key_id()}:{row}".encode())
    return f"{key_id()}.{base64.b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, *, row: str) -> str:
    """Raises Unreadable for anything that was not sealed for this row with a key that is here."""
    key, _, body = sealed.partition(".")
    try:
        raw = base64.b64decode(body, validate=True)
        return AESGCM(_data_key()).decrypt(raw[:12], raw[12:], f"{key}:{row}".encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable(row) from error


def normal_id(number: str) -> str:
    """An ID number as it is compared: full width folded, spaces gone, letters large."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def blind_index(value: str, *, center: int, kind: str) -> str:
    """What can be searched instead of the value itself: HMAC-SHA256 with a key of its own, per center and kind."""
    key = _derived(settings().data_key, f"blind index {kind} {center}")
    return hmac.new(key, normal_id(value).encode(), hashlib.sha256).hexdigest()


def token() -> str:
    """A new secret of 192 random bits for a login, a link or an API token."""
    return secrets.token_urlsafe(24)


def digits(count: int = 6) -> str:
    """A new one-time code."""
    return "".join(secrets.choice("0123456789") for _ in range(count))


def hashed(value: str) -> str:
    """How a token is kept: its SHA-256. Tokens are long and random, so nothing slower is needed."""
    return hashlib.sha256(value.encode()).hexdigest()


def mac(value: str, purpose: str) -> str:
    """A seal over a value that only this installation can make."""
    return hmac.new(_derived(settings().secret_key, purpose), value.encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two secrets in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())
