"""Whether a planner lives on where games are lost: fixed states, and 150 steps to survive in each.

The states are those of games that the former planner (``pebble-1``) played on validation seeds: 50
steps before it died, at dusk, when food or drink is short, and with the first iron in hand. A game
gives at most one state of a kind. They are a committed file, so that figures compare over time. To
make it anew (in about ten minutes):

    python -m training.evaluation.survival training/cases/survival.jsonl
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Literal, get_args

import joblib
import numpy as np
import typer
from pydantic import BaseModel, ConfigDict

from agent.analysis.stats import wilson
from agent.core import seeds
from agent.core.files import write_atomic
from agent.core.mode import DYNAMIC
from agent.core.planner import Decision
from agent.core.tables import NONE, grid, percent
from agent.episode import Episode, decide_all
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.rules import DAY
from training.evaluation import states
from training.evaluation.compare import interval
from training.play import batched, workers
from training.play.speed import PlaySpeed

Kind = Literal["before a death", "dusk", "hunger or thirst", "first iron"]
KINDS: tuple[Kind, ...] = get_args(Kind)
COMMITTED = Path(__file__).parents[1] / "cases" / "survival.jsonl"
HORIZON = 150  # steps to survive
_FORMER = "pebble-1"
_CAP = 2000  # steps of its games
_BEFORE = 50  # steps before its death
_DUSK = range(160, 170)  # steps of the day
_SHORT = 3  # of food or drink


class SurvivalCase(BaseModel):
    """One state."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    number: int  # within the kind, from 0
    seed: int
    actions: str  # of the seed's episode up to the state: see ``training.evaluation.states``


@dataclass(frozen=True, slots=True)
class Survival:
    """How a planner fared: the steps that it lived in each case, at most ``HORIZON``."""

    planner: str
    lived: tuple[int, ...]

    @property
    def survived(self) -> list[bool]:
        """Of each case."""
        return [steps >= HORIZON for steps in self.lived]


def survive(
    planner: str,
    cases: Sequence[SurvivalCase],
    *,
    jobs: int,
    data: Path | None = None,
    on_case: Callable[[int], None] | None = None,
    speed: PlaySpeed | None = None,
) -> Survival:
    """Let a planner play on from each case.

    Args:
        planner: as registered.
        cases: where it begins.
        jobs: processes that play.
        data: where learned planners are.
        on_case: told how many more cases are done.
        speed: takes the decisions that are made, and their time.

    Raises what ``registry.load`` raises.
    """
    told = speed or PlaySpeed()
    groups = workers.even_groups(cases, batched.BATCH, jobs)
    calls = [joblib.delayed(_survive)(planner, group, data) for group in groups]
    lived: list[int] = []
    for steps, decisions in workers.parallel(jobs, calls, ordered=True, speed=told):
        lived += steps
        told.decisions += decisions
        if on_case:
            on_case(len(steps))
    return Survival(planner, tuple(lived))


def _survive(name: str, cases: Sequence[SurvivalCase], data: Path | None) -> tuple[list[int], int]:
    planner = workers.planner(name, DYNAMIC, data)
    episodes = [states.begin(case.seed, case.actions, planner, HORIZON) for case in cases]
    decisions = batched.advance(
        episodes,
        partial(decide_all, planner),
        after_step=lambda episode: None,  # who has all achievements has to live on, too
    )
    lived = [
        episode.view.step - len(case.actions) - episode.view.dead
        for episode, case in zip(episodes, cases, strict=True)
    ]
    return lived, decisions


def table(cases: Sequence[SurvivalCase], fared: Sequence[Survival]) -> str:
    """Markdown: the share that survived of each kind, with 95 % Wilson intervals, and how far each
    planner after the first is from it, paired by case.
    """
    head = ["", *(one.planner for one in fared)]
    rows = []
    for name, chosen in _rows(cases):
        row = [f"{name} ({len(chosen)})"]
        for one in fared:
            hits = sum(one.survived[at] for at in chosen)
            low, high = wilson(hits, len(chosen))
            share = percent(hits / len(chosen))
            row.append(f"{share} ({100 * low:.0f} to {100 * high:.0f})")
        rows.append(row)
    beside = ["difference, points", NONE]
    for one in fared[1:]:
        apart = np.subtract(one.survived, fared[0].survived, dtype=float)
        low, high = interval(apart)
        beside.append(f"{100 * apart.mean():+.0f} ({100 * low:+.0f} to {100 * high:+.0f})")
    return grid(head, [*rows, beside])


def _rows(cases: Sequence[SurvivalCase]) -> Iterator[tuple[str, list[int]]]:
    """Kinds, and all of them, each with the indices of its cases."""
    for kind in KINDS:
        if own := [at for at, case in enumerate(cases) if case.kind == kind]:
            yield kind, own
    yield "all", list(range(len(cases)))


def write(folder: Path, cases: Sequence[SurvivalCase], fared: Sequence[Survival]) -> None:
    """``table.md``, and ``lived.json``: the steps that each planner lived in each case."""
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(folder / "table.md", table(cases, fared) + "\n")
    lived = {one.planner: one.lived for one in fared}
    write_atomic(folder / "lived.json", json.dumps(lived) + "\n")


@dataclass(slots=True)
class _FormerGame:
    """A game of the former planner, and where it came to a state of a kind for the first time."""

    episode: Episode
    actions: list[int] = field(default_factory=list)
    found: dict[Kind, int] = field(default_factory=dict)  # kind -> step

    def look(self) -> None:
        view = self.episode.view
        if view.dead:
            if view.step > _BEFORE:
                self.found["before a death"] = view.step - _BEFORE
            return
        if view.step % DAY in _DUSK:
            self.found.setdefault("dusk", view.step)
        if min(view.inventory["food"], view.inventory["drink"]) <= _SHORT:
            self.found.setdefault("hunger or thirst", view.step)
        if view.inventory["iron"]:
            self.found.setdefault("first iron", view.step)


def make_cases(
    count: int, *, jobs: int, on_game: Callable[[int], None] | None = None
) -> list[SurvivalCase]:
    """The first ``count`` of each kind, by seed, among four times as many validation seeds; fewer
    of a kind that is rarer.
    """
    groups = workers.groups(list(seeds.VALIDATION)[: 4 * count], batched.BATCH)
    calls = [joblib.delayed(_make)(group) for group in groups]
    made: dict[Kind, list[SurvivalCase]] = {kind: [] for kind in KINDS}
    for found in workers.parallel(jobs, calls, ordered=True):
        for case in found:
            if len(own := made[case.kind]) < count:
                own.append(case.model_copy(update={"number": len(own)}))
        if on_game:
            on_game(sum(map(len, made.values())))
        if all(len(own) == count for own in made.values()):
            break
    return [case for kind in KINDS for case in made[kind]]


def _make(group: Sequence[int]) -> list[SurvivalCase]:
    planner = workers.planner(_FORMER, DYNAMIC)
    games: dict[Episode, _FormerGame] = {}
    for seed in group:
        episode = Episode(CrafterWorld(), planner, seed=seed, cap=_CAP)
        games[episode] = _FormerGame(episode)

    def decide(live: Sequence[Episode]) -> list[Decision]:
        decisions = decide_all(planner, live)
        for episode, decision in zip(live, decisions, strict=True):
            action = decision.action if decision.valid else episode.world.noop
            games[episode].actions.append(action)
        return decisions

    batched.advance(list(games), decide, after_step=lambda episode: games[episode].look())
    return [
        SurvivalCase(
            kind=kind,
            number=0,
            seed=game.episode.seed,
            actions=states.write(game.actions[:step]),
        )
        for game in games.values()
        for kind, step in game.found.items()
    ]


def main(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Is written anew.")] = COMMITTED,
    count: Annotated[int, typer.Option(min=1, help="Of each kind.")] = 50,
    jobs: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
) -> None:
    """Make the cases of `sidequest survive`."""
    cases = make_cases(
        count,
        jobs=jobs,
        on_game=lambda made: typer.echo(f"{made} of {len(KINDS) * count}", err=True),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, "".join(case.model_dump_json() + "\n" for case in cases))


if __name__ == "__main__":
    typer.run(main)
