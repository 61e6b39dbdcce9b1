"""How long planners take for a decision, one beside the other on the same states, in milliseconds
of one core.

``python -m tests.bench.planners pebble-1 pebble``
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import replace

from agent.core.prompt import Situation
from agent.episode import Episode
from agent.models.hardware import Hardware
from agent.planners import registry
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert.planner import Expert
from agent.worlds.crafter.memory import Memory

_STATES, _EVERY = 60, 5  # of a game of the expert's, and steps between them
_WORDS = "chop 3 wood, then place a table, make a wood pickaxe and collect 5 stone"


def main(names: list[str]) -> None:
    """Print a line for each planner: the median, alone and under a person's plan, with what was
    read and written.
    """
    states = _states()
    planners = [(name, registry.load(name, hardware=Hardware(threads=1))) for name in names]
    took: dict[tuple[str, bool], list[float]] = {}
    for situation, asked in [
        (situation, asked)
        for pair in states
        for situation, asked in zip(pair, (False, True), strict=True)
    ]:
        for name, planner in planners:  # in turns, so that a busy machine slows all alike
            begun = time.process_time()
            planner.decide(situation)
            took.setdefault((name, asked), []).append(1000 * (time.process_time() - begun))
    for name, planner in planners:
        tokens = [
            statistics.mean(planner.decide(pair[asked]).input_tokens for pair in states)
            for asked in (0, 1)
        ]
        print(
            f"{name}: {statistics.median(took[name, False]):.1f} ms alone ({tokens[0]:.0f} tokens read), "
            f"{statistics.median(took[name, True]):.1f} ms under a person's plan ({tokens[1]:.0f})"
        )


def _states() -> list[tuple[Situation, Situation]]:
    """States of a game, each alone and under a person's plan."""
    game = Episode(CrafterWorld(), Expert(), seed=4_000_000, cap=_STATES * _EVERY)
    states = []
    while not game.over:
        if game.view.step % _EVERY == 0:
            alone = _kept(game)
            game.inject(_WORDS)
            game.play(game.decide())  # now the planner has a plan beneath it, as at most steps
            states.append((alone, _kept(game)))
            game.cancel("only to see")
        game.play(game.decide())
    return states


def _kept(game: Episode) -> Situation:
    now = game.situation
    memory = Memory.from_bytes(game.memory.to_bytes())
    return replace(
        now,
        memory=memory,
        plan=now.plan and replace(now.plan),
        below=now.below and replace(now.below),
    )


if __name__ == "__main__":
    main(sys.argv[1:] or ["pebble-1", "pebble"])
