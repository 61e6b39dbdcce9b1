"""Branches of a state: arms that differ in what is planned in it, and nothing else.

An arm is written as in ``sidequest advantage --arms``:

| arm | what it does in the state |
| --- | --- |
| ``now`` | writes a plan, drawn from the planner |
| ``keep:M`` | writes none for M steps: the plan in force stays |
| ``none:M`` | has no plan, and writes none for M steps |
| ``null`` | writes the plan in force again, word for word |
| ``reworded`` | writes what was understood of the plan in force, in the plainest words |
| ``shuffled`` | writes the plan that was in force in another state |
| ``expert`` | writes the plan of the planner that plays the world by rules |
| ``person`` | is given a scripted person's plan, as advice, where there are such people |

After that all go on as the planner does by itself. The n-th branch of every arm has the same luck:
the world's chance and the planner's draws are renewed by n alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.core.metrics import Figures
from agent.core.mode import ALWAYS, DYNAMIC, Mode
from agent.core.planner import Decision, Planner, decide_each
from agent.episode import Episode, decide_all
from agent.planners import registry
from agent.planners.advised import AdvisedPlanner
from agent.planners.language import LanguagePlanner
from agent.traces import trace as traces
from agent.worlds import registry as worlds
from training.evaluation.advantage.states import UNDER, State
from training.instructions.asking import PEOPLE, ask
from training.play import batched, workers

NOW, KEEP, NONE = "now", "keep", "none"
NULL, REWORDED, SHUFFLED, EXPERT, PERSON = "null", "reworded", "shuffled", "expert", "person"
_HELD = (KEEP, NONE)  # those that are named with a number of steps
_GIVEN = (NULL, REWORDED, SHUFFLED, EXPERT, PERSON)  # those that begin with a plan's text
_UNDER_WAY = 5  # steps for which a person's plan is followed before it is measured
HORIZONS = (25, 50, 100, 200)


class ArmError(ValueError):
    """A text that names no arm."""


@dataclass(frozen=True, slots=True)
class Arm:
    """What is planned in the state."""

    kind: str
    steps: int = 0  # for which no plan may be written

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.kind}:{self.steps}" if self.steps else self.kind


def parse(text: str) -> Arm:
    """The arm of a text. ArmError for one that names none."""
    kind, colon, steps = text.strip().partition(":")
    if kind in _HELD and steps.isdecimal() and int(steps) > 0:
        return Arm(kind, int(steps))
    if not colon and kind in (NOW, *_GIVEN):
        return Arm(kind)
    known = ", ".join([NOW, *(f"{kind}:M" for kind in _HELD), *_GIVEN])
    raise ArmError(f"{text!r} is no arm; the arms are {known}, with M steps, 1 or more")


class Branch(Figures):
    """How one branch went."""

    arm: str
    pair: int  # which draw of chance
    plan: str  # the plan that was in force after the first decision, "" for none
    unlocked: tuple[int, ...]  # steps after the state at which something was unlocked
    died: int | None  # steps after the state; None for who lived, or reached all there is
    rewards: tuple[float, ...]  # the world's, summed up to each of ``HORIZONS`` that was played
    plans: int  # that were written, the first one included; a person's is one
    tokens: int  # that were written
    adviser_tokens: int = 0  # that an adviser wrote


class Measured(Figures):
    """All branches of one state. Those of an arm that it has not are left out."""

    state: State
    branches: tuple[Branch, ...]


@dataclass(slots=True)
class _Run:
    """A branch that is being played."""

    arm: Arm
    pair: int
    episode: Episode[Any, Any]
    begun: int  # step
    known: int  # achievements
    plan: str = ""
    unlocked: tuple[int, ...] = ()
    reward: float = 0.0
    rewards: tuple[float, ...] = ()
    plans: int = 0
    tokens: int = 0
    adviser_tokens: int = 0

    def look(self, reward: float, decision: Decision) -> None:
        """Take note of a step."""
        view = self.episode.view
        after = view.step - self.begun
        if after == 1:
            plan = self.episode.plan
            self.plan = "" if plan is None else plan.text
        fresh, self.known = len(view.unlocked) - self.known, len(view.unlocked)
        self.unlocked += (after,) * fresh
        self.reward += reward
        if after in HORIZONS:
            self.rewards += (round(self.reward, 3),)
        self.plans += decision.plan is not None
        self.tokens += decision.output_tokens
        asked = decision.consultation
        if asked and not asked.answer.exception():
            self.adviser_tokens += asked.answer.result().output_tokens

    def branch(self, horizon: int) -> Branch:
        """How it went; what ended early has its reward at all horizons."""
        episode = self.episode
        due = sum(steps <= horizon for steps in HORIZONS)
        missing = due - len(self.rewards)
        return Branch(
            arm=str(self.arm),
            pair=self.pair,
            plan=self.plan,
            unlocked=self.unlocked,
            died=episode.view.step - self.begun if episode.over == "died" else None,
            rewards=(*self.rewards, *(round(self.reward, 3),) * missing),
            plans=self.plans,
            tokens=self.tokens,
            adviser_tokens=self.adviser_tokens,
        )


@dataclass(frozen=True, slots=True)
class Task:
    """A state to measure."""

    state: State
    file: Path  # trace of its game
    other: str  # a plan of another state


@dataclass(frozen=True, slots=True)
class Conditions:
    """How states are measured."""

    planner: str
    world: str
    arms: tuple[Arm, ...]
    pairs: int
    horizon: int  # steps
    data: Path | None = None


def measure(wanted: Conditions, tasks: Sequence[Task]) -> tuple[list[Measured], int]:
    """Play the branches of some states, all at once; the states, and how often was decided.

    Raises TraceError if a trace does not replay, and what ``registry.load`` raises.
    """
    planner = _planner(wanted, DYNAMIC)
    runs = [list(_begin(wanted, task, planner)) for task in tasks]
    every = [run for some in runs for run in some]
    of = {run.episode: run for run in every}
    asked = [run.episode for run in every if run.arm.kind == NOW]
    planned = decide_each(_planner(wanted, ALWAYS), [episode.situation for episode in asked])
    first = dict(zip(asked, planned, strict=True))

    def decide(live: Sequence[Episode[Any, Any]]) -> list[Decision]:
        others = [episode for episode in live if episode not in first]
        told = dict(zip(others, decide_all(planner, others), strict=True)) | first
        decisions = [told[episode] for episode in live]
        first.clear()
        return decisions

    def play(episode: Episode[Any, Any], decision: Decision) -> None:
        of[episode].look(episode.play(decision).reward, decision)

    decisions = batched.advance(list(of), decide, play=play)
    measured = [
        Measured(state=task.state, branches=tuple(run.branch(wanted.horizon) for run in some))
        for task, some in zip(tasks, runs, strict=True)
    ]
    return measured, decisions


def _planner(wanted: Conditions, mode: Mode) -> Planner[Any, Any]:
    """The planner in a mode, with a luck that does not depend on what it reads."""
    return _paired(workers.planner(wanted.planner, mode, wanted.data, world=wanted.world), mode)


def _paired(planner: Planner[Any, Any], mode: Mode) -> Planner[Any, Any]:
    if isinstance(planner, AdvisedPlanner):
        return planner.of(_paired(planner.fast, mode), _paired(planner.slow, ALWAYS))
    if isinstance(planner, LanguagePlanner):
        return planner.with_prompt(lambda prompt: prompt, mode, paired=True)
    return planner


def _begin(wanted: Conditions, task: Task, planner: Planner[Any, Any]) -> Iterator[_Run]:
    """The branches of a state, before their first step."""
    spec = worlds.find(wanted.world)
    record = traces.read(task.file)
    root = Episode.restore(spec.make(), planner, record, task.state.step)
    if task.state.rule == UNDER:
        root.inject(_asked(root, task))
        for _ in range(_UNDER_WAY):
            if not root.over:
                root.play(root.decide())
                root.end_if_complete()
    if root.over:  # on the way to where it would be measured
        return
    for arm in wanted.arms:
        text = _text(arm, root, task)
        if arm.kind in _GIVEN and not text:
            continue
        for pair in range(wanted.pairs):
            episode = root.fork(steps=wanted.horizon, sample_index=pair + 1)
            episode.world.vary(pair)
            if arm.kind == PERSON:
                episode.inject(text)
            elif text:
                episode.adopt(text)
                episode.mute(1)  # it has just planned
            if arm.kind == NONE:
                episode.drop()
            if arm.steps:
                episode.mute(arm.steps)
            begun, known = episode.view.step, len(episode.view.unlocked)
            yield _Run(arm, pair, episode, begun, known, plans=int(bool(text)))


def _asked(root: Episode[Any, Any], task: Task) -> str:
    """What a scripted person asks for in a state."""
    return ask(root, random.Random(task.state.name))[0]


def _text(arm: Arm, root: Episode[Any, Any], task: Task) -> str:
    """What an arm writes, "" for nothing, or for what this state has not."""
    own = root.situation.own
    spec = worlds.of(root.world)
    if arm.kind == SHUFFLED:
        return task.other
    if arm.kind == EXPERT:
        expert = registry.load(registry.scripted(root.world.name), ALWAYS, world=root.world.name)
        return expert.decide(root.situation).plan or ""
    if arm.kind == PERSON and spec.name in PEOPLE:
        return _asked(root, task)
    if own is None:
        return ""
    if arm.kind == NULL:
        return own.text
    if arm.kind == REWORDED:
        return ", then ".join(spec.plans.describe(spec.plans.read(own.words)))
    return ""
