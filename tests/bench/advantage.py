"""What measuring the planning advantage costs, and what bounds it:
``python -m tests.bench.advantage [--planner NAME ...] [--states N] [--pairs N] [--horizon N]``.

States of two validation games are measured in one process: all branches of a state at once, as
``sidequest advantage`` does, and beside it one branch at a time, in turns. A row prints states a
core-minute of both, and where the time of the first goes: the model (or the rules), the prompts,
the world with memory and plans, and the beginning of the branches (the record is played again, and
copied).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from rich.console import Console

from agent.core.tables import grid
from agent.episode import Episode
from agent.planners.language import LanguagePlanner
from agent.worlds.crafter.expert.planner import Expert
from training.evaluation import evaluate
from training.evaluation.advantage import branches
from training.evaluation.advantage.branches import Conditions, Task, parse
from training.evaluation.advantage.states import draw

ARMS = (parse("now"), parse("keep:10"))
SEEDS, CAP = "1000-1001", 300
TIMED: dict[str, list[tuple[Any, str]]] = {
    "model or rules": [(LanguagePlanner, "answer"), (Expert, "decide")],
    "prompts": [(LanguagePlanner, "ask")],
    "world": [(Episode, "play")],
    "beginning": [(branches, "_begin")],
}


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Processor seconds in each of ``TIMED``."""
    seconds: dict[str, float] = defaultdict(float)

    def watched(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            begun = time.process_time()
            try:
                found = function(*args, **kwargs)
                return list(found) if isinstance(found, Iterator) else found
            finally:
                seconds[name] += time.process_time() - begun

        return call

    patches = [
        mock.patch.object(owner, attribute, watched(name, getattr(owner, attribute)))
        for name, some in TIMED.items()
        for owner, attribute in some
    ]
    for patch in patches:
        patch.start()
    try:
        yield seconds
    finally:
        for patch in patches:
            patch.stop()


def tasks_of(planner: str, wanted: int, folder: Path) -> list[Task]:
    """States of the planner's own games."""
    setup = evaluate.setup(planner, "dynamic", SEEDS, CAP)
    evaluate.evaluate(setup, folder, jobs=1)
    files = {seed: folder / evaluate.TRACES / f"{seed}.jsonl" for seed in setup.seeds}
    states = draw(list(files.values()), "crafter", wanted, 0)
    return [Task(one, files[one.seed], "") for one in states]


def one_at_a_time(wanted: Conditions, tasks: Sequence[Task]) -> None:
    """Each pair of each arm by itself; the record is played again for each."""
    for task in tasks:
        for arm in wanted.arms:
            for _ in range(wanted.pairs):
                single = Conditions(wanted.planner, wanted.world, (arm,), 1, wanted.horizon)
                branches.measure(single, [task])


def row(planner: str, states: int, pairs: int, horizon: int) -> list[str]:
    """The figures of a planner."""
    with tempfile.TemporaryDirectory() as folder:
        tasks = tasks_of(planner, states, Path(folder) / "games")
        wanted = Conditions(planner, "crafter", ARMS, pairs, horizon)
        branches.measure(wanted, tasks[:1])  # what is loaded once is not counted
        with timed() as seconds:
            begun = time.process_time()
            branches.measure(wanted, tasks)
            together = time.process_time() - begun
        begun = time.process_time()
        one_at_a_time(wanted, tasks)
        apart = time.process_time() - begun
    rest = together - sum(seconds.values())
    shares = [f"{100 * seconds[name] / together:.0f} %" for name in TIMED]
    rates = [f"{60 * len(tasks) / used:.1f}" for used in (together, apart)]
    return [planner, str(len(tasks)), *rates, *shares, f"{100 * rest / together:.0f} %"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--planner", action="append")
    parser.add_argument("--states", type=int, default=12)
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--horizon", type=int, default=50)
    asked = parser.parse_args()
    planners = asked.planner or ["pebble", "expert"]
    console = Console()
    console.print(
        f"arms {', '.join(map(str, ARMS))}; {asked.pairs} pairs; {asked.horizon} steps",
        highlight=False,
    )
    rows = [row(name, asked.states, asked.pairs, asked.horizon) for name in planners]
    head = ["planner", "states", "a core-minute", "one branch at a time", *TIMED, "rest"]
    print(grid(head, rows))


if __name__ == "__main__":
    main()
