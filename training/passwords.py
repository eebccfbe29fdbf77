"""Passwords: Argon2id in a thread, few at a time, so that neither the loop nor the memory is taken."""

import asyncio
import os
from base64 import b64encode
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_TURNS = asyncio.Semaphore(2)
SHORTEST = 10
LONGEST = 128


@cache
def _nobody() -> str:
    """What nobody's password is compared with: made up and not hashed, so that not even the first stranger waits longer."""
    salt, digest = (b64encode(os.urandom(size)).rstrip(b"=").decode() for size in (_HASHER.salt_len, _HASHER.hash_len))
    costs = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${digest}"


async def hash_password(password: str) -> str:
    """How a password is kept."""
    async with _TURNS:
        return await asyncio.to_thread(_HASHER.hash, password)


def _matches(kept: str, given: str) -> bool:
    try:
        return _HASHER.verify(kept or _nobody(), given) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


async def is_password(kept: str, given: str) -> bool:
    """Whether a password is right. Takes as long for somebody who does not exist (`kept` empty)."""
    async with _TURNS:
        return await asyncio.to_thread(_matches, kept, given[:LONGEST])
