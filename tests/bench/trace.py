"""What it costs that steps reach the disk: ``python -m tests.bench.trace [--steps N] [--folder DIR]``.

Writes the same steps three times: without an fsync, with one at most a second, as the server does,
and with one at every step. Prints microseconds a step: the mean, and the slowest of a hundred.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from unittest import mock

import numpy as np

from agent.traces import trace as traces
from agent.traces.trace import StepEvent, TraceWriter, header
from tests.server.meadow import Meadow

RULES = {"never": float("inf"), "at most once a second": traces.SYNC_EVERY, "at every step": 0.0}
PACE = 0.002  # seconds between two steps, so that seconds pass


def measure(folder: Path, every: float, steps: int) -> list[float]:
    """Microseconds that each step took to write."""
    took = []
    with mock.patch.object(traces, "SYNC_EVERY", every):
        writer = TraceWriter(folder / f"{every}.jsonl", header(Meadow(), 1, steps, "bench"))
        for step in range(1, steps + 1):
            begun = time.perf_counter()
            writer.append(StepEvent(step=step, action="Move East", p_plan=0.25, ms=3.1))
            took.append(1e6 * (time.perf_counter() - begun))
            time.sleep(PACE)
        writer.close()
    return took


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--folder", type=Path, default=None, help="on the disk to be measured")
    given = parser.parse_args()
    print("| fsync of steps | µs a step, mean | slowest of a hundred |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        for rule, every in RULES.items():
            took = measure(Path(folder), every, given.steps)
            print(f"| {rule} | {np.mean(took):.0f} | {np.percentile(took, 99):.0f} |")


if __name__ == "__main__":
    main()
