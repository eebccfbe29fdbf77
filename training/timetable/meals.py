"""Meal waves: a dining hall that cannot seat everybody at once lets cohorts eat one wave after another."""

from collections.abc import Mapping

MINUTES = 30


def delays(sizes: Mapping[int, int], seats: int, minutes: int = MINUTES) -> dict[int, int]:
    """How many minutes after the first wave each cohort has eaten, in the order given.

    A cohort eats together, in the first wave with enough seats left; one larger than the hall fills waves of its own.
    """
    if seats < 1:
        raise ValueError("a dining hall needs seats")
    waves: list[int] = []  # the seats left in each wave
    found: dict[int, int] = {}
    for cohort, size in sizes.items():
        fitting = (wave for wave, left in enumerate(waves) if size <= left)
        if (wave := next(fitting, None)) is None:
            full, rest = divmod(size, seats)
            waves += [0] * full + ([seats - rest] if rest else [])
            wave = len(waves) - 1
        else:
            waves[wave] -= size
        found[cohort] = max(0, wave) * minutes
    return found
