"""How fast the expert labels: ``python -m tests.bench.labels``.

Plays the expert on a few seeds and labels every state once more; prints labels a second beside
decisions a second and steps a second of the whole episode, on one core.
"""

from __future__ import annotations

import time

from agent.episode import Episode
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert import decide, label
from agent.worlds.crafter.expert.planner import Expert
from agent.worlds.crafter.expert.styles import STYLES

SEEDS, CAP = range(1000, 1004), 1000


def main() -> None:
    """Print the table."""
    spent = {"episode": 0.0, "decide": 0.0, "label": 0.0}
    steps = 0
    for warm in (True, False):  # compile first
        spent, steps = dict.fromkeys(spent, 0.0), 0
        for seed in SEEDS:
            episode = Episode(CrafterWorld(), Expert(), seed=seed, cap=20 if warm else CAP)
            while not episode.over:
                began = time.perf_counter()
                episode.play(episode.decide())
                played = time.perf_counter()
                decide(episode.view, episode.memory, episode.plan)
                decided = time.perf_counter()
                label(episode.view, episode.memory, episode.plan, STYLES[steps % len(STYLES)])
                spent["label"] += time.perf_counter() - decided
                spent["decide"] += decided - played
                spent["episode"] += played - began
                steps += 1
    print(f"seeds {SEEDS[0]}-{SEEDS[-1]}, cap {CAP}, {steps} states, one core\n")
    print("| what | a second |\n| --- | --- |")
    for what, seconds in spent.items():
        print(f"| {what} | {steps / seconds:,.0f} |")


if __name__ == "__main__":
    main()
