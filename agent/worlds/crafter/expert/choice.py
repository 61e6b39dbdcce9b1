"""Which goal now: survival first, then what is at hand, then the ladder of tools.

Every rule is a function of the scene and of the goal that is being pursued, which gives thresholds
their hysteresis: a drink begun goes on until the player is full. The first rule that has something
to do decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent.core.goals import Goal
from agent.worlds.crafter.expert.ladder import NIGHT_STONES, next_rung
from agent.worlds.crafter.rules import DAY, NOOP
from agent.worlds.crafter.scene.explore import searching
from agent.worlds.crafter.scene.navigation import FAR, Way
from agent.worlds.crafter.scene.scene import Scene
from agent.worlds.crafter.scene.shelter import best_pocket, close_in, drink_within
from agent.worlds.crafter.scene.skills import pursue


@dataclass(frozen=True, slots=True)
class Choice:
    """A goal and the action that pursues it."""

    goal: Goal
    action: int


Rule = Callable[[Scene, Goal | None], Choice | None]

INDOORS = 164  # step of the day by which one who is fed is behind walls
POCKET_REACH = 50  # actions that are walked and worked for a shelter by dusk
_KEPT = 15  # steps by which a shelter that was begun is kept up
AFTERNOON = 90  # step of the day from which one eats for the night
EVENING = 155  # step of the day by which to be near home
HOME_REACH = 60  # actions that are walked for it
HEALING_STEPS = 26  # steps awake that heal one health
STARVING_STEPS = 16  # steps in which hunger or thirst at zero costs one health

DRINK = Goal("collect", "drink")
EAT_COW = Goal("eat", "cow")
EAT_PLANT = Goal("eat", "plant")
SLEEP = Goal("sleep")
SHELTER = Goal("shelter")


def choose(
    scene: Scene,
    current: Goal | None,
    allowed: Callable[[Goal], bool] = lambda goal: True,
    *,
    settled: bool = False,
) -> Choice:
    """The most urgent goal that can be pursued now.

    Args:
        current: what was pursued until now, which is kept up to other thresholds than it is begun
            at.
        allowed: goals for which this is false are passed over, as when a person has refused them.
        settled: whether ``current`` goes before the ladder of tools, if it can be pursued, and a
            search keeps its direction.
    """
    for rule in (*_NEEDS, *([_go_on] if settled else []), *_WISHES):
        choice = rule(scene, current)
        if choice is not None and allowed(choice.goal):
            turns = settled and choice.goal.verb == "explore" and _is(current, choice.goal)
            return (turns and _go_on(scene, current)) or choice
    return Choice(Goal("wait"), NOOP)


def attempt(scene: Scene, goal: Goal | None) -> Choice | None:
    """The goal with the action that pursues it; None for no goal and for one that is impossible or
    done.
    """
    action = None if goal is None else pursue(scene, goal)
    return None if goal is None or action is None else Choice(goal, action)


def _is(current: Goal | None, goal: Goal) -> bool:
    return current is not None and (current.verb, current.target) == (goal.verb, goal.target)


def _steps(way: Way | None) -> int:
    return FAR if way is None else way.steps


def stay_asleep(scene: Scene, current: Goal | None) -> Choice | None:
    """Nothing else can be done in one's sleep."""
    return attempt(scene, SLEEP) if scene.view.asleep else None


def _drinks(scene: Scene) -> Goal:
    return Goal("collect", "drink", max(1, 9 - scene.items["drink"]))


def sip(scene: Scene, current: Goal | None) -> Choice | None:
    """Drink from within the walls, where that can be done."""
    drink = scene.items["drink"]
    if not scene.sealed or drink > (8 if _is(current, DRINK) else 5):
        return None
    action = drink_within(scene)
    return None if action is None else Choice(_drinks(scene), action)


def _eat_cow(scene: Scene, current: Goal | None) -> Choice | None:
    return attempt(
        scene, EAT_COW if scene.cow is not None else searching(scene, EAT_COW, "cow", current)
    )


def _drink(scene: Scene, current: Goal | None) -> Choice | None:
    goal = _drinks(scene)
    return attempt(
        scene, goal if scene.way("drink") is not None else searching(scene, goal, "drink", current)
    )


def rest(scene: Scene, current: Goal | None) -> Choice | None:
    """Heal behind walls when weak, as long as there is food and drink to heal from."""
    health = scene.items["health"]
    if min(scene.items["food"], scene.items["drink"]) <= 1:
        return None
    if scene.sealed and (
        health <= 3 or (current is not None and current.verb in ("wait", "shelter") and health <= 5)
    ):
        return attempt(
            scene,
            SLEEP
            if scene.items["energy"] < 6
            else Goal("wait", count=(6 - health) * HEALING_STEPS),
        )
    return attempt(scene, SHELTER) if health <= 3 else None


def pressing_need(scene: Scene, current: Goal | None) -> Choice | None:
    """Food or drink that cannot wait: in the dark only if waiting would kill."""
    items = scene.items
    if scene.dark:
        if (
            min(items["food"], items["drink"]) > 0
            or items["health"] > 2 + scene.until_dawn // STARVING_STEPS
        ):
            return None
    elif items["health"] <= 3 and scene.near("zombie", 4):
        return None
    dry = items["drink"] <= 2 or (_is(current, DRINK) and items["drink"] <= 6)
    if dry and (scene.steps_to("drink") <= 60 or items["drink"] == 0):
        return _drink(scene, current)
    hungry = items["food"] <= 1 or (_is(current, EAT_COW) and items["food"] <= 5)
    if hungry and (_steps(scene.cow) <= 60 or items["food"] == 0):
        return _eat_cow(scene, current)
    return None


def nightfall(scene: Scene, current: Goal | None) -> Choice | None:
    """Behind walls by dusk, once fed; a hungry player goes on looking for food, which the night
    would cost more.
    """
    items = scene.items
    if (
        scene.dark
        or scene.phase < INDOORS - POCKET_REACH
        or items["food"] < 6
        or items["drink"] < 6
    ):
        return None
    pocket = best_pocket(scene)
    if pocket is None and scene.has("wood_pickaxe") and scene.steps_to("stone") <= HOME_REACH:
        return attempt(scene, Goal("collect", "stone", NIGHT_STONES))
    late = pocket is not None and scene.phase + pocket.score >= INDOORS - (
        _KEPT if _is(current, SHELTER) else 0
    )
    return attempt(scene, SHELTER) if late else None


def homeward(scene: Scene, current: Goal | None) -> Choice | None:
    """Be near a growing plant for the night: it grows only then."""
    way = scene.home
    if (
        way is None
        or scene.dark
        or scene.phase < EVENING - HOME_REACH
        or way.steps > HOME_REACH
        or scene.near_home[scene.position]
    ):
        return None
    return attempt(scene, Goal("go", "plant")) if scene.phase + way.steps >= EVENING else None


def night_sleep(scene: Scene, current: Goal | None) -> Choice | None:
    """Asleep behind walls in the dark when tired."""
    if not scene.dark or not (scene.sealed or close_in(scene) is not None):
        return None
    energy = scene.items["energy"]
    starving = min(scene.items["food"], scene.items["drink"]) == 0
    tired = energy <= 6 or (
        energy <= 8 and (scene.lacks("wake_up") or starving or _is(current, SLEEP))
    )
    return attempt(scene, SLEEP) if tired else None


def night_work(scene: Scene, current: Goal | None) -> Choice | None:
    """Go on with the ladder at night, within closed walls if zombies are about, without coming out
    of the mountain if not.
    """
    if not scene.dark:
        return None
    choice = (
        _work(Scene(scene.view, scene.memory, confined=True, enclosed=True), current)
        if scene.enclosure is not None
        else None
    )
    if choice is None and scene.items["health"] >= 6 and not scene.near("zombie", 4):
        choice = _work(Scene(scene.view, scene.memory, confined=True), current)
    return choice


def _work(inner: Scene, current: Goal | None) -> Choice | None:
    goal = next_rung(inner, current)
    if goal is None or goal.target in ("wood", "sapling", "plant"):
        return None
    fencing = goal.verb == "place" and goal.target == "stone" and not inner.lacks("place_stone")
    return (
        attempt(inner, goal)
        if goal.verb in ("collect", "explore", "make", "place") and not fencing
        else None
    )


def night_shelter(scene: Scene, current: Goal | None) -> Choice | None:
    """Behind walls in the dark; without the stones for them, stones first."""
    if not scene.dark:
        return None
    if scene.sealed:
        return attempt(scene, Goal("wait", count=scene.until_dawn))
    choice = attempt(scene, SHELTER)
    if choice is None and scene.steps_to("stone") <= 40:
        return attempt(scene, Goal("collect", "stone", 4))
    return choice


def tired(scene: Scene, current: Goal | None) -> Choice | None:
    """Sleep by day only when exhausted."""
    return attempt(scene, SLEEP) if scene.items["energy"] <= 1 else None


def thirst(scene: Scene, current: Goal | None) -> Choice | None:
    """Drink when low, or when it is near and the night is coming; until full."""
    drink, steps = scene.items["drink"], scene.steps_to("drink")
    wanted = (
        (_is(current, DRINK) and drink < 9 and steps <= 40)
        or drink <= 3
        or (drink <= 5 and steps <= 8)
        or (scene.lacks("collect_drink") and steps <= 6)
        or (110 <= scene.phase < 165 and drink <= 6 and steps <= 40)
        or (100 <= scene.phase < 165 and drink <= 7 and steps <= 15)
    )
    return _drink(scene, current) if wanted else None


def hunger(scene: Scene, current: Goal | None) -> Choice | None:
    """Eat a cow when low, or when one is near; until full."""
    food, steps = scene.items["food"], _steps(scene.cow)
    wanted = (
        (_is(current, EAT_COW) and steps <= 30 and food <= 8)
        or food <= 3
        or (food <= 6 and steps <= 12)
        or (food <= 7 and steps <= 4)
        or (scene.lacks("eat_cow") and steps <= 6)
        or (60 <= scene.phase < 165 and food <= 6 and steps <= 40)
        or (75 <= scene.phase < 165 and food <= 5)
        or (
            scene.view.step > DAY
            and AFTERNOON <= scene.phase < 150
            and (food <= 6 or (food <= 7 and steps <= 20))
        )
    )
    return _eat_cow(scene, current) if wanted else None


def harvest(scene: Scene, current: Goal | None) -> Choice | None:
    """Eat what has ripened."""
    if scene.items["food"] > 5 and not scene.lacks("eat_plant"):
        return None
    return attempt(scene, EAT_PLANT) if _steps(scene.ripe) <= 60 else None


def hunt(scene: Scene, current: Goal | None) -> Choice | None:
    """Fight a zombie or skeleton once, when strong."""
    if scene.items["health"] < 6 or scene.dark:
        return None
    if scene.lacks("defeat_zombie") and _steps(scene.zombie) <= 6:
        return attempt(scene, Goal("fight", "zombie"))
    if scene.lacks("defeat_skeleton") and scene.has("stone_sword") and _steps(scene.skeleton) <= 12:
        return attempt(scene, Goal("fight", "skeleton"))
    return None


def climb(scene: Scene, current: Goal | None) -> Choice | None:
    """The ladder of tools."""
    return attempt(scene, next_rung(scene, current))


def roam(scene: Scene, current: Goal | None) -> Choice | None:
    """See something new."""
    return attempt(scene, Goal("explore"))


def _go_on(scene: Scene, current: Goal | None) -> Choice | None:
    """With what was pursued until now."""
    return attempt(scene, current)


_NEEDS: tuple[Rule, ...] = (
    stay_asleep, sip, rest, pressing_need, nightfall, homeward, night_sleep, night_work,
    night_shelter, tired, thirst, hunger, harvest, hunt,
)  # fmt: skip
_WISHES: tuple[Rule, ...] = (climb, roam)
