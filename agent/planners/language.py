"""One decision: a situation in, a completion out, parsed to a plan and an action."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Generic

from agent.core.completion import OPEN, Completion
from agent.core.context import Message
from agent.core.mode import DYNAMIC, NEVER, Mode
from agent.core.plan import Source
from agent.core.planner import Decision, Question
from agent.core.prompt import Prompt, Situation
from agent.core.world import M, V
from agent.models.protocol import Generation, Model

MAX_TOKENS = 200  # of a completion without thoughts, the paper's


class LanguagePlanner(Generic[V, M]):
    """A language model with a way to prompt it.

    Args:
        name: what traces call it.
        model: completes contexts.
        prompt: how situations are put before it.
        mode: when it may plan.
        masked: a plan that the mode does not allow is ruled out in decoding, too, where the model
            can; else the prompt alone forbids it.
        temperature: of sampling. What is drawn depends on the context, the step and ``seed`` alone,
            so that an episode repeats.
        seed: others draw otherwise.
        thoughts: tokens that thoughts before the answer may take.
        paired: the context has no part in what is drawn, so that branches of one state that read
            different things have the same luck.
    """

    source: Source = "agent"

    def __init__(
        self,
        name: str,
        model: Model,
        *,
        prompt: Prompt[V, M],
        mode: Mode = DYNAMIC,
        masked: bool = False,
        temperature: float = 1.0,
        seed: int = 0,
        paired: bool = False,
        thoughts: int = 0,
    ) -> None:
        self.name = name
        self._model = model
        self._prompt = prompt
        self._mode = mode
        self._masked = masked
        self._temperature = temperature
        self._seed = seed
        self._paired = paired
        self._thoughts = thoughts
        self.history = self._prompt.history

    def with_prompt(
        self,
        reprompt: Callable[[Prompt[V, M]], Prompt[V, M]],
        mode: Mode,
        *,
        paired: bool | None = None,
    ) -> LanguagePlanner[V, M]:
        """The same model in another mode, with a prompt made of this one's; ``paired``: None for as
        it is.
        """
        return LanguagePlanner(
            self.name,
            self._model,
            prompt=reprompt(self._prompt),
            mode=mode,
            masked=self._masked,
            temperature=self._temperature,
            seed=self._seed,
            paired=self._paired if paired is None else paired,
            thoughts=self._thoughts,
        )

    def observe(self, view: V, memory: M) -> str:
        """What past turns carry."""
        return self._prompt.observe(view, memory)

    def decide(self, situation: Situation[V, M]) -> Decision:
        """Prompt the model once and parse what it writes."""
        (decision,) = self.answer([self.ask(situation)])
        return decision

    def ask(self, situation: Situation[V, M]) -> Question:
        """See ``agent.core.planner.BatchedPlanner``."""
        begun = time.perf_counter()
        mode = self._mode.of_episode(situation.episode_uniform) if situation.may_plan else NEVER
        may_plan = situation.may_plan and (not self._masked or mode.may_plan(situation.view.step))
        barred = {self._prompt.actions[action] for action in situation.barred}
        context = self._prompt.messages(situation, mode)
        return Question(
            context,
            frozenset(barred if may_plan else {OPEN, *barred}),
            self._decision_seed(context, situation),
            1000 * (time.perf_counter() - begun),
        )

    def answer(self, questions: Sequence[Question]) -> list[Decision]:
        """See ``agent.core.planner.BatchedPlanner``. Each decision is said to have taken its share
        of the time.
        """
        begun = time.perf_counter()
        written = self._model.complete(
            [question.context for question in questions],
            max_tokens=MAX_TOKENS + self._thoughts,
            temperature=self._temperature,
            seeds=[question.seed for question in questions],
            barred=[question.barred for question in questions],
        )
        ms = 1000 * (time.perf_counter() - begun) / max(1, len(questions))
        return [
            _kept(
                parsed(one, self._prompt.parse(one.text), asked.context, asked.ms + ms),
                self._prompt.actions,
                asked.barred,
            )
            for one, asked in zip(written, questions, strict=True)
        ]

    def _decision_seed(self, context: Sequence[Message], situation: Situation[V, M]) -> int:
        """The seed of one decision."""
        sample_index = [situation.sample_index] if situation.sample_index else []
        read = [] if self._paired else [context]
        known = json.dumps([self._seed, *sample_index, situation.view.step, *read])
        return int.from_bytes(hashlib.blake2b(known.encode(), digest_size=8).digest()) >> 1


def _kept(decision: Decision, actions: Sequence[str], barred: Collection[str]) -> Decision:
    """The decision without what was ruled out, which not every model can do in decoding: a plan is
    left out, and an action that was refused is not carried out.
    """
    if OPEN in barred:
        decision = decision.without_plan()
    if decision.valid and actions[decision.action] in barred:
        return replace(decision, action=0, valid=False)
    return decision


def parsed(
    written: Generation,
    completion: Completion,
    context: Sequence[Message] = (),
    ms: float = 0.0,
) -> Decision:
    """The decision that a model wrote for a context, parsed."""
    return Decision(
        action=0 if completion.action is None else completion.action,
        plan=completion.plan,
        completion=written.text,
        valid=completion.valid,
        input_tokens=written.input_tokens,
        output_tokens=written.output_tokens,
        plan_tokens=written.plan_tokens if completion.plan else 0,
        thought_tokens=written.thought_tokens,
        plan_probability=written.plan_probability,
        logprob=sum(written.logprobs) if written.logprobs else None,
        ms=ms,
        context=context,
    )
