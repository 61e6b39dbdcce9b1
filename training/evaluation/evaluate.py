"""Plays a planner on a set of seeds and writes how well it did: the one instrument for every
planner.

The folder of an evaluation holds ``traces/SEED.jsonl`` and, once every seed was played,
``report.json``, ``table.md`` and figures. All of them are worked out from the traces. A trace
without its end is played again, so an evaluation that was stopped goes on where it was, and its
report is the one of a run in one go, times aside.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import joblib

from agent.core import seeds
from agent.core.code import code_digest
from agent.core.errors import differing
from agent.core.metrics import Conditions, Played, Summary
from agent.core.mode import Mode, parse_mode
from agent.episode import Episode, decide_all
from agent.planners import registry
from agent.traces import trace as traces
from agent.traces.trace import Header, TraceWriter
from agent.worlds import registry as worlds
from training.evaluation import figures, table
from training.evaluation import report as reports
from training.evaluation.measure import measure
from training.evaluation.protocol import Protocol
from training.play import batched, workers
from training.play.clock import playing
from training.play.speed import PlaySpeed

MAX_CAP = 10_000  # steps after which Crafter itself ends an episode
TRACES = "traces"


class EvaluationError(ValueError):
    """An evaluation that cannot be run as asked."""


@dataclass(frozen=True, slots=True)
class EvaluationSetup:
    """What is to be evaluated."""

    planner: str
    mode: Mode
    seeds: tuple[int, ...]  # ascending
    cap: int
    code: str  # see ``code_digest``
    observation: str  # what the planner reads
    options: Mapping[str, str | bool]  # what else its play depends on
    data: Path | None = None  # where learned planners are
    masked: bool | None = None  # see ``registry.find``
    world: str = worlds.DEFAULT
    batch: int = 1  # episodes that a process plays at once, where nobody says otherwise
    clock: int | None = None  # tokens of a plan that take a step of the world; None: it waits

    def header(self, seed: int) -> Header:
        """The header of one episode's trace."""
        options: dict[str, str | int | bool] = {
            "mode": str(self.mode),
            "observation": self.observation,
            **self.options,
        }
        header = traces.header(
            worlds.find(self.world).make(), seed, self.cap, self.planner, options
        )
        return header.model_copy(update={"versions": header.versions | {"agent": self.code}})


def setup(
    planner: str | None,
    mode: str,
    seed_text: str,
    cap: int | None,
    data: Path | None = None,
    masked: bool | None = None,
    world: str = worlds.DEFAULT,
    clock: int | None = None,
    protocol: Protocol | None = None,
) -> EvaluationSetup:
    """Check what was asked for.

    Args:
        planner: None for the one that plays the world by rules.
        mode: when it may plan.
        seed_text: as ``seeds.parse`` reads it.
        cap: steps of an episode; None for as many as are usual in the world.
        data: see ``registry.find``.
        masked: see ``registry.find``.
        world: see ``worlds.find``.
        clock: see ``training.play.clock``.
        protocol: has its own world, and its own cap unless another is given.

    Raises ValueError, with what is wrong, for what cannot be evaluated.
    """
    world = protocol.world if protocol else world
    spec = worlds.find(world)
    usual = protocol.cap if protocol else spec.cap
    cap = usual if cap is None else cap
    if not 1 <= cap <= MAX_CAP:
        raise EvaluationError(f"the cap is {cap}; it can be from 1 to {MAX_CAP} steps")
    if clock is not None and clock < 1:
        raise EvaluationError(f"the clock is {clock}; a step takes at least 1 token of a plan")
    allowed = parse_mode(mode)
    name = planner or registry.scripted(world)
    entry = registry.find(name, allowed, data, masked=masked, world=world)
    chosen = seeds.parse(seed_text)
    spec.make().reset(chosen[0])  # there may be no graph with the settings
    return EvaluationSetup(
        name,
        allowed,
        chosen,
        cap,
        code_digest(),
        entry.observation,
        {
            **entry.options(),
            **({} if clock is None else {"clock": f"{clock} tokens a step"}),
            **({"protocol": protocol.name} if protocol else {}),
        },
        data,
        masked,
        world,
        batched.BATCH if entry.is_model else 1,
        clock,
    )


def evaluate(
    wanted: EvaluationSetup,
    folder: Path,
    *,
    jobs: int,
    batch: int | None = None,
    away: bool = False,
    on_episode: Callable[[Played], None] | None = None,
    speed: PlaySpeed | None = None,
) -> Summary:
    """Play what is missing in ``folder`` and write the report.

    Args:
        wanted: what to play.
        folder: made if it is not there; what it holds of the same evaluation is kept.
        jobs: processes that play at the same time.
        batch: episodes that each of them plays at once, which a language model decides for in one
            call; None for those of ``wanted``. What is played is the same whatever their number,
            but for what rounding in batches of another size can do.
        away: the processes are those of the Ray that this one is connected to. The traces come back
            to ``folder``.
        on_episode: told of each episode, in the order in which they end.
        speed: takes the decisions that are made, and their time.

    Raises EvaluationError if the folder holds another evaluation, TraceError if one of its traces
    does not replay, OSError if the disk does not take a file. What was finished before stays, as it
    does on Ctrl-C.
    """
    if jobs < 1:
        raise EvaluationError(f"jobs is {jobs}; at least 1 process has to play")
    if away and jobs == 1:
        # joblib would not ask Ray for one
        raise EvaluationError("jobs is 1; a cluster is for 2 processes or more")
    batch = wanted.batch if batch is None else batch
    if batch < 1:
        raise EvaluationError(f"batch is {batch}; a process has to play at least 1 episode")
    (folder / TRACES).mkdir(parents=True, exist_ok=True)
    _check(wanted, folder)
    results = []
    for result in _results(wanted, folder, jobs, batch, away, speed or PlaySpeed()):
        results.append(result)
        if on_episode:
            on_episode(result)
    report = reports.summarise(_conditions(wanted), results)
    figures.draw(report, folder)
    (folder / "table.md").write_text(table.markdown(report), encoding="utf-8")
    reports.write(report, folder)
    return report


def _path(folder: Path, seed: int) -> Path:
    return folder / TRACES / f"{seed}.jsonl"


def _conditions(wanted: EvaluationSetup) -> Conditions:
    header = wanted.header(wanted.seeds[0])
    return Conditions(
        world=header.world,
        seeds=seeds.write(wanted.seeds),
        cap=wanted.cap,
        mode=str(wanted.mode),
        observation=wanted.observation,
        planner=wanted.planner,
        options=dict(wanted.options),
        versions=header.versions,
    )


def _check(wanted: EvaluationSetup, folder: Path) -> None:
    """Refuse a folder with traces of another evaluation; a trace that has not even a header is
    removed.
    """
    expected = wanted.header(wanted.seeds[0])
    paths = {_path(folder, seed): seed for seed in wanted.seeds}
    for path in sorted((folder / TRACES).iterdir()):
        if path not in paths:
            raise EvaluationError(
                f"{path} is of none of the seeds {seeds.write(wanted.seeds)}; name its "
                "seed too, or another folder"
            )
        with path.open("rb") as file:
            begun = file.readline().endswith(b"\n")
        if not begun:
            path.unlink()
            continue
        found = traces.read_header(path).model_copy(update={"created": expected.created})
        due = expected.model_copy(update={"seed": paths[path]})
        if faults := differing(found, due):
            raise EvaluationError(f"{path} was played with {faults}; name another folder")


def _results(
    wanted: EvaluationSetup, folder: Path, jobs: int, batch: int, away: bool, speed: PlaySpeed
) -> Iterator[Played]:
    """The results of all seeds: of those that were played to their end, and then of the others,
    which are played.
    """
    missing = set(wanted.seeds)
    here = min(jobs, os.cpu_count() or 1)  # a cluster has more
    paths = [_path(folder, seed) for seed in wanted.seeds]
    calls = [joblib.delayed(_known)(path) for path in paths if path.exists()]
    for result in workers.parallel(here, calls):
        if result:
            missing.remove(result.seed)
            yield result
    due = [seed for seed in wanted.seeds if seed in missing]
    groups = workers.even_groups(due, batch, jobs)
    if not away:
        played = (joblib.delayed(_play)(wanted, folder, group) for group in groups)
        for results in workers.parallel(jobs, played, speed=speed):
            speed.decisions += sum(result.length for result in results)
            yield from results
        return
    played_away = (joblib.delayed(_play_away)(wanted, group) for group in groups)
    for results, files in workers.on_cluster(jobs, played_away, speed=speed):
        for seed, trace in files.items():
            _path(folder, seed).write_bytes(trace)
        speed.decisions += sum(result.length for result in results)
        yield from results


def _known(path: Path) -> Played | None:
    """The result of a trace that has an end."""
    trace = traces.finished(path)
    return measure(trace) if trace else None


def _play(wanted: EvaluationSetup, folder: Path, group: Sequence[int]) -> list[Played]:
    """Play these seeds at once; traces that are there have no end, and are begun anew."""
    planner = workers.planner(wanted.planner, wanted.mode, wanted.data, wanted.masked, wanted.world)
    paths = [_path(folder, seed) for seed in group]
    episodes: list[Episode[Any, Any]] = []
    for path, seed in zip(paths, group, strict=True):
        path.unlink(missing_ok=True)
        writer = TraceWriter(path, wanted.header(seed), repeatable=True)
        world = worlds.find(wanted.world).make()
        episodes.append(Episode(world, planner, seed=seed, cap=wanted.cap, trace=writer))
    batched.advance(episodes, partial(decide_all, planner), play=playing(wanted.clock))
    for episode in episodes:
        episode.end(episode.over)
    return [measure(traces.read(path)) for path in paths]


def _play_away(
    wanted: EvaluationSetup, group: Sequence[int]
) -> tuple[list[Played], dict[int, bytes]]:
    """Play these seeds on a machine that need not have the folder; the results, and the traces by
    seed.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results = _play(wanted, folder, group)
        return results, {seed: _path(folder, seed).read_bytes() for seed in group}
