"""An episode, and what of it has been told.

For one call at a time; what plays or writes runs in worker threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from agent.core.completion import parse
from agent.core.context import Message
from agent.core.frame import Picture
from agent.core.goals import Progress, Pursued
from agent.core.plan import Authority, Plan
from agent.core.planner import Consultation, Decision
from agent.core.prompt import Situation
from agent.core.reader import AS_WRITTEN, Rewording
from agent.core.talk import Answer, Heard, Line, Moment, Question
from agent.episode import Episode
from agent.traces.trace import AdviceEvent
from agent.worlds import registry as worlds
from server.core import texts
from server.protocol.messages import AdviceInfo, DecisionInfo, GoalState, PlanState
from server.sessions.remarks import Remarks


@dataclass(frozen=True, slots=True)
class Change:
    """What one call changed; safe to read while the episode goes on."""

    picture: Picture
    chart: bytes | None  # the map of all that was seen so far, for a world that has one
    played: bool  # whether an action was
    plans: tuple[PlanState, ...]  # new ones and those that changed, oldest first
    unlocked: tuple[str, ...]
    over: str  # why the episode is over, "" while it goes on
    cause: str = ""  # of the player's death, for people
    thought: DecisionInfo | None = None  # the decision that was played
    said: tuple[Line, ...] = ()  # in order
    put_off: str = ""  # the planner's plan that puts an order off from this step on
    advice: AdviceInfo | None = None  # an adviser's answer that came meanwhile


@dataclass(frozen=True, slots=True)
class Spoken:
    """The last decision in full."""

    step: int  # that followed
    context: Sequence[Message]  # empty for a planner that reads no text
    completion: str


class LiveEpisode:
    """One episode.

    Every method raises OSError, with nothing changed, if the trace cannot be written.

    What people ask for raises ValueError, with a reason for them, if it cannot be done.

    Attributes:
        spoken: the last decision, None before the first.
    """

    def __init__(self, episode: Episode[Any, Any]) -> None:
        """Take over an episode that has just been made."""
        self._episode = episode
        spec = worlds.of(episode.world)
        self._words, self._talk = spec.plans, spec.talk
        self._paint, self._chart = spec.paint, spec.chart
        self._action: int | None = None  # the last one played
        self._told: dict[int, PlanState] = {}
        self._open: set[int] = set()  # plans that may still change, and new ones
        self._seen = 0  # plans that were new once
        self._ended: list[PlanState] = []  # people's plans of whose end nothing was said yet
        self._remarks = Remarks()
        self._asked_about = ""  # what was so low that a person was asked, until it is not
        self._heard = episode.advice  # the last answer of an adviser that was told
        self.spoken: Spoken | None = None

    @property
    def over(self) -> str:
        """Why the episode is over, "" while it goes on."""
        return self._episode.over

    @property
    def order(self) -> int:
        """Id of the order in force, 0 for none."""
        plan = self._episode.plan
        return plan.id if plan and plan.binding else 0

    @property
    def asked(self) -> int:
        """Id of the person's plan in force, 0 for none."""
        plan = self._episode.persons
        return plan.id if plan else 0

    def must_ask(self, decision: Decision) -> bool:
        """Whether a person has to be asked before it is played.

        Not for a detour that is under way, which the planner only words anew.
        """
        return self._episode.must_ask(decision) and not self._episode.detour

    def ailing(self) -> str:
        """What is so low that a person has to be asked whether the order may wait, such as "drink
        is 2"; told once, "" from then on, and "" if the planner need not ask.
        """
        episode = self._episode
        may_wait = self.order and not self._words.pressing(episode.view)
        low = self._words.ails(episode.goal, episode.view) if may_wait else ""
        asked, self._asked_about = self._asked_about, low
        return "" if asked else low

    def relax(self) -> Change:
        """Make the order in force advice, so that the planner may put it off."""
        order = self._episode.persons
        if order is None:
            return self._change()
        change, _ = self.edit(
            order.id, order.text, "advice", Rewording(order.read_as, order.reader)
        )
        return change

    def mute(self, steps: int, who: str = "server") -> None:
        """Let the planner write no plan for so many steps.

        It may again when the order ends, or a vital is at its end.
        """
        if not self._episode.over:
            self._episode.mute(steps, who)

    def look(self, *, again: bool = False) -> Change:
        """What there is to tell without playing anything; ``again``: also what stands in the way of
        plans now.
        """
        return self._change(again=again)

    @property
    def situation(self) -> Situation[Any, Any]:
        """What a planner may read now."""
        return self._episode.situation

    def play(self, decision: Decision) -> Change:
        """Play one step as the planner decided."""
        episode = self._episode
        was_put_off = episode.detour is not None
        outcome = episode.play(decision)
        self.spoken = Spoken(episode.view.step, decision.context, decision.completion)
        thought = DecisionInfo(
            step=episode.view.step,
            p_plan=decision.plan_probability,
            input_tokens=decision.input_tokens,
            output_tokens=decision.output_tokens,
            plan_tokens=decision.plan_tokens,
            thought_tokens=decision.thought_tokens,
            planned=decision.plan is not None,
            valid=decision.valid,
            ms=round(decision.ms, 1),
        )
        action = decision.action if decision.valid else episode.world.noop
        first = episode.detour if self.order and not was_put_off else None
        why = "" if decision.valid else parse(decision.completion, episode.world.actions).error
        said = self._remarks.answered(valid=decision.valid or not why, why=why)
        change = self._with(self._change(action, outcome.unlocked, thought), said)
        return replace(change, put_off=first.text) if first else change

    def act(self, action: int) -> Change:
        """Play a person's action."""
        before = self._episode.view
        outcome = self._episode.act(action)
        change = self._change(action, outcome.unlocked)
        reason = self._talk.missed(before, action, self._episode.view)
        if outcome.died or not reason:
            return change
        return self._with(change, self._remarks.refusal(reason, self._episode.view.step))

    def write(
        self, text: str, authority: Authority, rewording: Rewording = AS_WRITTEN, *, queued: bool
    ) -> tuple[Change, PlanState]:
        """Take a person's plan: into force, or into the queue."""
        take = self._episode.enqueue if queued else self._episode.inject
        plan = take(text, authority, rewording)
        return self._change(), self._told[plan.id]

    def edit(
        self, number: int, text: str, authority: Authority, rewording: Rewording = AS_WRITTEN
    ) -> tuple[Change, PlanState]:
        """Word a plan that waits anew, or correct the person's in force."""
        self._episode.edit(number, text, authority, rewording)
        self._told.pop(number)  # it is understood anew
        self._open.add(number)
        return self._change(), self._told[number]

    def move(self, number: int, place: int) -> Change:
        """Move a plan that waits."""
        self._episode.move(number, place)
        return self._change()

    def run_now(self, number: int) -> Change:
        """Make a plan that waits the plan in force."""
        self._episode.run_now(number)
        return self._change()

    def consult(self, ask: Callable[[Situation[Any, Any]], Consultation]) -> Change:
        """Ask an adviser because a person wants it; ``ask`` does."""
        if self._episode.persons:
            raise ValueError(texts.YOURS_FIRST)
        if self._episode.consultation:
            raise ValueError(texts.THINKING_ALREADY)
        self._episode.consult(ask(self._episode.situation))
        return self.say(Line("game", "answer", texts.ADVISER_ASKED))

    def cancel(self, number: int | None) -> Change | None:
        """End a plan, by default the one in force; None if there is none."""
        plan = self._episode.cancel("a person cancelled it", number)
        return self._change() if plan else None

    def begin_command(self, mark: str, *, held: bool) -> None:
        """What is recorded from now on is of the command of that mark; ``held``: it is written as
        one when the command is done. Nothing may wait to be written.
        """
        if trace := self._episode.trace:
            trace.hold(mark, held=held)

    def finish_command(self) -> bool:
        """Hold nothing any more; whether something waits to be written."""
        if trace := self._episode.trace:
            trace.release()
        return self.waits

    def flush(self) -> None:
        """Write what the disk has not taken yet."""
        if trace := self._episode.trace:
            trace.flush()

    @property
    def waits(self) -> bool:
        """Whether the disk has not taken all that was recorded."""
        trace = self._episode.trace
        return trace is not None and trace.waits

    def record(self, what: str, who: str, value: str | float | None = None) -> None:
        """Write a change of control to the trace."""
        if not self._episode.over:
            self._episode.control(what, who, value)

    def hear(self, text: str) -> Heard:
        """What a person's words turn out to be."""
        return self._talk.hear(text)

    def answer(self, text: str, question: Question) -> Answer:
        """The answer to a question that was asked with these words."""
        episode = self._episode
        moment = Moment(
            view=episode.view,
            memory=episode.memory,
            planner=episode.planner.name,
            plans=tuple(episode.plans),
            plan=episode.plan,
            below=episode.below,
            detour=episode.detour is not None,
            progress=episode.progress(episode.plan) if episode.plan else None,
            stalled=episode.stalled,
            over=episode.over,
            cause=episode.cause,
        )
        return self._talk.answer(text, question, moment)

    def unknown(self, plan: PlanState) -> str:
        """About the parts of a plan that were not understood; "" if there are none."""
        return self._talk.unknown(plan.unread) if plan.unread else ""

    def say(self, *lines: Line) -> Change:
        """Record what is said, and tell it."""
        return self._with(self._change(), lines)

    def _with(self, change: Change, lines: Sequence[Line]) -> Change:
        """A change with what else is said, which is not recorded yet."""
        for line in lines:
            self._episode.say(line)
        return replace(change, said=(*change.said, *lines))

    def sign(self, was: str, participant: str, consent: str) -> bool:
        """Name another person in the record; see ``agent.traces.trace.sign``."""
        trace = self._episode.trace
        return trace is not None and trace.sign(was, participant, consent)

    def end(self, reason: str) -> Change:
        """End the episode, if it goes on, and close its trace."""
        self._episode.end(reason)
        return self._change()

    def way(self, since: int) -> list[list[int]]:
        """Where the player was from step ``since`` on, as (east, south) of where it was then; empty
        in a world without such places.
        """
        walked = worlds.of(self._episode.world).way(self._episode.memory)[since:]
        return [[x - walked[0][0], y - walked[0][1]] for x, y in walked]

    @property
    def grave(self) -> list[int]:
        """The cell at which the player died, empty if it lives, or the world has no cells."""
        way = worlds.of(self._episode.world).way(self._episode.memory)
        return list(way[-1]) if way and self.over == "died" else []

    def as_seen(self, text: str, rewording: Rewording, step: int | None) -> Rewording:
        """How a plan is to be read whose places were told from where the player was at ``step``,
        since when it may have walked on. None: from where it is now.
        """
        return self._episode.as_seen(text, rewording, step)

    def leave_alone(self) -> Change:
        """End every plan of a person's, in force or waiting: from here on the planner does as it
        likes.
        """
        for plan in [*self._episode.queue, self._episode.persons]:
            if plan:
                self._episode.cancel("tried without it", plan.id)
        return self._change()

    def suggest(self) -> list[str]:
        """Plans that make sense now."""
        return (
            []
            if self._episode.over
            else self._words.suggest(self._episode.view, self._episode.memory)
        )

    def _change(
        self,
        action: int | None = None,
        unlocked: tuple[str, ...] = (),
        thought: DecisionInfo | None = None,
        *,
        again: bool = False,
    ) -> Change:
        episode = self._episode
        # the trace keeps the line; the session's end writes it again, and reports
        with suppress(OSError):
            episode.end_if_complete()
        if not self.order or self._words.pressing(episode.view):
            self.mute(0)
        if action is not None:
            self._action = action
        advice = episode.advice if episode.advice is not self._heard else None
        self._heard = episode.advice
        change = Change(
            self._paint(episode.view, episode.memory, self._action, self._pursued()),
            self._chart(episode.memory),
            action is not None,
            self._changed_plans(again=again),
            unlocked,
            episode.over,
            episode.cause,
            thought,
            advice=None if advice is None else advice_info(advice),
        )
        return self._with(change, self._remark(advice))

    def _remark(self, advice: AdviceEvent | None) -> list[Line]:
        """What is to be said now: of an adviser's new answer, and of people's plans."""
        episode, remarks = self._episode, self._remarks
        lines = [*remarks.advice(advice)] if advice else []
        while self._ended:
            lines += remarks.ended(self._ended.pop(0))
        asked, first = episode.persons, episode.detour
        if asked is None or episode.over:
            return lines
        if first is not None:
            lines += remarks.put_off(self._told[asked.id], first.text, episode.view.step)
        elif stalled := episode.stalled:
            lines += remarks.stalled(self._told[asked.id], stalled)
        return lines

    def _pursued(self) -> Pursued | None:
        """The planner's own plan, or that of a person, which is to be seen in the picture."""
        for plan in (self._episode.below, self._episode.plan):
            progress = self._episode.progress(plan) if plan else None
            if plan and progress and not progress.done:
                return Pursued(self._episode.reading(plan).goals, plan.step)
        return None

    def _changed_plans(self, *, again: bool) -> tuple[PlanState, ...]:
        plans = self._episode.plans
        self._open.update(plan.id for plan in plans[self._seen :])
        self._seen = len(plans)
        changed = []
        for plan in [plans[number - 1] for number in sorted(self._open)]:
            known = self._told.get(plan.id)
            state = self._told[plan.id] = self._state(plan, known, again=again)
            if state != known:
                changed.append(state)
            if known is not None and plan.is_persons and plan.ended is not None:
                self._ended.append(state)
            if plan.ended is not None:
                self._open.remove(plan.id)
        return tuple(changed)

    def _state(self, plan: Plan, known: PlanState | None, *, again: bool) -> PlanState:
        """A plan as people see it; how far a finished one was, and what stood in its way, stays as
        it was told.
        """
        episode = self._episode
        reading = episode.reading(plan)
        if known:
            goals, throughout = known.goals, known.throughout
            in_the_way, far = known.obstacles, _how_far(known)
        else:
            described = self._words.describe(reading)
            targets = [self._words.target(goal, episode.view) for goal in reading.goals]
            goals = [
                GoalState(text=text, target=target)
                for text, target in zip(described, targets, strict=False)
            ]
            throughout = described[len(goals) :]
            in_the_way, far = [], Progress(0, 0, 0, "")
        if plan.status == "active":
            far = episode.progress(plan) or far
        elif plan.status == "done":
            far = Progress(len(goals), 0, 0, "done")
        news = again or known is None or known.status != plan.status
        if plan.is_persons and plan.ended is None and news:
            in_the_way = self._words.obstacles(reading, episode.view, episode.memory)
        return PlanState(
            id=plan.id,
            text=plan.text,
            source=plan.source,
            authority=plan.authority,
            step=plan.step,
            begun=plan.begun,
            status=plan.status,
            place=episode.queue.index(plan) if plan.status == "queued" else None,
            ended=plan.ended,
            reason=plan.reason,
            under=plan.under,
            detour=plan is episode.detour,
            reader=plan.reader,
            goals=goals,
            in_hand=far.index,
            have=far.have,
            want=far.want,
            throughout=throughout,
            unread=list(reading.unread),
            obstacles=in_the_way,
            progress=far.text,
        )


def advice_info(event: AdviceEvent) -> AdviceInfo:
    """An adviser's answer as people see it."""
    return AdviceInfo(
        step=event.step,
        asked=event.asked,
        by=event.by,
        fate=event.fate,
        input_tokens=event.input_tokens,
        output_tokens=event.output_tokens,
        ms=event.ms,
    )


def _how_far(plan: PlanState) -> Progress:
    return Progress(plan.in_hand, plan.have, plan.want, plan.progress)
