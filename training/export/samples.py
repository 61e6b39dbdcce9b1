"""What PPO learned from, for SkyRL: the samples of a run (``training.ppo.samples``), an update a
file.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from agent.core.files import write_atomic
from agent.traces.sources import ExportError
from training.export.columns import Row
from training.runs.folder import RunFolder


def export(runs: Sequence[Path], out: Path) -> dict[int, int]:
    """Write ``out/UPDATE.json`` for each update whose samples a run kept: lists, as SkyRL's
    ``GeneratorOutput`` has them.

    Returns:
        How many turns each has.

    ExportError if there are none, if more than one run is named, or if ``out`` is not empty or
    cannot be written.
    """
    if len(runs) != 1:
        raise ExportError(f"samples are those of one run of sidequest ppo, not of {len(runs)}")
    (run,) = runs
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ExportError(f"{out} is there already and not an empty folder; name a new one")
    found: dict[int, list[Path]] = defaultdict(list)
    for path in sorted(RunFolder(run).samples.glob("*.jsonl")):
        if match := re.fullmatch(r"(\d+)-\d+", path.stem):
            found[int(match[1])].append(path)
    if not found:
        raise ExportError(
            f"{run} kept no samples; name a run of sidequest ppo with samples=true in its recipe"
        )
    counts = {}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for update, files in sorted(found.items()):
            lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
            rows: list[Row] = [json.loads(line) for line in lines]
            columns = {name: [row[name] for row in rows] for name in rows[0]}
            write_atomic(out / f"{update}.json", json.dumps(columns))
            counts[update] = len(rows)
    except OSError as error:
        raise ExportError(f"{error.filename or out} cannot be written: {error.strerror}") from error
    return counts
