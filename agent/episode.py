"""The loop: a world, a planner, a trace.

A person and a planner act on the same episode through this one class. Its state is the world, the
memory, the plans and the history; each change appends to the trace. Not thread-safe: one thread at
a time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Sequence
from copy import copy, deepcopy
from dataclasses import replace
from typing import Generic, Literal

from agent.core.completion import safe_plan, write
from agent.core.context import HISTORY_TURNS, Turn
from agent.core.errors import first_line
from agent.core.goals import Goal, Progress, Reading
from agent.core.mode import uniform_of
from agent.core.plan import (
    EPISODE_ENDED,
    MAX_PLAN_CHARS,
    PERSONS_PLAN_ENDED,
    Authority,
    Fate,
    Plan,
    Source,
)
from agent.core.planner import Consultation, Decision, Planner, decide_each
from agent.core.prompt import Situation
from agent.core.reader import AS_WRITTEN, Rewording
from agent.core.talk import Line
from agent.core.world import M, Outcome, V, World
from agent.traces.trace import (
    DIGEST_EVERY,
    KEEP,
    AdviceEvent,
    AdviceFate,
    ControlEvent,
    CorrectionEvent,
    EndEvent,
    Event,
    PlanEndEvent,
    PlanEvent,
    QueueEvent,
    SaidEvent,
    StepEvent,
    Trace,
    TraceWriter,
    replay,
)
from agent.worlds import registry as worlds

REACHED = "its goals were reached"
MOVED_ON = "the planner moved on"
REMARK_AFTER = 20  # steps that bring a person's plan no nearer, and people are told
LIMIT = 40  # the same, and the plan ends
NO_NEARER = f"{LIMIT} steps have brought it no nearer"


class Episode(Generic[V, M]):
    """One game from a seed to its end.

    Whatever changes it raises OSError before anything has changed if the trace cannot be written (a
    full disk); the call can be repeated. ValueError if the episode is over, or for what cannot be
    done.

    Attributes:
        view: what the player can know now.
        plans: all plans, in the order in which they were written.
        plan: the plan in force: a person's if there is one, else an adviser's, else the planner's
            own.
        below: the planner's own plan beneath one that was asked of it. It ends with that at the
            latest.
        muted_until: step before which the planner may write no plan: it asked, and was told to go
            on.
        queue: a person's plans that wait, the next one first; one comes into force as soon as no
            person's plan is.
        consultation: the question that an adviser has not answered yet.
        advice: the adviser's last answer.
        consults: whether an adviser may be asked at all.
        over: why the episode is over, "" while it goes on.
        decisions: that the planner took.
        unread: how many of them broke the grammar, and the last one as it was written.
        cause: of the player's death, for people; "" if nobody died, or it is not known.
    """

    def __init__(
        self,
        world: World[V],
        planner: Planner[V, M],
        *,
        seed: int,
        cap: int,
        trace: TraceWriter | None = None,
        sample_index: int = 0,
    ) -> None:
        """Reset ``world`` to ``seed``.

        Args:
            world: to play in.
            planner: plays.
            seed: of the world.
            cap: steps after which the episode is over.
            trace: takes the record.
            sample_index: episodes with another one sample otherwise in the same states, where the
                planner samples.
        """
        self.world = world
        self.planner = planner
        self.seed = seed
        self.cap = cap
        self.trace = trace
        self.sample_index = sample_index
        world.reset(seed)
        spec = worlds.of(world)
        self._words = spec.plans
        self.view: V = world.view()
        self.memory: M = spec.memory()
        self.memory.update(self.view, None)
        self.plans: list[Plan] = []
        self.plan: Plan | None = None
        self.below: Plan | None = None
        self.muted_until = 0
        self.queue: list[Plan] = []
        self.consultation: Consultation | None = None
        self.advice: AdviceEvent | None = None
        self.consults = True
        self._consulted: int | None = None  # step at which an adviser was asked last
        self.over = ""
        self.decisions = 0
        self.unread, self.last_unread = 0, ""
        self.cause = ""
        self._witness = spec.witness(world)
        # The last step before which nothing says whether a person's plan can be done, and the steps
        # of detours from it, oldest first, which do not say it either.
        self._excused = 0
        self._put_off: tuple[int, ...] = ()
        self._lot = uniform_of(seed)
        self._history: deque[Turn] = deque(maxlen=HISTORY_TURNS)
        self._readings: dict[str, Reading] = {}

    @classmethod
    def restore(
        cls,
        world: World[V],
        planner: Planner[V, M],
        record: Trace,
        step: int | None,
        trace: Callable[[], TraceWriter] | None = None,
        sample_index: int = 0,
    ) -> Episode[V, M]:
        """The episode of a record as it was when ``step`` had been played, to be played on by any
        planner; None: as it was left, with all that was asked for since its last step.

        Args:
            world: is reset.
            planner: plays on.
            record: of the same world.
            step: 0 for the beginning.
            trace: begins the record of what comes now, with the events up to ``step`` in it; asked
                once these have replayed, unless the episode is over.
            sample_index: as for a new episode.

        Raises TraceError if the record does not replay, or has no such step.
        """
        past = replace(record, events=record.until(step))
        episode = cls(
            world, planner, seed=past.header.seed, cap=past.header.cap, sample_index=sample_index
        )
        last = past.events[-1].step if past.events else 0
        for event in replay(past, world, is_reset=True):
            episode._follow(event, remember=event.step > last - HISTORY_TURNS)
        if not episode.over:
            episode.trace = trace() if trace else None
            episode._settle()
        return episode

    @classmethod
    def resume(
        cls,
        world: World[V],
        planner: Planner[V, M],
        snapshot: bytes,
        memory: M,
        *,
        seed: int,
        steps: int,
        sample_index: int = 0,
    ) -> Episode[V, M]:
        """An episode from a state of a world, without a record.

        Args:
            world: takes the state.
            planner: plays on.
            snapshot: of the world.
            memory: what had been seen when it was taken.
            seed: of the episode that it was taken of.
            steps: after which it is over.
            sample_index: as for a new episode.
        """
        episode = cls(world, planner, seed=seed, cap=steps, sample_index=sample_index)
        world.restore(snapshot)
        episode._witness = worlds.of(world).witness(world)
        episode.view, episode.memory = world.view(), memory
        episode.cap = episode.view.step + steps
        return episode

    def fork(self, *, steps: int, sample_index: int) -> Episode[V, M]:
        """The same episode beside this one, without a record, with so many steps to go.

        The two share nothing that either changes. With another ``sample_index`` it samples
        otherwise; the world goes on as this one's would, see ``World.vary``.
        """
        other = copy(self)
        other.trace, other.sample_index, other.cap = None, sample_index, self.view.step + steps
        own = (self.world, self.memory, self.plans, self.plan, self.below, self.queue)
        copied = deepcopy((*own, self._history))
        other.world, other.memory, other.plans, other.plan, other.below, other.queue = copied[:-1]
        other._history = copied[-1]
        other._witness = worlds.of(other.world).witness(other.world)
        return other

    def reading(self, plan: Plan) -> Reading:
        """What the words of a plan mean."""
        return self._read(plan.words)

    def _read(self, text: str) -> Reading:
        if text not in self._readings:
            self._readings[text] = self._words.read(text)
        return self._readings[text]

    def progress(self, plan: Plan) -> Progress | None:
        """How far the plan in force is, None if nothing in it can be checked."""
        goals = self.reading(plan).goals
        return self._words.follow(goals, plan.step, self.view, self.memory) if goals else None

    @property
    def situation(self) -> Situation[V, M]:
        """What the planner may read now."""
        return Situation(
            self.view,
            self.memory,
            self.plan,
            tuple(self._history),
            self.sample_index,
            self._lot,
            self.below,
            may_plan=self.view.step >= self.muted_until,
            barred=self._barred(),
            may_consult=self.consults and self.consultation is None,
            consulted=self._consulted,
        )

    def _barred(self) -> frozenset[int]:
        asked = self.asked
        if asked is None or not (reading := self.reading(asked)).refused:
            return frozenset()
        return self._words.barred(reading, asked.step, self.view, self.memory)

    @property
    def asked(self) -> Plan | None:
        """The plan in force if it is a person's or an adviser's."""
        return self.plan if self.plan and self.plan.is_asked else None

    @property
    def persons(self) -> Plan | None:
        """The plan in force if it is a person's."""
        return self.plan if self.plan and self.plan.is_persons else None

    @property
    def detour(self) -> Plan | None:
        """The planner's own plan, while it puts off the one that was asked of it."""
        own = self.below
        return own if own and self._is_detour(own.text, own.step) else None

    def decide(self) -> Decision:
        """Ask the planner; changes nothing.

        A detour from an order, of which nobody is asked, is ruled out.
        """
        (decision,) = decide_all(self.planner, [self])
        return decision

    def must_ask(self, decision: Decision) -> bool:
        """Whether a person has to be asked first: its plan would put off an order, and nothing is
        pressing.
        """
        order = self.plan
        return (
            order is not None
            and order.binding
            and decision.plan is not None
            and self._is_detour(decision.plan, self.view.step)
            and not self._words.pressing(self.view)
        )

    def play(self, decision: Decision) -> Outcome:
        """Carry out the planner's decision; a plan where none may be written is none."""
        self._require_open()
        if self.view.step < self.muted_until:
            decision = decision.without_plan()
        if decision.consultation is not None and self.consultation is None:
            self.consult(decision.consultation)
        if decision.plan is not None:
            self._take(decision.plan, decision.plan_tokens)
        action = decision.action if decision.valid else self.world.noop
        name = self.world.actions[action]
        canonical = decision.valid and decision.completion == write(decision.plan, name)
        event = StepEvent(
            step=self.view.step + 1,
            action=name,
            completion=None if canonical else decision.completion,
            valid=decision.valid,
            input_tokens=decision.input_tokens,
            output_tokens=decision.output_tokens,
            thought_tokens=decision.thought_tokens,
            p_plan=None
            if decision.plan_probability is None
            else round(decision.plan_probability, 4),
            logprob=None if decision.logprob is None else round(decision.logprob, 4),
            ms=round(decision.ms, 2),
        )
        outcome = self._step(action, event)
        self.decisions += 1
        if not decision.valid:
            self.unread, self.last_unread = self.unread + 1, decision.completion
        return outcome

    def act(self, action: int) -> Outcome:
        """Carry out a person's action."""
        self._require_open()
        if not 0 <= action < len(self.world.actions):
            raise ValueError(f"action {action} is not one of 0 to {len(self.world.actions) - 1}")
        name = self.world.actions[action]
        return self._step(action, StepEvent(step=self.view.step + 1, action=name, driver="person"))

    def inject(
        self, text: str, authority: Authority = "advice", rewording: Rewording = AS_WRITTEN
    ) -> Plan:
        """Make a person's plan the plan in force, read as a second reader reworded it.

        ValueError if it is empty or too long.
        """
        self._require_open()
        plan = self._new_plan(_checked(text), "human", authority, rewording)
        self._begin(plan, "a person wrote a new plan")
        return plan

    def consult(self, question: Consultation) -> None:
        """Wait for an adviser's answer while the game goes on.

        ValueError if one is waited for already.
        """
        self._require_open()
        if self.consultation is not None:
            raise ValueError("the adviser is thinking already")
        self.consultation, self._consulted = question, question.step

    def adopt(self, text: str) -> None:
        """Take over a plan as though the planner had written it now.

        ValueError if it is empty or too long.
        """
        self._require_open()
        self._take(_checked(text), 0)

    def drop(self) -> None:
        """End the planner's own plan, if it has one."""
        self._require_open()
        if own := self.situation.own:
            self._end_plan(own, "cancelled", "it was taken away")

    def enqueue(
        self, text: str, authority: Authority = "advice", rewording: Rewording = AS_WRITTEN
    ) -> Plan:
        """Put a person's plan at the end of the queue. ValueError if it is empty or too long."""
        self._require_open()
        plan = self._new_plan(_checked(text), "human", authority, rewording)
        plan.status, plan.begun = "queued", False
        self.queue.append(plan)
        self._write_queue("add", plan)
        self._call_next()
        return plan

    def edit(
        self, number: int, text: str, authority: Authority, rewording: Rewording = AS_WRITTEN
    ) -> Plan:
        """Word a plan that waits anew, or correct a person's plan in force, which goes on from
        where it began.

        ValueError if none of that id waits or is in force, or the text will not do: nothing in
        force can be corrected to what is not understood.
        """
        self._require_open()
        asked, text = self.persons, _checked(text)
        plan = asked if asked and asked.id == number else self._waiting(number)
        if plan is asked and not self._read(rewording.read_as or text).goals:
            raise ValueError(f"nothing in “{text}” was understood, so your plan stays as it was")
        plan.text, plan.authority = text, authority
        plan.read_as, plan.reader = rewording.read_as, rewording.reader
        if plan is not asked:
            self._write_queue("edit", plan)
            return plan
        self._write(
            CorrectionEvent(
                t=self._elapsed,
                step=self.view.step,
                id=plan.id,
                text=plan.text,
                authority=plan.authority,
                read_as=plan.read_as,
                reader=plan.reader,
            )
        )
        self._excused = self.view.step
        self._settle()
        return plan

    def move(self, number: int, place: int) -> None:
        """Move a plan that waits to a place in the queue, 0 being next.

        ValueError if there is no such plan or place.
        """
        self._require_open()
        plan = self._waiting(number)
        if not 0 <= place < len(self.queue):
            raise ValueError(
                f"there is no place {place} in the queue; {len(self.queue)} plans wait"
            )
        self.queue.remove(plan)
        self.queue.insert(place, plan)
        self._write_queue("move", plan)

    def run_now(self, number: int) -> Plan:
        """Make a plan that waits the plan in force. ValueError if none of that id waits."""
        self._require_open()
        plan = self._waiting(number)
        self._begin(plan, "a person chose another plan")
        return plan

    def cancel(self, reason: str, number: int | None = None) -> Plan | None:
        """End a plan as cancelled: the one of that id, by default the plan in force, if there is
        one.

        ValueError if the plan of that id is neither in force nor waiting.
        """
        self._require_open()
        plan = (
            self.plan
            if number is None or (self.plan and self.plan.id == number)
            else self._waiting(number)
        )
        if plan:
            self._end_plan(plan, "cancelled", reason)
            self._call_next()
        return plan

    def mute(self, steps: int, who: str = "server") -> None:
        """Let the planner write no plan in the next ``steps`` decisions; 0: let it at once.

        ``who`` wants that.
        """
        if steps or self.view.step < self.muted_until:
            self.muted_until = self.view.step + steps
            self.control(KEEP, who, steps)

    def control(self, what: str, who: str, value: str | float | None = None) -> None:
        """Record that someone paused, took over, changed the speed."""
        self._write(
            ControlEvent(t=self._elapsed, step=self.view.step, what=what, who=who, value=value)
        )

    def say(self, line: Line) -> None:
        """Record that something was said; nothing of an episode that is over."""
        if not self.over:
            said = SaidEvent(
                t=self._elapsed,
                step=self.view.step,
                who=line.who,
                kind=line.kind,
                text=line.text,
                plan=line.plan,
            )
            self._write(said)

    def end_if_complete(self) -> None:
        """End the episode if all achievements are unlocked.

        OSError if the trace cannot be written.
        """
        if not self.over and len(self.view.unlocked) == len(self.world.achievements):
            self.end("complete")

    def end(self, reason: str) -> None:
        """End the episode, if it is not over yet, and close the trace.

        One that was deleted is not written again for its end. OSError if the trace cannot be
        written.
        """
        if self.trace and self.trace.deleted:
            self.trace.discard()
            self.trace = None
        if not self.over:
            self._finish(reason)
        if self.trace:
            self.trace.close()

    def _require_open(self) -> None:
        if self.over:
            raise ValueError(f"the episode is over ({self.over}); begin a new world")
        if self.trace:
            self.trace.flush()

    def _step(self, action: int, event: StepEvent) -> Outcome:
        self._remember(event)
        outcome = self.world.step(action)
        self._look(action)
        digest = self.world.digest() if self.view.step % DIGEST_EVERY == 0 else None
        played = {
            "t": self._elapsed,
            "reward": round(outcome.reward, 3),
            "unlocked": outcome.unlocked,
            "digest": digest,
        }
        self._write(event.model_copy(update=played))
        self._excuse(event)
        self._settle()
        if outcome.died:
            self.cause = self._witness.cause() if self._witness else ""
            self._finish("died")
        elif self.view.step >= self.cap:
            self._finish("cap")
        return outcome

    def _remember(self, event: StepEvent) -> None:
        """Keep the turn for planners that read past ones."""
        if self.planner.history:
            told = self.planner.observe(self.view, self.memory)
            self._history.append(Turn(told, event.action, event.rejected))

    def _look(self, action: int) -> None:
        if self._witness:
            self._witness.look()
        self.view = self.world.view()
        self.memory.update(self.view, action)

    def _settle(self) -> None:
        """End a plan that was asked of the planner whose goals are reached, or cannot be, call the
        person's next one that waits, and hear the adviser.
        """
        plan = self.asked
        if plan and (progress := self.progress(plan)):
            if progress.done:
                self._end_plan(plan, "done", REACHED)
            elif self._stalled(plan, progress) >= LIMIT:
                goal = self.reading(plan).goals[progress.index]
                since = max(progress.began, self._excused)
                against = self._words.hopeless(goal, since, self.memory)
                self._end_plan(plan, "given_up", against or NO_NEARER)
        self._call_next()
        if self.consultation is not None and self.consultation.is_answered(self.view.step):
            self._hear(self.consultation)

    def _hear(self, question: Consultation, *, ended: bool = False) -> None:
        """Take an adviser's answer as a person's advice would be, unless it has to give way, or the
        episode has ``ended``.
        """
        self.consultation = None
        decision, text, reason = None, "", ""
        if (error := question.answer.exception()) is not None:
            reason = first_line(error)
        else:
            decision = question.answer.result()
            text = safe_plan(decision.plan or "")
            reason = "" if text else "it wrote no plan"
        rewording = self.as_seen(text, AS_WRITTEN, question.step)
        fate: AdviceFate
        if reason:
            fate = "failed"
        elif ended or self.persons:
            fate = "outranked"
        elif not (goals := self._read(text).goals):
            fate = "not_understood"
        elif self._words.follow(goals, question.step, self.view, self.memory).done:
            fate = "outrun"
        elif self.asked and self.asked.text == text:
            fate = "kept"
        else:
            fate = "taken"
        self.advice = AdviceEvent(
            t=self._elapsed,
            step=self.view.step,
            asked=question.step,
            why=question.why,
            by=question.by,
            fate=fate,
            text=text,
            reason=reason,
            input_tokens=decision.input_tokens if decision else 0,
            output_tokens=decision.output_tokens if decision else 0,
            thought_tokens=decision.thought_tokens if decision else 0,
            ms=round(decision.ms, 2) if decision else 0.0,
        )
        self._write(self.advice)
        if fate == "taken" and decision:
            plan = self._new_plan(text, "adviser", rewording=rewording)
            self._begin(plan, "the adviser wrote a new plan", decision.plan_tokens)

    def as_seen(self, text: str, rewording: Rewording, step: int | None) -> Rewording:
        """How a plan is to be read whose places were told from where the player was at ``step``,
        since when it may have walked on. None: from where it is now.
        """
        way = worlds.of(self.world).way(self.memory)
        if step is None or step >= len(way):
            return rewording
        east, south = (then - now for then, now in zip(way[step], way[-1], strict=True))
        reading = self._read(rewording.read_as or text)
        if (east, south) == (0, 0) or all(goal.at is None for goal in reading.goals):
            return rewording
        goals = [
            goal if goal.at is None else replace(goal, at=(goal.at[0] + east, goal.at[1] + south))
            for goal in reading.goals
        ]
        told = self._words.describe(replace(reading, goals=tuple(goals)))
        return replace(rewording, read_as=". ".join([*told, *reading.unread]))

    @property
    def goal(self) -> Goal | None:
        """What is in hand of the plan in force that was asked for; None if nothing is, or can be
        checked.
        """
        progress = self.progress(self.asked) if self.asked else None
        if self.asked is None or progress is None or progress.done or progress.waiting:
            return None
        return self.reading(self.asked).goals[progress.index]

    @property
    def stalled(self) -> int:
        """The steps for which the plan in force that was asked for has come no nearer; what was
        done first, or by a person, does not count.
        """
        progress = self.progress(self.asked) if self.asked else None
        return self._stalled(self.asked, progress) if self.asked and progress else 0

    def _stalled(self, plan: Plan, progress: Progress) -> int:
        if progress.done or progress.waiting or self.detour is not None:
            return 0
        goal = self.reading(plan).goals[progress.index]
        began = max(progress.began, self._excused)
        still = self._words.stalled(goal, plan.step, began, self.view, self.memory)
        between = bisect_right(self._put_off, self.view.step - still)
        return still - (len(self._put_off) - between)

    def _excuse(self, event: StepEvent) -> None:
        """Note whether a step was a person's, or of what the planner does first."""
        if event.driver == "person":
            self._excused = event.step
        elif self.detour is not None:
            self._put_off += (event.step,)

    def _is_detour(self, text: str, since: int) -> bool:
        """Whether a plan of the planner's with this text, in force since ``since``, puts off the
        one in force that was asked of it.
        """
        if self.asked is None:
            return False
        own, asked = self._read(text), self.reading(self.asked)
        if not (own.goals and asked.goals):
            return False
        return self._words.puts_off(own, since, asked, self.asked.step, self.view, self.memory)

    def _take(self, text: str, tokens: int) -> None:
        """Take over a plan that the planner wrote: beneath one that was asked of it and in which
        anything was understood, or in its place.
        """
        asked = self.asked
        plan = self._new_plan(text, self.planner.source)
        if asked is None or not self.reading(asked).goals:
            self._begin(plan, MOVED_ON, tokens=tokens)
            return
        if self.below:
            self._close_own(self.below, "replaced", MOVED_ON)
        plan.under = asked.id
        self._enact(plan, tokens)

    def _call_next(self) -> None:
        """The planner's own plan, and an adviser's, give way to a person's that waits."""
        if self.queue and self.persons is None:
            self._begin(self.queue[0], "the next plan of the queue")

    def _new_plan(
        self,
        text: str,
        source: Source,
        authority: Authority = "advice",
        rewording: Rewording = AS_WRITTEN,
    ) -> Plan:
        plan = Plan(len(self.plans) + 1, text, source, self.view.step, authority=authority)
        plan.read_as, plan.reader = rewording.read_as, rewording.reader
        self.plans.append(plan)
        return plan

    def _waiting(self, number: int) -> Plan:
        for plan in self.queue:
            if plan.id == number:
                return plan
        raise ValueError(
            f"plan {number} does not wait in the queue" + ("" if self.queue else "; nothing does")
        )

    def _begin(self, plan: Plan, why: str, tokens: int = 0) -> None:
        """Make a plan the plan in force; ``why`` the former one is replaced, if it is."""
        former = self.plan
        if former and former.is_persons and not self.reading(former).goals:
            self._end_plan(former, "replaced", "nothing in it was understood")
        elif former:
            self._close_own(former, "replaced", why)
        self._enact(plan, tokens)

    def _enact(self, plan: Plan, tokens: int) -> None:
        """Put a plan in force and record it."""
        self._put_in_force(plan, self.view.step)
        event = PlanEvent(
            t=self._elapsed,
            step=plan.step,
            id=plan.id,
            source=plan.source,
            text=plan.text,
            tokens=tokens,
            authority=plan.authority,
            read_as=plan.read_as,
            reader=plan.reader,
            under=plan.under,
            detour=bool(plan.under) and self._is_detour(plan.text, plan.step),
        )
        self._write(event)

    def _put_in_force(self, plan: Plan, step: int) -> None:
        if plan in self.queue:
            self.queue.remove(plan)
        plan.status, plan.begun, plan.step = "active", True, step
        if plan.under:
            self.below = plan
        else:
            self.plan = plan

    def _close_own(self, plan: Plan, status: Fate, reason: str) -> None:
        """End a plan as done if its goals were reached, else in that way."""
        progress = self.progress(plan)
        if progress and progress.done:
            status, reason = "done", REACHED
        self._end_plan(plan, status, reason)

    def _end_plan(self, plan: Plan, status: Fate, reason: str) -> None:
        if plan is self.plan and self.below:
            self._close_own(self.below, "cancelled", PERSONS_PLAN_ENDED)
        self._take_away(plan, status, reason)
        self._write(
            PlanEndEvent(
                t=self._elapsed, step=self.view.step, id=plan.id, status=status, reason=reason
            )
        )

    def _take_away(self, plan: Plan, status: Fate, reason: str) -> None:
        if plan in self.queue:
            self.queue.remove(plan)
        if plan is self.plan:
            self.plan = None
        if plan is self.below:
            self.below = None
        plan.status, plan.ended, plan.reason = status, self.view.step, reason

    def _finish(self, reason: str) -> None:
        if self.consultation is not None and self.consultation.answer.done():
            self._hear(self.consultation, ended=True)  # its cost is known
        self.consultation = None
        in_force = [plan for plan in (self.below, self.plan) if plan]
        for plan in in_force:
            self._close_own(plan, "cancelled", f"{EPISODE_ENDED}: {reason}")
        for plan in [*self.queue]:
            self._end_plan(plan, "cancelled", f"{EPISODE_ENDED}: {reason}")
        self.over = reason
        unlocked = tuple(sorted(self.view.unlocked))
        self._write(
            EndEvent(
                t=self._elapsed,
                step=self.view.step,
                reason=reason,
                unlocked=unlocked,
                digest=self.world.digest(),
                cause=self.cause,
            )
        )

    def _follow(self, event: Event, *, remember: bool) -> None:
        """Take over what a record says; of a step, the world has just played it.

        ``remember``: its turn may still be read.
        """
        match event:
            case StepEvent():
                if remember:
                    self._remember(event)
                self._look(self.world.actions.index(event.action))
                self._excuse(event)
            case PlanEvent():
                self._put_in_force(self._recorded(event), event.step)
            case AdviceEvent():
                self._consulted, self.advice = event.asked, event
            case QueueEvent():
                plan = self._recorded(event)
                plan.status, plan.begun, plan.text, plan.authority = (
                    "queued",
                    False,
                    event.text,
                    event.authority,
                )
                plan.read_as, plan.reader = event.read_as, event.reader
                if plan in self.queue:
                    self.queue.remove(plan)
                self.queue.insert(event.place, plan)
            case CorrectionEvent():
                plan = self.plans[event.id - 1]
                plan.text, plan.authority = event.text, event.authority
                plan.read_as, plan.reader = event.read_as, event.reader
                self._excused = event.step
            case ControlEvent() if event.what == KEEP:
                self.muted_until = event.step + int(event.value or 0)
            case PlanEndEvent():
                self._take_away(self.plans[event.id - 1], event.status, event.reason)
            case EndEvent():
                self.over, self.cause = event.reason, event.cause

    def _recorded(self, event: PlanEvent | QueueEvent) -> Plan:
        """The plan of an event, made at its first mention."""
        if event.id > len(self.plans):
            source: Source = event.source if isinstance(event, PlanEvent) else "human"
            under = event.under if isinstance(event, PlanEvent) else 0
            plan = Plan(
                event.id, event.text, source, event.step, authority=event.authority, under=under
            )
            plan.read_as, plan.reader = event.read_as, event.reader
            self.plans.append(plan)
        return self.plans[event.id - 1]

    def _write_queue(self, what: Literal["add", "edit", "move"], plan: Plan) -> None:
        event = QueueEvent(
            t=self._elapsed,
            step=self.view.step,
            id=plan.id,
            what=what,
            place=self.queue.index(plan),
            text=plan.text,
            authority=plan.authority,
            read_as=plan.read_as,
            reader=plan.reader,
        )
        self._write(event)

    @property
    def _elapsed(self) -> float:
        return self.trace.elapsed if self.trace else 0.0

    def _write(self, event: Event) -> None:
        if self.trace:
            self.trace.append(event)


def _checked(text: str) -> str:
    """A plan as it is taken."""
    text = safe_plan(text)
    if not text:
        raise ValueError("the plan is empty; write what to do, such as: collect 3 wood")
    if len(text) > MAX_PLAN_CHARS:
        raise ValueError(f"the plan has {len(text)} characters; {MAX_PLAN_CHARS} is the most")
    return text


def decide_all(planner: Planner[V, M], episodes: Sequence[Episode[V, M]]) -> list[Decision]:
    """One decision of each episode, in one batch; changes nothing.

    For games that nobody watches: a plan that would put off an order is ruled out, and decided
    anew.
    """
    decisions = decide_each(planner, [episode.situation for episode in episodes])
    asking = [at for at, episode in enumerate(episodes) if episode.must_ask(decisions[at])]
    held = [replace(episodes[at].situation, may_plan=False) for at in asking]
    for at, decision in zip(asking, decide_each(planner, held), strict=True):
        decisions[at] = replace(
            decision.without_plan(), plan_probability=decisions[at].plan_probability
        )
    return decisions


def run(episode: Episode[V, M], on_step: Callable[[Episode[V, M]], None] | None = None) -> None:
    """Let the planner play an episode to its end: death, the cap, or all achievements.

    OSError if the trace cannot be written.
    """
    while not episode.over:
        episode.play(episode.decide())
        if on_step:
            on_step(episode)
        episode.end_if_complete()
    episode.end(episode.over)
