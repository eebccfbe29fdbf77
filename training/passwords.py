"""Passwords: Argon2id in a thread, few at a time, so that neither the loop nor the memory is taken."""

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_TURNS = asyncio.Semaphore(2)
SHORTEST = 10
LONGEST = 128


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")


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
