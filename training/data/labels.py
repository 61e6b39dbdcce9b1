"""Traces to training examples: each state that was visited, what the model reads there, and what it
should write.

The player of a trace can be anyone: the expert, a student or a person. States come back by replay,
and memory and plan are those of what was executed. The world's teacher labels each state
(``agent.core.teacher``), so that one function serves cloning and DAgger; for a teacher that cannot
be asked, a language model, what it wrote itself is the label.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import joblib

from agent.core.mode import ALWAYS, DYNAMIC, NEVER, Mode
from agent.core.prompt import Prompt
from agent.core.spec import PromptOptions
from agent.core.teacher import Label
from agent.traces import trace as traces
from agent.traces.states import Visit, visits
from agent.worlds import registry as worlds
from training.data.examples import ChatExample, Examples, encode
from training.data.tokenizer import pebble_tokenizer
from training.instructions.asking import PEOPLE
from training.play import workers

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


Recipe = Literal["dynamic", "naive"]
Labels = Literal["expert", "player"]
# share of a kind of states below which they are drawn before the expert, which takes long, is asked
# about them
_RARE = 0.2


class ExampleWriter:
    """Turns traces into examples for one model.

    Args:
        prompt: what the model reads.
        tokenizer: the model's, with a chat template.
        world: whose traces they are; it has a teacher.
        recipe: ``dynamic``: plans where they were made. ``naive``: the same actions without any
            plan.
        labels: ``expert``: what the teacher would write. ``player``: what the trace's own planner
            wrote; what a person or chance did in its stead, and what broke the grammar, is left
            out.
        share: of states like one that are kept, as ``Teacher.share``, which it is by default.
        asked: share of the states, dynamic only, in which a plan is asked for by the mode; in as
            many it is forbidden.
        reword: another wording of a person's plan in force, drawn for each example; None keeps it.
    """

    def __init__(
        self,
        prompt: Prompt,
        tokenizer: PreTrainedTokenizerBase,
        *,
        world: str = worlds.DEFAULT,
        recipe: Recipe = "dynamic",
        labels: Labels = "expert",
        share: Callable[[Any, str, str], float] | None = None,
        asked: float = 0.06,
        reword: Callable[[str, random.Random], str] | None = None,
    ) -> None:
        self._prompt = prompt
        self._tokenizer = tokenizer
        self._recipe = recipe
        self._labels = labels
        self._asked = asked
        self._reword = reword
        self._spec = worlds.find(world)
        self._world = self._spec.make()
        self._teacher = worlds.teacher(world)
        self._share = share or self._teacher.share

    def examples(self, trace: traces.Trace, seed: int = 0) -> Examples:
        """The examples of one trace; ``seed`` draws what is thinned, asked and reworded."""
        # Each has its own draw, so that every recipe has the same states.
        kept, rng = (
            random.Random(f"{what}{seed} {trace.header.seed} {trace.path.name}")
            for what in ("thin ", "")
        )
        answers: list[ChatExample] = []
        before = ""
        for visit in visits(trace, self._world, self._spec.memory()):
            situation, action = visit.situation, visit.event.action
            share = self._share(situation.view, action, before)
            before = action
            if share < _RARE and kept.random() >= share:
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
                ChatExample(
                    self._prompt.messages(situation, mode), plan, self._world.actions[told.action]
                )
            )
        return encode(answers, self._tokenizer)

    def _label(self, visit: Visit) -> Label | None:
        event = visit.event
        if self._labels == "expert":
            return self._teacher.label(visit.situation)
        if visit.disturbed or event.driver == "person" or not event.valid:
            return None
        return Label(visit.plan is not None, visit.plan, self._world.actions.index(event.action))

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
        world: of the traces; the text is its compact one.
        ways: whether the brief text tells the known ways.
        version: of the brief text.
        trail: how many of the last steps its second version tells.
        tokenizer: a model's folder; None for Pebble's own.
    """

    recipe: Recipe = "dynamic"
    labels: Labels = "expert"
    world: str = worlds.DEFAULT
    ways: bool = True
    version: int = 2
    trail: int = 0
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
    spec = worlds.find(settings.world)
    options = PromptOptions(ways=settings.ways, version=settings.version, trail=settings.trail)
    return ExampleWriter(
        spec.compact_prompt(options),
        tokenizer,
        world=settings.world,
        recipe=settings.recipe,
        labels=settings.labels,
        reword=PEOPLE[spec.name].reword,
    )
