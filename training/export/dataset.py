"""Traces in, a folder with a data set out, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import joblib

from agent.traces.sources import ExportError, Source, find, of_world
from agent.traces.trace import TraceError
from agent.worlds import registry as worlds
from agent.worlds.crafter.engine.engine import CrafterWorld
from training.export.card import card
from training.export.columns import Row
from training.export.episode import PromptName, Recorded
from training.export.files import SplitFiles
from training.export.kinds import KINDS, KindName
from training.export.splits import Participation, Split, assign
from training.export.tally import EpisodeCounts, count
from training.play import workers


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    rows: dict[Split, int]  # of the splits that have any
    tallies: tuple[EpisodeCounts, ...]
    left_out: int  # traces of other worlds than Crafter

    @property
    def warnings(self) -> list[str]:
        """What someone who trains on it should know."""
        damaged = [tally for tally in self.tallies if tally.fault]
        open_ended = sum(not tally.ended for tally in self.tallies) - len(damaged)
        warnings = []
        if self.left_out:
            warnings.append(f"{self.left_out} traces of other worlds than Crafter are left out")
        warnings += [
            f"{tally.source.path} is damaged, and exported up to there: {tally.fault}"
            for tally in damaged
        ]
        if open_ended:
            warnings.append(
                f"the records of {open_ended} episodes have no end; they are exported "
                "as far as they go"
            )
        if "train" not in self.rows:
            warnings.append(
                "there is nothing to train on: every group of episodes was drawn, or "
                "is reserved, for another split"
            )
        return warnings


def export(
    name: KindName,
    paths: Sequence[Path],
    out: Path,
    *,
    told: PromptName = "brief",
    jobs: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
) -> Exported:
    """Write a data set.

    Args:
        name: what to export.
        paths: traces, and folders of such.
        out: folder to make; it may be there if it is empty.
        told: how states are put.
        jobs: processes.
        on_progress: is told how many episodes are done, of how many.

    Raises:
        ExportError: there is nothing to export, or ``out`` is not empty.
        TraceError: a trace cannot be read, or does not replay.
        OSError: the disk does not take it.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ExportError(f"{out} is there already and not an empty folder; name a new one")
    found = find(paths)
    sources = of_world(found, worlds.DEFAULT)
    part = out.absolute().with_name(f"{out.absolute().name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        made = _write(name, part, sources, told, jobs, on_progress)
        part.replace(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Exported(*made, left_out=len(found) - len(sources))


def _write(
    name: KindName,
    folder: Path,
    sources: Sequence[Source],
    told: PromptName,
    jobs: int,
    on_progress: Callable[[int, int], None] | None,
) -> tuple[dict[Split, int], tuple[EpisodeCounts, ...]]:
    splits = assign(
        [Participation(source.header.participant, source.header.seed) for source in sources]
    )
    calls = (
        joblib.delayed(_make)(name, source, split, _parents(source, sources), told)
        for source, split in zip(sources, splits, strict=True)
    )
    tallies: list[EpisodeCounts] = []
    with SplitFiles(folder, KINDS[name], told) as files:
        made: Iterator[tuple[list[Row], EpisodeCounts]] = workers.parallel(
            jobs, calls, ordered=True
        )
        for rows, tally in made:
            files.add(tally.split, tally.source, rows)
            tallies.append(tally)
            if on_progress:
                on_progress(len(tallies), len(sources))
    if not files.counts:
        nothing = "nobody stepped in" if name == "corrections" else "nothing was played"
        raise ExportError(f"there are no {name} to export: {nothing} in {len(sources)} traces")
    text = card(name, told, folder, files.patterns, files.counts, tallies)
    (folder / "README.md").write_text(text, encoding="utf-8", newline="\n")
    return files.counts, tuple(tallies)


def _parents(source: Source, sources: Sequence[Source]) -> list[Source]:
    """The traces that can be a branch's parent."""
    head = source.header
    return [
        other
        for other in sources
        if other.path.name == head.parent and other.header.seed == head.seed and other != source
    ]


def _make(
    name: KindName, source: Source, split: Split, parents: Sequence[Source], told: PromptName
) -> tuple[list[Row], EpisodeCounts]:
    trace = source.read()
    before = [parent.read() for parent in parents]
    recorded = Recorded(source, trace, before, told, _world())
    try:
        rows = list(KINDS[name].rows(recorded))
    except TraceError:
        raise
    # such as an empty plan of the planner's, which no writer of traces makes
    except ValueError as error:
        raise TraceError(f"{source.path}: {error}") from error
    return rows, count(source, trace, split, len(rows))


@cache
def _world() -> CrafterWorld:
    """One a process."""
    return CrafterWorld()
