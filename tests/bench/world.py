"""What a world costs, side by side with stock Crafter: ``python -m tests.bench.world``.

One run, one process per column, one after the other on one core. "stock" is ``crafter.Env`` as it
is in this environment, where numba compiles its noise; "stock, no JIT" is the same with
``NUMBA_DISABLE_JIT=1``, as where numba is not installed. All three play the same seeds and the same
random actions until death; what is compiled or read from disk is so before the clock starts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import crafter
import numpy as np
from rich.console import Console
from rich.table import Table

from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACTIONS

SEEDS = range(2_000, 2_010)
SIZE = (64, 64)  # of a picture; stock's default, drawn at every stock step

Figures = dict[str, float]


class Clock:
    """Mean time of calls, by name."""

    def __init__(self) -> None:
        self.total: dict[str, float] = {}
        self.calls: dict[str, int] = {}

    def __call__(self, name: str, function: Callable[..., Any], *arguments: Any) -> Any:
        """Time one call, and give what it gave."""
        start = time.perf_counter()
        result = function(*arguments)
        self.total[name] = self.total.get(name, 0) + time.perf_counter() - start
        self.calls[name] = self.calls.get(name, 0) + 1
        return result

    def means(self) -> Figures:
        """Mean microseconds by name."""
        return {name: 1e6 * total / self.calls[name] for name, total in self.total.items()}


def measure_own(clock: Clock, seeds: range) -> Figures:
    """The engine, its view, memory and snapshots."""
    world, sizes = CrafterWorld(), []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        clock("reset", world.reset, seed)
        memory = Memory()
        memory.update(world.view(), None)
        while not world.over:
            action = int(rng.integers(len(ACTIONS)))
            clock("step", world.step, action)
            view = clock("view", world.view)
            clock("memory", memory.update, view, action)
            if view.step % 10 == 0:
                snapshot = clock("snapshot", world.snapshot)
                clock("restore", world.restore, snapshot)
                clock("digest", world.digest)
                clock("draw", world.draw, SIZE)
                clock("frontier", memory.frontier)
                sizes.append(len(snapshot))
    return clock.means() | {"bytes": float(np.mean(sizes))}


def measure_stock(clock: Clock, seeds: range) -> Figures:
    """Stock Crafter; its reset and step draw."""
    for seed in seeds:
        rng = np.random.default_rng(seed)
        env = crafter.Env(seed=seed)
        clock("reset", env.reset)
        done = False
        while not done:
            _, _, done, _ = clock("step", env.step, int(rng.integers(len(ACTIONS))))
            if env._step % 10 == 0:
                clock("draw", env.render, SIZE)
    return clock.means()


def _measure(column: str) -> Figures:
    measure = measure_own if column == "own" else measure_stock
    measure(Clock(), SEEDS[:1])
    return measure(Clock(), SEEDS)


def _measure_in_a_process(column: str) -> Figures:
    environment = os.environ | ({"NUMBA_DISABLE_JIT": "1"} if column == "stock, no JIT" else {})
    command = [sys.executable, "-m", "tests.bench.world", column]
    answer = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    figures: Figures = json.loads(answer)
    return figures


def main() -> None:
    """Measure one column and print it as JSON, or all columns and print a table."""
    if len(sys.argv) > 1:
        print(json.dumps(_measure(sys.argv[1])))
        return
    console = Console()
    with console.status("measuring"):
        own, stock, plain = (
            _measure_in_a_process(column) for column in ("own", "stock", "stock, no JIT")
        )
    table = Table(
        title=(
            f"seeds {SEEDS[0]} to {SEEDS[-1]}, random actions until death; mean microseconds a call"
        )
    )
    for heading in ("", "own", "stock", "ratio", "stock, no JIT", "ratio"):
        table.add_column(heading, justify="right" if heading else "left")
    for name in (
        "reset",
        "step",
        "draw",
        "view",
        "memory",
        "frontier",
        "snapshot",
        "restore",
        "digest",
    ):
        cells = [f"{own[name]:,.1f}"]
        for other in (stock, plain):
            cells += (
                [f"{other[name]:,.1f}", f"{other[name] / own[name]:.1f}"]
                if name in other
                else ["", ""]
            )
        table.add_row(name, *cells)
    console.print(table)
    console.print(
        f"A snapshot has {own['bytes']:,.0f} bytes. Stock's reset and step draw "
        f"{SIZE[0]}x{SIZE[1]}, ours do not."
    )


if __name__ == "__main__":
    main()
