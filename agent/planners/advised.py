"""Slow mind, fast hands: a planner that acts, and another one that advises it now and then.

``advised:FAST+SLOW`` names such a pair, ``advised,every=50,latency=20:FAST+SLOW`` one with other
``Rules``. The slow one writes plans while the game goes on. What it writes goes the way of a
person's advice (``agent.episode.Episode``): the fast one follows it, may plan beneath it, and no
advice displaces a person's plan.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Generic

from agent.core.plan import Source
from agent.core.planner import (
    BatchedPlanner,
    Consultation,
    Decision,
    Occasion,
    Planner,
    Question,
    decide_each,
)
from agent.core.prompt import Situation
from agent.core.spec import PlanLanguage
from agent.core.world import M, V

_NAME = re.compile(r"advised((?:,[a-z]+=[0-9]{1,6})*):(.*)", re.DOTALL)
_LARGEST_BATCH = 16  # questions that are answered at once, where a clock runs


@dataclass(frozen=True, slots=True)
class Rules:
    """When the adviser is asked, if it is not thinking already, plans are allowed and no person's
    is in force.

    Each number counts steps since it was asked last, so that it is asked seldom; 0: never for that.

    Attributes:
        every: long enough after the last time.
        wish: the fast one has just planned by itself, with no advice in force.
        stuck: for so many steps, too, the plan in force has come no nearer.
        latency: steps of the game from question to answer where no clock runs, as in evaluations.
    """

    every: int = 100
    wish: int = 20
    stuck: int = 20
    latency: int = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """What a name says."""

    fast: str
    slow: str
    rules: Rules


def parse(name: str) -> Pair | None:
    """The pair that a name means; None for a name of another kind.

    ValueError, with what is wrong, for one that begins like a pair's and is none.
    """
    if not (found := _NAME.fullmatch(name)):
        return None
    known = [field.name for field in fields(Rules)]
    given: dict[str, int] = {}
    for option in filter(None, found[1].split(",")):
        key, _, value = option.partition("=")
        if key not in known:
            raise ValueError(f"{name!r}: there is no rule {key!r}; there are: {', '.join(known)}")
        given[key] = int(value)
    fast, plus, slow = found[2].partition("+")
    if not (plus and fast and slow):
        raise ValueError(f"{name!r} names no two planners; write advised:FAST+SLOW")
    if any(_NAME.fullmatch(one) for one in (fast, slow)):
        raise ValueError(f"{name!r}: neither of the two can be advised itself")
    return Pair(fast, slow, Rules(**given))


@dataclass(frozen=True, slots=True)
class AdvisedQuestion(Question, Generic[V, M]):
    """What the fast one is asked, and the situation that the adviser may be asked about."""

    quick: Question | None = None  # of a fast one that is a model
    situation: Situation[V, M] | None = None


class AdvisedPlanner(Generic[V, M]):
    """Two planners as one.

    Args:
        name: what traces call it.
        fast: decides every step.
        slow: writes the advice; its actions are not played. In a mode in which it has to plan.
        words: how the world reads plans.
        rules: when the slow one is asked.

    Attributes:
        live: a clock runs. The slow one answers in a thread of its own, and its advice comes when
            it is there. Else it is known ``Rules.latency`` steps later, so that a game repeats.
    """

    def __init__(
        self,
        name: str,
        fast: Planner[V, M],
        slow: Planner[V, M],
        words: PlanLanguage[V, M],
        rules: Rules = Rules(),
        *,
        live: bool = False,
    ) -> None:
        self.name = name
        self.fast, self.slow = fast, slow
        self.source: Source = fast.source
        # Past turns are told as the fast one reads them, if it reads any.
        self._teller = fast if fast.history else slow
        self.history = self._teller.history
        self.rules, self.live = rules, live
        self._words = words
        # Once: to ask a protocol what it is takes long.
        self._fast_model = fast if isinstance(fast, BatchedPlanner) else None
        self._slow_model = slow if isinstance(slow, BatchedPlanner) else None
        self._waiting: deque[tuple[Question, Future[Decision]]] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"adviser {slow.name}")

    def of(self, fast: Planner[V, M], slow: Planner[V, M]) -> AdvisedPlanner[V, M]:
        """A pair of others by the same rules."""
        return AdvisedPlanner(self.name, fast, slow, self._words, self.rules, live=self.live)

    def observe(self, view: V, memory: M) -> str:
        """What past turns carry."""
        return self._teller.observe(view, memory)

    def decide(self, situation: Situation[V, M]) -> Decision:
        """The fast one's decision; with it, the adviser may be asked."""
        (decision,) = self.answer([self.ask(situation)])
        return decision

    def ask(self, situation: Situation[V, M]) -> AdvisedQuestion[V, M]:
        """See ``agent.core.planner.BatchedPlanner``."""
        quick = self._fast_model.ask(situation) if self._fast_model else None
        return AdvisedQuestion(quick.context if quick else (), quick=quick, situation=situation)

    def answer(self, questions: Sequence[Question]) -> list[Decision]:
        """See ``agent.core.planner.BatchedPlanner``.

        A question that the fast one made by itself asks no adviser.
        """
        decisions = self._act(questions)
        asked: list[tuple[int, Situation[V, M], Occasion]] = []
        for at, question in enumerate(questions):
            situation = question.situation if isinstance(question, AdvisedQuestion) else None
            if situation is not None and (why := self._occasion(situation, decisions[at])):
                asked.append((at, situation, why))
        begun = self._consult([(situation, why) for _, situation, why in asked])
        for (at, _, _), consultation in zip(asked, begun, strict=True):
            decisions[at] = replace(decisions[at], consultation=consultation)
        return decisions

    def consult(self, situation: Situation[V, M]) -> Consultation:
        """Ask the adviser because a person wants it."""
        (consultation,) = self._consult([(situation, "person")])
        return consultation

    def _act(self, questions: Sequence[Question]) -> list[Decision]:
        if self._fast_model:
            return self._fast_model.answer(
                [
                    question.quick
                    if isinstance(question, AdvisedQuestion) and question.quick
                    else question
                    for question in questions
                ]
            )
        situations = [
            question.situation
            for question in questions
            if isinstance(question, AdvisedQuestion) and question.situation is not None
        ]
        return decide_each(self.fast, situations)

    def _occasion(self, situation: Situation[V, M], decision: Decision) -> Occasion | None:
        """Why the adviser is to be asked now; None if it is not."""
        asked, rules, last = situation.asked, self.rules, situation.consulted
        allowed = situation.may_consult and situation.may_plan
        if not allowed or (asked is not None and asked.is_persons):
            return None

        def is_due(steps: int) -> bool:
            return steps > 0 and (last is None or situation.view.step - last >= steps)

        if is_due(rules.every):
            return "time"
        if is_due(rules.wish) and decision.plan is not None and asked is None:
            return "wish"
        if is_due(rules.stuck) and self._stalled(situation) >= rules.stuck:
            return "stuck"
        return None

    def _stalled(self, situation: Situation[V, M]) -> int:
        """Steps for which the plan in force has come no nearer; 0 if that cannot be told."""
        plan, view, memory = situation.plan, situation.view, situation.memory
        goals = self._words.read(plan.words).goals if plan else ()
        if plan is None or not goals:
            return 0
        progress = self._words.follow(goals, plan.step, view, memory)
        if progress.done or progress.waiting:
            return 0
        goal = goals[progress.index]
        return self._words.stalled(goal, plan.step, progress.began, view, memory)

    def _consult(self, asked: Sequence[tuple[Situation[V, M], Occasion]]) -> list[Consultation]:
        """Have the adviser answer about several situations."""
        if not asked:
            return []
        answers: list[Future[Decision]] = [Future() for _ in asked]
        situations = [_as_read(situation) for situation, _ in asked]
        if self.live and self._slow_model:
            for situation, answer in zip(situations, answers, strict=True):
                self._waiting.append((self._slow_model.ask(situation), answer))
                self._thread.submit(self._answer_waiting)
        else:
            _settle(answers, partial(decide_each, self.slow, situations))
        due = None if self.live else self.rules.latency
        return [
            Consultation(
                step=situation.view.step,
                why=why,
                by=self.slow.name,
                answer=answer,
                due=None if due is None else situation.view.step + due,
            )
            for (situation, why), answer in zip(asked, answers, strict=True)
        ]

    def _answer_waiting(self) -> None:
        """Answer the games that wait, as many at once as a batch holds."""
        batch: list[tuple[Question, Future[Decision]]] = []
        while self._waiting and len(batch) < _LARGEST_BATCH:
            batch.append(self._waiting.popleft())
        if batch and self._slow_model:
            questions = [question for question, _ in batch]
            _settle([answer for _, answer in batch], partial(self._slow_model.answer, questions))


def _as_read(situation: Situation[V, M]) -> Situation[V, M]:
    """A situation as the adviser reads it: the advice in force is its own plan, and nothing else
    that was planned concerns it.
    """
    plan = situation.plan
    own = replace(plan, source="agent") if plan and plan.source == "adviser" else None
    return replace(situation, plan=own, below=None, may_plan=True, barred=frozenset())


def _settle(answers: Sequence[Future[Decision]], decide: Callable[[], Sequence[Decision]]) -> None:
    """Give the answers what is decided. Whatever goes wrong is the answer, too: the game goes on,
    and its record says why there was no advice.
    """
    try:
        decisions = decide()
    except Exception as error:  # noqa: BLE001, no planner may stop a game that it only advises
        for answer in answers:
            answer.set_exception(error)
    else:
        for answer, decision in zip(answers, decisions, strict=True):
            answer.set_result(decision)
