"""The cases on which it is measured whether a planner follows plans: a state, what a person wants
in it, and words for that.

A state is one that the expert comes to on a validation seed. A case is kept only if the expert,
told what to do in the plainest words, does it; one of a refusal, if by itself it would do what is
refused. How many steps it takes sets the limit for everyone.

The cases are a committed file, so that figures compare over time. To make it anew (in some
minutes):

    python -m training.evaluation.following.cases training/cases/follow.jsonl --cases 60
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, get_args

import joblib
import typer
from pydantic import BaseModel, ConfigDict

from agent.core import seeds
from agent.core.goals import Goal
from agent.core.plan import Authority
from agent.core.planner import Planner
from agent.episode import Episode
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert.planner import Expert
from agent.worlds.crafter.rules import DAY
from agent.worlds.crafter.view import View
from training.evaluation import states
from training.evaluation.following.monitor import GoalMonitor
from training.instructions.goal_sampler import Family, Instruction, sample_instruction
from training.instructions.paraphrase import words
from training.play import workers

__all__ = [
    "COMMITTED",
    "FAMILIES",
    "Case",
    "Family",
    "Wording",
    "make_case",
    "make_cases",
    "read_cases",
]

Wording = Literal["seen", "held-out"]
FAMILIES: tuple[Family, ...] = get_args(Family)
COMMITTED = Path(__file__).parents[2] / "cases" / "follow.jsonl"

_LATEST = 240  # step of the seed's episode at which a case begins at the latest
_LONG = 800  # the same where goods have to be in hand, or danger near
_RICH: tuple[Family, ...] = ("chain of three", "chain of four to seven")
_SHORTEST, _LONGEST = 2, 120  # steps that the expert may take
_CHAINS = 200  # the same for chains
_SLACK, _SPARE = 3, 10  # the limit is so many times the expert's steps and so many steps more
_DRAWS = 5  # plans that are tried in a state
_DUSK = range(140, 200)  # steps of the day
_HUNGRY = 3  # of food or drink
_ZOMBIE_NEAR = 4  # cells


class Case(BaseModel):
    """One state and what is wanted in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    family: Family
    number: int  # within the family, from 0
    seed: int
    # of the seed's episode up to the state, a letter each: "a" is the first of
    # ``rules.ACTION_NAMES``
    actions: str
    goals: tuple[Goal, ...]
    refused: tuple[Goal, ...] = ()
    standing: tuple[Goal, ...] = ()
    texts: dict[Wording, str]  # the plan as a person words it
    expert_steps: int  # that the expert took, told in the plainest words
    specific: bool  # the expert does not do it by itself within the limit

    @property
    def limit(self) -> int:
        """Steps within which the goals have to be reached."""
        return _limit(self.expert_steps)

    @property
    def step(self) -> int:
        """Of the seed's episode, at which the case begins."""
        return len(self.actions)

    def begin(self, planner: Planner, plan: str | None, authority: Authority = "advice") -> Episode:
        """An episode in the case's state, with a person's plan in force or none, that is over when
        the limit is.
        """
        episode = states.begin(self.seed, self.actions, planner, self.limit)
        if plan is not None:
            episode.inject(plan, authority)
        return episode

    def watch(self, episode: Episode) -> GoalMonitor:
        """Watches whether what is wanted is done in the episode from now on."""
        return _watch(Instruction(self.goals, self.refused, self.standing), episode)


def read_cases(path: Path, most: int | None = None) -> list[Case]:
    """The cases of a file, of each family the first ``most``; see ``states.read_cases``."""
    cases = states.read_cases(path, Case)
    return [case for case in cases if most is None or case.number < most]


def make_cases(
    path: Path,
    count: int,
    *,
    jobs: int,
    draw: int = 0,
    on_case: Callable[[int, int], None] | None = None,
) -> None:
    """Write ``count`` cases of each family to a file, the first of each before the second; what is
    written stays if it is stopped.

    Args:
        path: is written anew, and its folder made.
        count: of each family.
        jobs: processes.
        draw: the same number makes the same cases, as long as the expert plays and reads the same.
        on_case: told how many are made, and of how many.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = [(family, number) for number in range(count) for family in FAMILIES]
    with path.open("w", encoding="utf-8") as file:
        calls = [joblib.delayed(make_case)(*key, draw) for key in keys]
        for done, case in enumerate(workers.parallel(jobs, calls, ordered=True), start=1):
            file.write(case.model_dump_json(exclude_defaults=True) + "\n")
            file.flush()
            if on_case:
                on_case(done, len(keys))


def make_case(family: Family, number: int, draw: int = 0) -> Case:
    """Make a case; the same arguments always give the same."""
    rng = random.Random(f"{draw} {family} {number}")
    while True:
        seed = rng.choice(seeds.VALIDATION)
        actions = _sample_state(family, seed, rng)
        case = None if actions is None else _case_in(family, number, seed, actions, rng)
        if case is not None:
            return case


def _case_in(
    family: Family, number: int, seed: int, actions: str, rng: random.Random
) -> Case | None:
    """A case in a state; None if the expert does nothing of what came to mind."""
    start = states.begin(seed, actions, Expert(), 1)
    longest = _CHAINS if family in _RICH else _LONGEST
    for _ in range(_DRAWS):
        try:
            instruction = sample_instruction(
                start.view, start.memory, rng, family=family, new=family == "unseen combination"
            )
        except ValueError:  # nothing of the kind can be asked for here
            return None
        watch, told = _pursue(
            states.begin(seed, actions, Expert(), longest), instruction, instruction.text
        )
        if not watch.reached or told < _SHORTEST:
            continue
        texts: dict[Wording, str] = {
            "seen": words(instruction, rng),
            "held-out": words(instruction, rng, held_out=True),
        }
        if texts["held-out"] == instruction.text:  # no held-out words were found for it
            continue
        alone, _ = _pursue(states.begin(seed, actions, Expert(), _limit(told)), instruction, None)
        if family == "refusal" and alone.kept:
            continue
        return Case(
            family=family,
            number=number,
            seed=seed,
            actions=actions,
            goals=instruction.goals,
            refused=instruction.refused,
            standing=instruction.standing,
            texts=texts,
            expert_steps=told,
            specific=not alone.reached,
        )
    return None


def _sample_state(family: Family, seed: int, rng: random.Random) -> str | None:
    """The actions of the expert up to a state that is fit for the family; None if it
    came to none.
    """
    latest = _LONG if family in _RICH or family == "under danger" else _LATEST
    danger = rng.choice(("dusk", "hunger", "zombie")) if family == "under danger" else ""
    last = latest if danger else rng.randint(1, latest)
    episode, actions, fit = Episode(CrafterWorld(), Expert(), seed=seed, cap=last), "", [0]
    while not episode.over:
        decision = episode.decide()
        actions += states.write([decision.action])
        episode.play(decision)
        if not episode.over and danger and _is_in(danger, episode.view):
            fit.append(episode.view.step)
    if danger:
        return actions[: rng.choice(fit[1:])] if len(fit) > 1 else None
    return actions if episode.over == "cap" else None


def _is_in(danger: str, view: View) -> bool:
    if danger == "dusk":
        return view.step % DAY in _DUSK
    if danger == "hunger":
        return min(view.inventory["food"], view.inventory["drink"]) <= _HUNGRY
    near = [
        creature
        for creature in view.creatures
        if abs(creature.dx) + abs(creature.dy) <= _ZOMBIE_NEAR
    ]
    return any(creature.kind == "zombie" for creature in near)


def _limit(steps: int) -> int:
    return _SLACK * steps + _SPARE


def _watch(instruction: Instruction, episode: Episode) -> GoalMonitor:
    return GoalMonitor(
        instruction.goals,
        episode.view,
        episode.memory,
        refused=instruction.refused,
        standing=instruction.standing,
    )


def _pursue(
    episode: Episode, instruction: Instruction, plan: str | None
) -> tuple[GoalMonitor, int]:
    """Play until the instruction is carried out or the episode is over; how that went, and in how
    many steps.
    """
    watch = _watch(instruction, episode)
    begun = episode.view.step
    if plan is not None:
        episode.inject(plan)
    while not (episode.over or watch.reached):
        episode.play(episode.decide())
        watch.look(episode.view, episode.memory)
    return watch, episode.view.step - begun


def main(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Is written anew.")] = COMMITTED,
    cases: Annotated[int, typer.Option(min=2, help="Of each family.")] = 60,
    jobs: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
) -> None:
    """Make the cases of `sidequest follow`."""

    def show(done: int, total: int) -> None:
        if done % 10 == 0 or done == total:
            typer.echo(f"{done} of {total}", err=True)

    make_cases(path, cases, jobs=jobs, on_case=show)


if __name__ == "__main__":
    typer.run(main)
