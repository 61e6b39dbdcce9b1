"""What a second reader makes of plans that the first gives back, and how long it takes.

``python -m tests.bench.reader hf:PATH``
"""

from __future__ import annotations

import sys
import time

from agent.models.hardware import Hardware
from agent.planners import registry
from agent.worlds.crafter.plans.reading.reading import read

# Said by players, or like what they said; the first reader gives back at least a part of each.
PLANS = (
    "build a shelter of stone",
    "build yourself a stone hut",
    "how about some of that shiny stuff",
    "use the table you already have",
    "knock down a few trees and whip up a bench",
    "put the cow out of its misery and dine",
    "diamond is 4 steps east and 3 north, mine it right now",
)


def main(name: str) -> None:
    """Print a line for each plan, in seconds of one core."""
    reader = registry.load_reader(name, Hardware(threads=1))
    for text in PLANS:
        begun = time.perf_counter()
        first = read(text)
        first_took, begun = time.perf_counter() - begun, time.perf_counter()
        found = reader.reword(text)
        took = time.perf_counter() - begun
        print(
            f"{text}\n  not understood in {first_took:.4f} s: "
            f"{'; '.join(first.unread) or 'nothing'}"
        )
        print(
            f"  second reader, {took:.1f} s: "
            f"{found.read_as or found.warning or 'not asked, or nothing to do'}"
        )


if __name__ == "__main__":
    main(sys.argv[1])
