"""What the viewers of a session have been told so far: the state that a newcomer is welcomed with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from agent.worlds.crafter.view import View
from server.control import Mode
from server.game import Change
from server.protocol import Drive, EpisodeState, Mark, PlanState

KEPT = 1000  # plans, marks and drives in a welcome: the newest; a planner that plans at every step would fill megabytes


@dataclass(slots=True)
class Board:
    """One episode as it was told. Lives on the event loop alone."""

    seed: int
    cap: int
    planner: str
    view: View | None = None  # None until the world is made
    action: int | None = None  # the last one played
    over: str = ""
    plans: dict[int, PlanState] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    drives: list[Drive] = field(default_factory=lambda: [Drive(step=0, driver="planner")])
    unlocked: dict[str, int] = field(default_factory=dict)
    suggestions: list[str] = field(default_factory=list)

    @property
    def step(self) -> int:
        """Actions played."""
        return self.view.step if self.view else 0

    def take_in(self, change: Change) -> None:
        """Note what changed in the game."""
        self.view = change.view
        if change.action is not None:
            self.action = change.action
        for plan in change.plans:
            if plan.id not in self.plans:
                self._mark("plan", plan.text, step=plan.step, source=plan.source)
            self.plans[plan.id] = plan
        while len(self.plans) > KEPT:
            del self.plans[next(iter(self.plans))]
        for name in change.unlocked:
            self.unlocked[name] = self.step
            self._mark("unlock", name)
        if change.over and not self.over:
            self.over = change.over
            self._mark("end", change.over)

    def drive(self, *, person: bool, text: str) -> None:
        """Note that a person took the controls, or that the planner has them again."""
        driver: Literal["planner", "person"] = "person" if person else "planner"
        if self.drives[-1].driver == driver:
            return
        if self.drives[-1].step == self.step:
            self.drives.pop()
        if not self.drives or self.drives[-1].driver != driver:
            self.drives.append(Drive(step=self.step, driver=driver))
            del self.drives[:-KEPT]
        self._mark("control", text)

    def state(self, *, mode: Mode, controller: str, steps_per_second: float, viewers: int) -> EpisodeState:
        """The whole state, with what only the session knows."""
        return EpisodeState(
            seed=self.seed,
            cap=self.cap,
            planner=self.planner,
            mode=mode,
            over=self.over,
            controller=controller,
            steps_per_second=steps_per_second,
            step=self.step,
            plans=list(self.plans.values()),
            marks=list(self.marks),
            drives=list(self.drives),
            unlocked=dict(self.unlocked),
            suggestions=list(self.suggestions),
            viewers=viewers,
        )

    def _mark(self, kind: str, text: str, step: int | None = None, source: str = "") -> None:
        mark = {"step": self.step if step is None else step, "kind": kind, "text": text, "source": source}
        self.marks.append(Mark.model_validate(mark))
        del self.marks[:-KEPT]
