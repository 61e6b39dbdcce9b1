"""How well a planner plays: ``python -m tests.bench.planner --planner expert --seeds 2000-2019 --cap 2000``.

Prints, in Markdown, the mean of unlocked achievements with its standard error, each achievement's rate, deaths and speed.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from agent import registry
from agent.episode import Episode, run
from agent.worlds.crafter.engine import CrafterWorld
from agent.worlds.crafter.rules import ACHIEVEMENTS


@dataclass(frozen=True)
class Result:
    seed: int
    unlocked: frozenset[str]
    steps: int
    over: str
    plans: int
    seconds: float


def play(seed: int, *, planner: str, cap: int) -> Result:
    episode = Episode(CrafterWorld(), registry.load(planner), seed=seed, cap=cap)
    begun = time.perf_counter()
    run(episode)
    seconds = time.perf_counter() - begun
    return Result(seed, episode.view.unlocked, episode.view.step, episode.over, len(episode.plans), seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--planner", default="expert", choices=registry.NAMES)
    parser.add_argument("--seeds", default="2000-2019", help="first-last")
    parser.add_argument("--cap", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    first, last = (int(part) for part in args.seeds.split("-"))
    with ProcessPoolExecutor(args.jobs) as pool:
        results = list(pool.map(partial(play, planner=args.planner, cap=args.cap), range(first, last + 1)))
    counts = [len(result.unlocked) for result in results]
    n = len(results)
    steps = sum(result.steps for result in results)
    error = statistics.stdev(counts) / n**0.5 if n > 1 else 0.0
    ends = ", ".join(f"{count} {reason}" for reason, count in Counter(result.over for result in results).most_common())
    print(f"planner {args.planner}, seeds {args.seeds}, cap {args.cap}, n {n}\n")
    print(f"- unlocked of 22: mean {statistics.mean(counts):.2f}, standard error {error:.2f}, each: {counts}")
    print(f"- how they ended: {ends}; mean length {steps / n:.0f} steps")
    print(f"- plans per 100 steps: {100 * sum(result.plans for result in results) / steps:.1f}")
    print(f"- steps a second and core, world included: {steps / sum(result.seconds for result in results):.0f}\n")
    print("| achievement | episodes |\n| --- | --- |")
    for name in sorted(ACHIEVEMENTS, key=lambda name: -sum(name in result.unlocked for result in results)):
        print(f"| {name.replace('_', ' ')} | {100 * sum(name in result.unlocked for result in results) / n:.0f} % |")


if __name__ == "__main__":
    main()
