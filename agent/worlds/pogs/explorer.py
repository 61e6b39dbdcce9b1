"""The scripted player of POGS, its ceiling and its teacher: to the target if it was seen, else
through one branch after the other, the nearest first.

Its plans are routes: the nodes on the way, then what is to be explored. One holds until all that
is behind its last node was explored, or the target was seen.
"""

from __future__ import annotations

import time
from collections.abc import Set
from dataclasses import dataclass

from agent.core.completion import write
from agent.core.goals import Verb
from agent.core.mode import DYNAMIC, Mode
from agent.core.plan import Plan, Source
from agent.core.planner import Decision
from agent.core.prompt import Situation
from agent.core.teacher import Label
from agent.worlds.pogs import plans
from agent.worlds.pogs.memory import Memory
from agent.worlds.pogs.view import View


class Explorer:
    """Explores by a memory that forgets nothing.

    Follows a person's plan as far as it knows the way. Holds no state.

    Args:
        mode: when it writes a plan. ``dynamic``: when its plan leads nowhere any more.
    """

    name = "explorer"
    source: Source = "expert"
    history = False

    def __init__(self, mode: Mode = DYNAMIC) -> None:
        self._mode = mode

    def observe(self, view: View, memory: Memory) -> str:
        """The explorer reads views, not texts."""
        return ""

    def decide(self, situation: Situation[View, Memory]) -> Decision:
        """Decide one step; counts no tokens, since none are read or written."""
        began = time.perf_counter()
        mode, step = self._mode.of_episode(situation.episode_uniform), situation.view.step
        told = label(situation)
        due = told.plan is not None and (told.replans or mode.must_plan(step))
        written = told.plan if due and situation.may_plan and mode.may_plan(step) else None
        return Decision(
            action=told.action,
            plan=written,
            completion=write(written, str(told.action)),
            valid=True,
            plan_probability=float(due),
            ms=1000 * (time.perf_counter() - began),
        )


class ExplorerTeacher:
    """See ``agent.core.teacher.Teacher``.

    ``nodes``: of the graph.
    """

    styles = ("plain",)
    pause = (0, 6)
    stretch = (2, 10)

    def __init__(self, nodes: int) -> None:
        self.disturbances = range(nodes)

    def player(self, mode: Mode, style: str) -> Explorer:
        """It has one style."""
        return Explorer(mode)

    def label(self, situation: Situation[View, Memory]) -> Label | None:
        """See ``label``."""
        return None if situation.view.reached else label(situation)

    def share(self, view: View, action: str, before: str) -> float:
        """No state is dull."""
        return 1.0


@dataclass(frozen=True, slots=True)
class _Aim:
    """Where to, and what for: what is behind a node can be explored."""

    verb: Verb
    node: int


def label(situation: Situation[View, Memory]) -> Label:
    """What the explorer does in any state.

    A plan of its own, or a student's, is kept as long as it leads straight to what is to be done.
    """
    view, memory = situation.view, situation.memory
    refused = _refused(situation.asked, view)
    told = _told(situation.asked, refused, view, memory)
    aim = told or _aim(view, memory, refused) or _aim(view, memory, set())
    if aim is None:
        return Label(False, None, view.node)
    kept = _kept(situation.own, view, memory)
    holds = kept == aim or (kept is not None and told is None and _serves(kept, aim))
    if holds and kept is not None:
        aim = kept
    inside = aim.verb == "explore" and memory.node in memory.behind(aim.node)
    route = [aim.node] if inside else memory.way(aim.node)
    return Label(not holds, plans.write(aim.verb, route), _way(aim, memory)[0])


def _refused(asked: Plan | None, view: View) -> set[int]:
    """The nodes that a person's plan refuses."""
    refused = plans.read(asked.words).refused if asked else ()
    return {plans.node_of(goal, view) for goal in refused}


def _told(asked: Plan | None, refused: Set[int], view: View, memory: Memory) -> _Aim | None:
    """What a person's plan asks for next; None if no way there is known that avoids what it
    refuses.
    """
    if asked is None:
        return None
    goals = plans.read(asked.words).goals
    progress = plans.follow(goals, asked.step, view, memory)
    if progress.done:
        return None
    goal = goals[progress.index]
    aim = _Aim(goal.verb, plans.node_of(goal, view))
    way = _way(aim, memory)
    return aim if way and not refused & set(way) else None


def _aim(view: View, memory: Memory, refused: Set[int]) -> _Aim | None:
    """The target if it was seen, else the nearest branch that is not explored, of several the one
    with the most ends; None if no way is left that avoids what is refused.
    """
    if view.target in memory.known:
        way = memory.way(view.target)
        return _Aim("go", view.target) if way and not refused & set(way) else None
    been = set(memory.visits)
    ways = [memory.way(node) for node in sorted(memory.frontier)]
    ways = [way for way in ways if not refused & set(way)]
    nearest = min(map(len, ways), default=0)
    branches = [
        next(node for node in way if node not in been) for way in ways if len(way) == nearest
    ]
    ends = memory.frontier
    found = max(branches, key=lambda node: len(memory.behind(node) & ends), default=None)
    return None if found is None else _Aim("explore", found)


def _kept(own: Plan | None, view: View, memory: Memory) -> _Aim | None:
    """What a planner's own plan is for, if it leads straight there from here."""
    goals = () if own is None else plans.read(own.words).goals
    if own is None or not goals:
        return None
    progress = plans.follow(goals, own.step, view, memory)
    if progress.done:
        return None
    aim = _Aim(goals[-1].verb, plans.node_of(goals[-1], view))
    left = [plans.node_of(goal, view) for goal in goals[progress.index : -1]]
    way = memory.way(aim.node)
    is_straight = left == [node for node in way if node in left]
    return aim if is_straight and _way(aim, memory) else None


def _serves(kept: _Aim, aim: _Aim) -> bool:
    """Whether a plan's aim does where another one would be chosen now: one branch for another."""
    return kept.verb == aim.verb == "explore"


def _way(aim: _Aim, memory: Memory) -> list[int]:
    """The nodes on the way to an aim: to the nearest that is not explored behind it, of several the
    lowest. Empty if no way is known.
    """
    if aim.verb == "go":
        return memory.way(aim.node)
    ends = sorted(memory.behind(aim.node) & memory.frontier)
    return min((memory.way(node) for node in ends), key=len, default=[])
