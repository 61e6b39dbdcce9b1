"""Traces to training examples: each state that was visited, what the model reads there, and what it
should write.

The player of a trace can be anyone: the expert, a student or a person. States come back by replay,
and memory and plan are those of what was executed. The expert labels each state
(``agent.worlds.crafter.expert.label``), so that one function serves cloning and DAgger; for a
teacher that cannot be asked, a language model, what it wrote itself is the label.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import joblib

from agent.core.goals import Goal
from agent.core.mode import ALWAYS, DYNAMIC, NEVER, Mode
from agent.core.prompt import Prompt, Situation
from agent.traces import trace as traces
from agent.traces.states import Visit, visits
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert import Label, label
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.prompts.compact import CompactPrompt
from agent.worlds.crafter.rules import ACTION_NAMES, NOOP
from training.data.examples import ChatExample, Examples, encode
from training.data.tokenizer import pebble_tokenizer
from training.instructions.paraphrase import paraphrase
from training.play import workers

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


Recipe = Literal["dynamic", "naive"]
Labels = Literal["expert", "player"]
# share of a kind of states below which they are drawn before the expert, which takes long, is asked
# about them
_RARE = 0.2


@dataclass(frozen=True, slots=True)
class Thinning:
    """Shares of dull states that are kept.

    Attributes:
        asleep: of states in one's sleep.
        idle: of waiting behind walls.
        straight: of steps that only repeat the move before; where the expert plans, all are kept.
    """

    asleep: float = 0.03
    idle: float = 0.15
    straight: float = 0.5


class ExampleWriter:
    """Turns traces into examples for one model.

    Args:
        prompt: what the model reads.
        tokenizer: the model's, with a chat template.
        recipe: ``dynamic``: plans where they were made. ``naive``: the same actions without any
            plan.
        labels: ``expert``: what the expert would write. ``player``: what the trace's own planner
            wrote; what a person or chance did in its stead, and what broke the grammar, is left
            out.
        thinning: which dull states are left out.
        asked: share of the states, dynamic only, in which a plan is asked for by the mode; in as
            many it is forbidden.
        reword: another wording of a person's plan in force, drawn for each example; None keeps it.
    """

    def __init__(
        self,
        prompt: Prompt,
        tokenizer: PreTrainedTokenizerBase,
        *,
        recipe: Recipe = "dynamic",
        labels: Labels = "expert",
        thinning: Thinning = Thinning(),
        asked: float = 0.06,
        reword: Callable[[str, random.Random], str] | None = None,
    ) -> None:
        self._prompt = prompt
        self._tokenizer = tokenizer
        self._recipe = recipe
        self._labels = labels
        self._thinning = thinning
        self._asked = asked
        self._reword = reword
        self._world = CrafterWorld()

    def examples(self, trace: traces.Trace, seed: int = 0) -> Examples:
        """The examples of one trace; ``seed`` draws what is thinned, asked and reworded."""
        # Each has its own draw, so that every recipe has the same states.
        kept, rng = (
            random.Random(f"{what}{seed} {trace.header.seed} {trace.path.name}")
            for what in ("thin ", "")
        )
        answers: list[ChatExample] = []
        before = ""
        for visit in visits(trace, self._world, Memory()):
            situation, action = visit.situation, visit.event.action
            share = self._share(situation, action, before)
            before = action
            if situation.view.dead or (share < _RARE and kept.random() >= share):
                continue
            told = self._label(visit)
            if told is None:
                continue
            if share >= _RARE and not told.replans and kept.random() >= share:
                continue
            mode, plan = (
                self._asked_for(told.replans, told.plan, rng)
                if situation.may_plan
                else (NEVER, None)
            )
            if self._recipe == "naive":
                situation = replace(situation, plan=None, below=None)
            elif (
                self._reword is not None
                and situation.plan is not None
                and situation.plan.source == "human"
            ):
                situation = replace(
                    situation,
                    plan=replace(
                        situation.plan, text=self._reword(situation.plan.words, rng), read_as=""
                    ),
                )
            answers.append(
                ChatExample(self._prompt.messages(situation, mode), plan, ACTION_NAMES[told.action])
            )
        return encode(answers, self._tokenizer)

    def _label(self, visit: Visit) -> Label | None:
        situation, event = visit.situation, visit.event
        if self._labels == "expert":
            below, may_plan = situation.below, situation.may_plan
            return label(
                situation.view, situation.memory, situation.plan, below=below, may_plan=may_plan
            )
        if visit.disturbed or event.driver == "person" or not event.valid:
            return None
        return Label(visit.plan is not None, visit.plan, ACTION_NAMES.index(event.action))

    def _share(self, situation: Situation, action: str, before: str) -> float:
        if situation.view.asleep:
            return self._thinning.asleep
        if action == ACTION_NAMES[NOOP]:
            return self._thinning.idle
        return self._thinning.straight if action == before and action.startswith("Move") else 1.0

    def _asked_for(
        self, replans: bool, plan: str | None, rng: random.Random
    ) -> tuple[Mode, str | None]:
        if self._recipe == "naive":
            return NEVER, None
        draw = rng.random()
        if draw < self._asked and plan is not None:
            return ALWAYS, plan
        if draw > 1 - self._asked:
            return NEVER, None
        return DYNAMIC, plan if replans else None


@dataclass(frozen=True, slots=True)
class ExampleSettings:
    """How examples are made; see ``ExampleWriter``.

    Attributes:
        ways: whether the brief text tells the known ways.
        version: of the brief text.
        tokenizer: a model's folder; None for Pebble's own.
    """

    recipe: Recipe = "dynamic"
    labels: Labels = "expert"
    ways: bool = True
    version: int = 2
    tokenizer: Path | None = None
    seed: int = 0


def build(files: Iterable[Path], settings: ExampleSettings, *, jobs: int) -> Iterator[Examples]:
    """The examples of each trace file, several at a time, in the order of the files' names."""
    yield from workers.parallel(
        jobs, (joblib.delayed(_build)(path, settings) for path in sorted(files)), ordered=True
    )


def _build(path: Path, settings: ExampleSettings) -> Examples:
    return _writer(settings).examples(traces.read(path), settings.seed)


@cache
def _writer(settings: ExampleSettings) -> ExampleWriter:
    """One a process."""
    from transformers import AutoTokenizer

    tokenizer = (
        pebble_tokenizer()
        if settings.tokenizer is None
        else AutoTokenizer.from_pretrained(settings.tokenizer)
    )
    return ExampleWriter(
        CompactPrompt(settings.ways, settings.version),
        tokenizer,
        recipe=settings.recipe,
        labels=settings.labels,
        reword=_other_words,
    )


def _other_words(text: str, rng: random.Random) -> str:
    """A person's plan put differently; as it is where its goals cannot be said without a loss."""
    reading = read(text)
    if (
        reading.unread
        or not 1 <= len(reading.goals) <= 3
        or any(
            goal != Goal(goal.verb, goal.target, goal.count, goal.direction)
            for goal in reading.goals
        )
    ):
        return text
    try:
        return paraphrase(reading.goals, rng)
    except ValueError:
        return text
