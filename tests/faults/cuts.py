"""Cut connections, between a command and its answer too: ``python -m tests.faults.cuts --cuts N
[--pages N]``.

Players write plans to a server in this process and their connection breaks at once or some
milliseconds later, so that some commands are lost, some are carried out and not answered, and some
are answered. They come back as the page does. Then the records are compared with what each was told.

``--pages``: the same with so many cuts of a page in a real Chromium, where the answer is held back.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from server import serve
from tests.faults.pages import cut_pages
from tests.faults.player import Found, Player, compare
from tests.server.conftest import TOKEN, running

PLAYERS = 4
BACK = 30.0  # seconds in which everything has to be answered


@dataclass
class Cut:
    """What was found."""

    cuts: int = 0
    resent: int = 0  # commands that were not answered before a cut
    plans: int = 0
    refused: Counter[str] = field(default_factory=Counter)  # why, and how often
    pages: int = 0
    wrong_words: int = 0  # of the page
    found: Found = field(default_factory=Found)

    def table(self) -> str:
        """For people."""
        rows = {
            "cuts": self.cuts,
            "commands without an answer, summed over the cuts": self.resent,
            "plans acknowledged": self.plans,
            "plans refused, and why": "; ".join(f"{n}: {why}" for why, n in self.refused.items()),
            "plans lost": self.found.lost,
            "plans carried out twice": self.found.doubled,
            "plans refused and carried out": self.found.wrong,
            "cuts of a page in Chromium": self.pages,
            "of these, plans lost or doubled, or wrong words": self.wrong_words,
        }
        return "\n".join(["| | |", "| --- | --- |", *(f"| {k} | {v} |" for k, v in rows.items())])

    @property
    def faults(self) -> int:
        """All that must not be."""
        return self.found.lost + self.found.doubled + self.found.wrong + self.wrong_words


async def cut(data: Path, cuts: int, seed: int) -> Cut:
    """Cut so many connections."""
    told = Cut()
    async with running(data) as site:
        address = f"ws://127.0.0.1:{site.port}/ws/v1"
        rng = random.Random(seed)
        players = [Player(address, TOKEN, await site.open(), rng) for _ in range(PLAYERS)]
        lives = [asyncio.create_task(player.live()) for player in players]
        for number in range(cuts):
            player = players[number % PLAYERS]
            async with asyncio.timeout(BACK):
                await player.back()
                await player.ask("plan", text=f"wait 2 steps, and think of {number}")
                if delay := rng.choice((0, 0, 0.001, 0.002, 0.004, 0.01)):
                    await asyncio.sleep(delay)
                told.resent += len(player._unanswered)
                player.cut()
                told.cuts += 1
                await asyncio.sleep(0)
                while player.connected:
                    await asyncio.sleep(0.001)
        async with asyncio.timeout(BACK):
            await asyncio.gather(*(player.settled() for player in players))
        for life in lives:
            life.cancel()
    for player in players:
        found = compare(player, data / "sessions" / player.session)
        told.plans += len(player.acked)
        told.refused.update(player.refused.values())
        told.found.lost += found.lost
        told.found.doubled += found.doubled
        told.found.wrong += found.wrong
    return told


def main() -> None:
    """Cut, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--pages", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    serve.log_to_stderr("text")
    with tempfile.TemporaryDirectory(prefix="sidequest-cuts-") as folder:
        told = asyncio.run(cut(Path(folder) / "players", given.cuts, given.seed))
        told.pages = given.pages
        told.wrong_words = cut_pages(Path(folder) / "pages", given.pages)
    print(told.table())
    sys.exit(told.faults > 0)


if __name__ == "__main__":
    main()
