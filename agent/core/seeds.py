"""Sets of seeds as text: ``2000-2099``, ``2000,2005``, or both mixed.

Training takes seeds from 1,000,000 on, validation 1,000 to 1,999, and published results 2,000 to
2,999.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date

VALIDATION = range(1000, 2000)
PUBLISHED = range(2000, 3000)
FIRST_TRAINING = 1_000_000
MAX_SEED = 2**31 - 1
# what a new game is drawn from, if nobody names a seed
PEOPLE = range(FIRST_TRAINING, MAX_SEED + 1)
# what the worlds of the day are drawn from: none of training, validation or published results
DAYS = range(PUBLISHED.stop, FIRST_TRAINING)
MAX_SEEDS = 100_000
_PART = re.compile(r"([0-9]{1,10})(?:-([0-9]{1,10}))?")


def is_reserved(seed: int) -> bool:
    """Whether nothing may be learned from a seed: it is one of validation or of
    published results.
    """
    return seed in VALIDATION or seed in PUBLISHED


def parse(text: str) -> tuple[int, ...]:
    """The seeds, ascending, each once.

    Raises ValueError, with what is wrong, for text that names none or too many.
    """
    seeds: set[int] = set()
    for part in text.split(","):
        match = _PART.fullmatch(part.strip())
        if not match:
            raise ValueError(
                f"{text!r} names no seeds: {part.strip()!r} is neither a seed nor a "
                "range; write 2000-2099 or 2000,2005"
            )
        first = int(match[1])
        last = int(match[2] or match[1])
        if last < first:
            raise ValueError(
                f"{text!r} names no seeds: the range {part.strip()!r} ends before it begins"
            )
        if last > MAX_SEED:
            raise ValueError(f"{text!r}: {last} is too large for a seed; {MAX_SEED} is the largest")
        if last - first >= MAX_SEEDS or len(seeds) > MAX_SEEDS:
            raise ValueError(f"{text!r} names more than {MAX_SEEDS} seeds")
        seeds.update(range(first, last + 1))
    return tuple(sorted(seeds))


def write(seeds: Sequence[int]) -> str:
    """The shortest text that ``parse`` reads as these ascending seeds."""
    runs: list[list[int]] = []
    for seed in seeds:
        if runs and seed == runs[-1][1] + 1:
            runs[-1][1] = seed
        else:
            runs.append([seed, seed])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def of_day(day: date) -> int:
    """The seed of the world of a day, the same everywhere."""
    return DAYS[drawn(f"world of {day.isoformat()}") % len(DAYS)]


def drawn(key: str) -> int:
    """A number that is a function of a text alone, in any process."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")
