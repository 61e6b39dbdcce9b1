"""A person's plan, pursued as written, wise or not, up to a line.

It is followed even if it is unwise: the player fights, swims in the dark and goes hungry for a
while because it was told to. It does not walk into lava and hits a zombie beside it back. Advice is
put off for what would kill it otherwise: it heals behind walls at a health of 3, drinks at 2 and
eats at 1 until it has enough. An order is put off for that only if the planner may ask, was let, or
a vital is at its end. Once asleep it sleeps on. What is said in steps ("wait 5 steps", "go 10
east") is short and done as it is said, and whatever the person refused is not done even then. A
goal that is far off (nothing of the kind is known, or tools have to be made first) takes days: on
the way to it the player also keeps fed and watered, carries stones and a sword, and spends the
nights in the rock or behind walls. Where it is what the planner's own play leads to (a diamond,
iron tools), that is how it is got. Under refusals alone the planner plays by itself and leaves out
what was refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.core.goals import Condition, Goal, Reading
from agent.core.plan import Plan
from agent.worlds.crafter.expert.choice import (
    DRINK,
    EAT_COW,
    Choice,
    Rule,
    attempt,
    choose,
    hunger,
    night_shelter,
    night_sleep,
    pressing_need,
    rest,
    stay_asleep,
    thirst,
    tired,
)
from agent.worlds.crafter.expert.ladder import NIGHT_STONES
from agent.worlds.crafter.expert.reflexes import FOES, defend, strike_back
from agent.worlds.crafter.plans.barring import in_force
from agent.worlds.crafter.plans.holding import first_held, holds
from agent.worlds.crafter.plans.progress import follow, resolve
from agent.worlds.crafter.plans.reading.reading import reading
from agent.worlds.crafter.plans.service import pressing, serves
from agent.worlds.crafter.rules import VITALS
from agent.worlds.crafter.scene.needs import chain, first_need
from agent.worlds.crafter.scene.scene import SOURCES, Scene
from agent.worlds.crafter.scene.skills import STONES, remaining, step_towards
from agent.worlds.crafter.view import MATERIAL_ID

_AT_HAND = 40  # actions to something that is not far off
_AFTERNOON = 110  # the step of the day from which as many stones are carried as the night takes
_STONE_REACH = 8  # actions that are walked for them
_LATELY = 3  # steps for which a drink, and a wait, is still being pursued
_ASLEEP: tuple[Rule, ...] = (stay_asleep,)
_URGENT: tuple[Rule, ...] = (*_ASLEEP, rest, pressing_need)
_BY_DAY: tuple[Rule, ...] = (tired, thirst, hunger)
_LADDER = (
    Goal("collect", "diamond"),
    Goal("make", "iron_pickaxe"),
    Goal("make", "iron_sword"),
)  # where the planner's own play leads
_SHORT = ("wait", "go", "flee", "shelter", "sleep")


@dataclass(frozen=True, slots=True)
class Pursuit:
    """What is done about a person's plan now."""

    goal: Goal  # the person's, in hand
    doing: Goal  # that goal, what it takes, what a standing order asks for, or what comes first
    action: int
    is_detour: bool  # whether it puts the goal off


def obey(
    scene: Scene, plan: Plan, current: Goal | None = None, *, may_plan: bool = True
) -> Pursuit | None:
    """How the plan is pursued; None when it is done, impossible, or nothing in it could be read.

    First comes what the standing orders ask for, then survival, then the goal in hand. While that
    waits for its condition, what brings the condition about is pursued, or else what the planner
    would do by itself.

    Args:
        scene: what is known.
        plan: the person's.
        current: what the planner's own plan beneath it is about now.
        may_plan: whether the planner may write a plan, and so ask for a detour from an order.
    """
    told = reading(plan.words)
    if not told.goals:
        return None
    progress = follow(told.goals, plan.step, scene.view, scene.memory)
    if progress.done:
        return None
    orders = _Orders(scene, told, plan, current, may_plan)
    goal, have = told.goals[progress.index], progress.have
    # A closed pocket of two cells is a shelter too, though the player in it has an open cell beside
    # it.
    if (
        goal.verb == "shelter"
        and goal.until is None
        and scene.sealed
        and progress.index + 1 < len(told.goals)
    ):
        goal, have = told.goals[progress.index + 1], 0
    goal = resolve(goal, plan.step, scene.memory)
    standing = orders.standing()
    if standing is not None:
        return Pursuit(goal, standing.goal, standing.action, is_detour=False)
    if progress.waiting and goal.when is not None:
        goal, have = _towards(goal.when), 0
    choice = orders.pursue(remaining(goal, have))
    if choice is None:
        return None
    foes = [foe for foe in FOES if orders.allows(Goal("fight", foe))]
    defence = None
    if goal.verb == "play" or _far(scene, goal):
        defence = defend(scene, foes)
    elif "zombie" in foes:
        defence = strike_back(scene)
    action = choice.action if defence is None else defence
    is_detour = not serves(choice.goal, goal, scene.items)
    return Pursuit(goal, choice.goal, action, is_detour=is_detour)


class _Orders:
    """What a person asked for and refused, at one decision."""

    def __init__(
        self, scene: Scene, told: Reading, plan: Plan, current: Goal | None, may_plan: bool
    ) -> None:
        self._scene = scene
        self._told = told
        self._since = plan.step
        guess = _current(scene)
        self._current = current if guess is None else guess
        self._free = not plan.binding or may_plan or pressing(scene.view) or self._was_let(current)

    def _was_let(self, current: Goal | None) -> bool:
        """Whether a detour is under way, which under an order was asked for."""
        goals = (*self._told.goals, *self._told.standing)
        return current is not None and not any(
            serves(current, goal, self._scene.items) for goal in goals
        )

    def refuses(self, goal: Goal) -> bool:
        """Whether this is not to be done now."""
        return any(
            _covers(refused, goal)
            and in_force(refused, self._since, self._scene.view, self._scene.memory)
            for refused in self._told.refused
        )

    def allows(self, goal: Goal) -> bool:
        """Whether this may be done now."""
        return not self.refuses(goal)

    def standing(self) -> Choice | None:
        """What the first standing order whose time has come asks for."""
        for order in self._told.standing:
            if self._stands(order):
                choice = self._attempt(order)
                if choice is not None:
                    return choice
        return None

    def _stands(self, order: Goal) -> bool:
        """Whether a standing order is to be pursued: its time has come, and what ends it has not
        come since.
        """
        view, memory, since = self._scene.view, self._scene.memory, self._since
        if order.when is None or holds(order.when, view):
            return order.when is not None
        while order.until is not None:
            began = first_held(order.when, since, view, memory)
            if began is None or began < since:
                return False
            ended = first_held(order.until, began, view, memory)
            if ended is None:
                return True
            since = ended + 1
        return False

    def pursue(self, goal: Goal) -> Choice | None:
        """The goal in hand, or what cannot wait."""
        scene = self._scene
        if goal.verb == "play":
            return choose(scene, self._current, self.allows)
        heads_to_thing = goal.verb == "go" and goal.target
        if heads_to_thing or goal.verb not in _SHORT or goal.until is not None:
            survival = self._first(_URGENT if self._free else _ASLEEP)
            if survival is not None:
                return survival
        if not self._free or not _far(scene, goal):
            return self._attempt(goal)
        if goal in _LADDER:
            return choose(scene, self._current, self.allows)
        by_day = (*_BY_DAY, _sword, _stones)
        choice = self._by_night(goal) if scene.dark else self._first(by_day)
        choice = self._attempt(goal) if choice is None else choice
        return choose(scene, self._current, self.allows) if choice is None else choice

    def _by_night(self, goal: Goal) -> Choice | None:
        """Asleep when tired, else at work in the rock, else behind walls."""
        sleeping = self._first((night_sleep,))
        if sleeping is not None:
            return sleeping
        scene = self._scene
        inner = Scene(scene.view, scene.memory, confined=True)
        fit = (
            scene.items["health"] >= 6
            and min(scene.items["food"], scene.items["drink"]) > 2
            and not scene.near("zombie", 4)
        )
        need = first_need(inner, goal)
        if fit and need.target not in ("wood", "sapling", "drink"):
            action = step_towards(inner, need)
            if action is not None and self.allows(need):
                return Choice(need, action)
        return self._first((night_shelter,))

    def _first(self, rules: tuple[Rule, ...]) -> Choice | None:
        """What the first rule that has something to do that is allowed chooses."""
        for rule in rules:
            choice = rule(self._scene, self._current)
            if choice is not None and self.allows(choice.goal):
                return choice
        return None

    def _attempt(self, goal: Goal) -> Choice | None:
        need = first_need(self._scene, goal)
        if need is not goal and self.refuses(need):
            return None
        action = step_towards(self._scene, need)
        return None if action is None else Choice(need, action)


def _covers(refused: Goal, goal: Goal) -> bool:
    """Whether what was refused is what would be done."""
    if refused.direction is not None and refused.direction != goal.direction:
        return False
    moves = ("go", "explore")
    same = refused.verb == goal.verb or (
        refused.direction is not None and refused.verb in moves and goal.verb in moves
    )
    return same and refused.target in ("", goal.target)


def _current(scene: Scene) -> Goal | None:
    """What was being done, as memory tells: a drink, a meal or a wait goes on to other thresholds
    than it is begun at.
    """
    memory, step = scene.memory, scene.view.step
    if scene.view.asleep:
        return Goal("sleep")
    last = next(
        (event for event in reversed(memory.events) if event.kind in ("drink", "eat")), None
    )
    if last is not None and step - last.step <= _LATELY:
        return DRINK if last.kind == "drink" else EAT_COW
    still = memory.path[-_LATELY:]
    return Goal("wait") if scene.sealed and len(set(still)) == 1 else None


def _far(scene: Scene, goal: Goal) -> bool:
    """Whether a goal takes more than a short walk: tools have to be made first, or nothing of the
    kind is known near by.
    """
    needs = chain(scene, goal)
    if len(needs) > 2:
        return True
    need = needs[0]
    if need.verb == "collect" and need.target in SOURCES:
        return scene.steps_to(need.target) > _AT_HAND
    return need.verb == "explore" and bool(need.target)


def _stones(scene: Scene, current: Goal | None) -> Choice | None:
    """Stones for the night, if they lie by the way."""
    evening = scene.phase > _AFTERNOON
    wanted, reach = (NIGHT_STONES, _AT_HAND) if evening else (STONES, _STONE_REACH)
    short = (
        scene.has("wood_pickaxe")
        and scene.items["stone"] < wanted
        and scene.steps_to("stone") <= reach
    )
    return (
        attempt(scene, Goal("collect", "stone", wanted - scene.items["stone"])) if short else None
    )


def _sword(scene: Scene, current: Goal | None) -> Choice | None:
    """A sword for the long way, while wood is near."""
    if not scene.has("wood_pickaxe") or any(
        scene.has(sword) for sword in ("stone_sword", "iron_sword")
    ):
        return None
    near = scene.has("wood") or scene.steps_to("wood") <= _STONE_REACH
    return attempt(scene, Goal("make", "stone_sword")) if near else None


def _towards(condition: Condition) -> Goal:
    """What brings a condition about: the planner's own play for what only time brings."""
    subject = condition.subject
    if condition.relation == "at least" and subject in SOURCES and subject not in VITALS:
        return Goal("collect", subject, until=condition)
    if condition.relation == "at least" and subject not in VITALS:
        return Goal("make", subject)
    if condition.relation == "at least":
        return {
            "food": Goal("eat", until=condition),
            "drink": Goal("collect", "drink", until=condition),
        }.get(subject, Goal("sleep", until=condition))
    if condition.relation == "seen" and (
        subject in MATERIAL_ID or subject in ("cow", "zombie", "skeleton")
    ):
        return Goal("explore", subject)
    return Goal("play")
