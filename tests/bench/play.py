"""How quickly many games are played, engine beside engine and batch beside batch, as `sidequest
evaluate` plays them in one process, traces included:
``python -m tests.bench.play [--planner NAME] [--batches 1,32] [--games N] [--cap STEPS]
[--engines hf,default]``.

``hf`` is transformers, ``default`` the engine that the planner has where nobody says otherwise. All
play the same validation seeds at each batch, after a game that warms them up. A row prints steps a
second, steps for each second of processor time, how many times that is the first row's, and how
many of the games are those of the first row, step by step.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from agent.planners import registry
from agent.traces import trace as traces
from training.evaluation import evaluate
from training.play.batched import BATCH
from training.play.speed import PlaySpeed

FIRST_SEED = 1000
WARM_UP = 20  # steps


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--planner", default="pebble")
    parser.add_argument("--batches", default=f"1,{BATCH}")
    parser.add_argument("--engines", default="hf,default")
    parser.add_argument("--games", type=int, default=BATCH)
    parser.add_argument("--cap", type=int, default=100)
    given = parser.parse_args()
    batches = [int(batch) for batch in given.batches.split(",")]
    names = {
        "hf": f"{registry.LOCAL_MODEL}{registry.model_of(given.planner)}",
        "default": given.planner,
    }
    print(f"{given.planner}, {given.games} games of at most {given.cap} steps")
    print("engine     batch    a second   a core-second   times   same games")
    first, expected = 0.0, list[list[str]]()
    for engine in given.engines.split(","):
        played(names[engine], 1, 1, WARM_UP)
        for batch in batches:
            speed, games = played(names[engine], batch, given.games, given.cap)
            first, expected = first or speed.per_core_second, expected or games
            same = sum(one == other for one, other in zip(games, expected, strict=True))
            print(
                f"{engine:10} {batch:5} {speed.per_second:11.0f} {speed.per_core_second:15.0f}"
                f" {speed.per_core_second / first:7.2f}   {same} of {len(games)}",
                flush=True,
            )


def played(planner: str, batch: int, count: int, cap: int) -> tuple[PlaySpeed, list[list[str]]]:
    """How quickly so many games were played, and what was written in each."""
    seeds = f"{FIRST_SEED}-{FIRST_SEED + count - 1}"
    speed = PlaySpeed()
    with tempfile.TemporaryDirectory() as name:
        wanted, folder = evaluate.setup(planner, "dynamic", seeds, cap), Path(name)
        evaluate.evaluate(wanted, folder, jobs=1, batch=batch, speed=speed)
        games = [
            [step.completion or step.action for step in traces.read(path).steps]
            for path in sorted((folder / evaluate.TRACES).iterdir())
        ]
    return speed, games


if __name__ == "__main__":
    main()
