"""An episode, and what of it has been told. For worker threads, one call at a time: nothing here runs on the event loop."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from agent.episode import Episode
from agent.language.describing import describe_all
from agent.language.suggestions import suggest
from agent.plan import Plan
from agent.planner import Decision, Situation
from agent.worlds.crafter.rules import ACHIEVEMENTS
from agent.worlds.crafter.view import View
from server.protocol import PlanState


@dataclass(frozen=True, slots=True)
class Change:
    """What one call changed; safe to read while the episode goes on."""

    view: View
    action: int | None  # the action played, None if none was
    plans: tuple[PlanState, ...]  # new ones and those that changed, oldest first
    unlocked: tuple[str, ...]
    over: str  # why the episode is over, "" while it goes on


class Game:
    """One episode. Every method raises OSError, with nothing changed, if the trace cannot be written."""

    def __init__(self, episode: Episode) -> None:
        """Take over an episode that has just been made."""
        self._episode = episode
        self._told: list[PlanState] = []

    @property
    def over(self) -> str:
        """Why the episode is over, "" while it goes on."""
        return self._episode.over

    def look(self) -> Change:
        """What there is to tell without playing anything."""
        return self._change()

    @property
    def situation(self) -> Situation:
        """What a planner may read now."""
        return self._episode.situation

    def play(self, decision: Decision) -> Change:
        """Play one step as the planner decided. ValueError if the episode is over."""
        outcome = self._episode.play(decision)
        return self._change(decision.action if decision.valid else self._episode.world.noop, outcome.unlocked)

    def act(self, action: int) -> Change:
        """Play a person's action. ValueError if it is none or the episode is over."""
        outcome = self._episode.act(action)
        return self._change(action, outcome.unlocked)

    def inject(self, text: str) -> tuple[Change, bool]:
        """Make a person's plan the plan in force; also whether anything in it was understood. ValueError for an empty one."""
        plan = self._episode.inject(text)
        return self._change(), bool(self._episode.reading(plan).goals)

    def cancel(self) -> Change | None:
        """End the plan in force; None if there is none."""
        plan = self._episode.cancel("a person cancelled it")
        return self._change() if plan else None

    def record(self, what: str, who: str, value: str | float | None = None) -> None:
        """Write a change of control to the trace."""
        if not self._episode.over:
            self._episode.control(what, who, value)

    def end(self, reason: str) -> Change:
        """End the episode, if it goes on, and close its trace."""
        self._episode.end(reason)
        return self._change()

    def suggest(self) -> list[str]:
        """Plans that make sense now."""
        return [] if self._episode.over else list(suggest(self._episode.view, self._episode.memory))

    def _change(self, action: int | None = None, unlocked: tuple[str, ...] = ()) -> Change:
        episode = self._episode
        if not episode.over and len(episode.view.unlocked) == len(ACHIEVEMENTS):
            with suppress(OSError):  # the trace keeps the line; the session's end writes it again, and reports
                episode.end("complete")
        return Change(episode.view, action, self._changed_plans(), unlocked, episode.over)

    def _changed_plans(self) -> tuple[PlanState, ...]:
        changed = []
        first = max(0, len(self._told) - 1)  # a plan that was replaced never changes again
        for index, plan in enumerate(self._episode.plans[first:], start=first):
            known = self._told[index] if index < len(self._told) else None
            state = self._state(plan, known)
            if state != known:
                self._told[index : index + 1] = [state]
                changed.append(state)
        return tuple(changed)

    def _state(self, plan: Plan, known: PlanState | None) -> PlanState:
        if known:
            reading, unread, text = known.reading, known.unread, known.progress
        else:
            read = self._episode.reading(plan)
            reading, unread, text = describe_all(read), list(read.unread), ""
        if plan.status == "active":
            progress = self._episode.progress(plan)
            text = progress.text if progress else ""
        return PlanState(
            id=plan.id,
            text=plan.text,
            source=plan.source,
            step=plan.step,
            status=plan.status,
            ended=plan.ended,
            reason=plan.reason,
            reading=reading,
            unread=unread,
            progress=text,
        )
