"""The loop: a world, a planner, a trace.

A person and a planner act on the same episode through this one class. Its state is the world, the memory, the plans and the history;
each change appends to the trace. Not thread-safe: one thread at a time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from agent.language.completion import safe_plan, write
from agent.language.context import HISTORY_TURNS, Turn
from agent.language.goals import Progress, Reading
from agent.language.progress import follow
from agent.language.reading import read
from agent.plan import MAX_PLAN_CHARS, Fate, Plan, Source
from agent.planner import Decision, Planner, Situation
from agent.trace import (
    DIGEST_EVERY,
    ControlEvent,
    EndEvent,
    PlanEndEvent,
    PlanEvent,
    StepEvent,
    TraceWriter,
)
from agent.worlds import Outcome, World
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.rules import ACHIEVEMENTS
from agent.worlds.crafter.view import View

REACHED = "its goals were reached"


class Episode:
    """One game from a seed to its end.

    ``play``, ``act``, ``inject`` and ``cancel`` raise OSError before anything has changed if the trace cannot be written (a full
    disk); the call can be repeated.

    Attributes:
        view: what the player can know now.
        plans: all plans, oldest first; at most one is active.
        over: why the episode is over, "" while it goes on.
    """

    def __init__(self, world: World, planner: Planner, *, seed: int, cap: int, trace: TraceWriter | None = None) -> None:
        """Reset ``world`` to ``seed``. ``cap`` is the number of steps after which the episode is over."""
        self.world = world
        self.planner = planner
        self.seed = seed
        self.cap = cap
        self.trace = trace
        world.reset(seed)
        self.view: View = world.view()
        self.memory = Memory()
        self.memory.update(self.view, None)
        self.plans: list[Plan] = []
        self.over = ""
        self._history: deque[Turn] = deque(maxlen=HISTORY_TURNS)
        self._readings: dict[int, Reading] = {}

    @property
    def plan(self) -> Plan | None:
        """The plan in force."""
        last = self.plans[-1] if self.plans else None
        return last if last and last.status == "active" else None

    def reading(self, plan: Plan) -> Reading:
        """What the words of a plan of this episode mean."""
        if plan.id not in self._readings:
            self._readings[plan.id] = read(plan.text)
        return self._readings[plan.id]

    def progress(self, plan: Plan) -> Progress | None:
        """How far the plan in force is, None if nothing in it can be checked."""
        goals = self.reading(plan).goals
        return follow(goals, plan.step, self.view, self.memory) if goals else None

    @property
    def situation(self) -> Situation:
        """What the planner may read now."""
        return Situation(self.view, self.memory, self.plan, tuple(self._history))

    def decide(self) -> Decision:
        """Ask the planner; changes nothing."""
        return self.planner.decide(self.situation)

    def play(self, decision: Decision) -> Outcome:
        """Carry out the planner's decision. ValueError if the episode is over."""
        self._require_open()
        if decision.plan is not None:
            self._begin_plan(decision.plan, self.planner.source, decision.plan_tokens)
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
            p_plan=None if decision.plan_probability is None else round(decision.plan_probability, 4),
            ms=round(decision.ms, 2),
        )
        return self._step(action, event)

    def act(self, action: int) -> Outcome:
        """Carry out a person's action. ValueError if it is none or the episode is over."""
        self._require_open()
        if not 0 <= action < len(self.world.actions):
            raise ValueError(f"action {action} is not one of 0 to {len(self.world.actions) - 1}")
        return self._step(action, StepEvent(step=self.view.step + 1, action=self.world.actions[action], driver="person"))

    def inject(self, text: str) -> Plan:
        """Make a person's plan the plan in force. ValueError if it is empty, too long, or the episode is over."""
        self._require_open()
        text = safe_plan(text)
        if not text:
            raise ValueError("the plan is empty; write what to do, such as: collect 3 wood")
        if len(text) > MAX_PLAN_CHARS:
            raise ValueError(f"the plan has {len(text)} characters; {MAX_PLAN_CHARS} is the most")
        return self._begin_plan(text, "human", 0)

    def cancel(self, reason: str) -> Plan | None:
        """End the plan in force, if there is one, as cancelled."""
        self._require_open()
        plan = self.plan
        if plan:
            self._end_plan(plan, "cancelled", reason)
        return plan

    def control(self, what: str, who: str, value: str | float | None = None) -> None:
        """Record that someone paused, took over, changed the speed."""
        self._write(ControlEvent(t=self._elapsed, step=self.view.step, what=what, who=who, value=value))

    def end(self, reason: str) -> None:
        """End the episode, if it is not over yet, and close the trace. OSError if the trace cannot be written."""
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
        if self.planner.history:
            observation = self.planner.observe(self.view, self.memory)
            self._history.append(Turn(observation, event.action))
        outcome = self.world.step(action)
        self.view = self.world.view()
        self.memory.update(self.view, action)
        digest = self.world.digest() if self.view.step % DIGEST_EVERY == 0 else None
        played = {"t": self._elapsed, "reward": round(outcome.reward, 3), "unlocked": outcome.unlocked, "digest": digest}
        self._write(event.model_copy(update=played))
        plan = self.plan
        if plan and plan.source == "human" and (progress := self.progress(plan)) and progress.done:
            self._end_plan(plan, "done", REACHED)
        if outcome.died:
            self._finish("died")
        elif self.view.step >= self.cap:
            self._finish("cap")
        return outcome

    def _begin_plan(self, text: str, source: Source, tokens: int) -> Plan:
        former = self.plan
        if former:
            progress = self.progress(former)
            if progress and progress.done:
                self._end_plan(former, "done", REACHED)
            elif former.source == "human" and not self.reading(former).goals:
                self._end_plan(former, "replaced", "nothing in it was understood")
            else:
                self._end_plan(former, "replaced", "a person wrote a new plan" if source == "human" else "the planner moved on")
        plan = Plan(len(self.plans) + 1, text, source, self.view.step)
        self.plans.append(plan)
        self._write(PlanEvent(t=self._elapsed, step=plan.step, id=plan.id, source=source, text=text, tokens=tokens))
        return plan

    def _end_plan(self, plan: Plan, status: Fate, reason: str) -> None:
        plan.status, plan.ended, plan.reason = status, self.view.step, reason
        self._write(PlanEndEvent(t=self._elapsed, step=self.view.step, id=plan.id, status=status, reason=reason))

    def _finish(self, reason: str) -> None:
        if self.plan:
            self._end_plan(self.plan, "cancelled", f"the episode ended: {reason}")
        self.over = reason
        unlocked = tuple(sorted(self.view.unlocked))
        self._write(
            EndEvent(t=self._elapsed, step=self.view.step, reason=reason, unlocked=unlocked, digest=self.world.digest())
        )

    @property
    def _elapsed(self) -> float:
        return self.trace.elapsed if self.trace else 0.0

    def _write(self, event: PlanEvent | PlanEndEvent | StepEvent | ControlEvent | EndEvent) -> None:
        if self.trace:
            self.trace.append(event)


def run(episode: Episode, on_step: Callable[[Episode], None] | None = None) -> None:
    """Let the planner play an episode to its end: death, the cap, or all achievements. OSError if the trace cannot be written."""
    while not episode.over:
        episode.play(episode.decide())
        if on_step:
            on_step(episode)
        if not episode.over and len(episode.view.unlocked) == len(ACHIEVEMENTS):
            episode.end("complete")
    episode.end(episode.over)
