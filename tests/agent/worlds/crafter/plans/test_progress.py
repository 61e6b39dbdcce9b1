from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pytest

from agent.core.goals import Condition, Goal, Progress
from agent.worlds.crafter.memory import START, Event, Memory, Position, Sighting
from agent.worlds.crafter.plans.progress import AWAY, FAR_ENOUGH, follow, resolve
from agent.worlds.crafter.rules import INITIAL, VITALS
from agent.worlds.crafter.view import CENTER, HEIGHT, MATERIAL_ID, WIDTH, Creature, View

EAST, NORTH = (1, 0), (0, -1)
HERE = (START, START)


class Past:
    """An episode as memory keeps it: a walk over grass in which things happen."""

    def __init__(
        self,
        path: Sequence[Position],
        events: Iterable[tuple[int, str, str]] = (),
        vitals: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        """``vitals``: how high some were at each step; the others stayed as they are at
        the start.
        """
        self.memory = Memory()
        levels = [(vitals or {}).get(name, [INITIAL[name]] * len(path)) for name in VITALS]
        self.memory.vitals = list(zip(*levels, strict=True))
        self.memory.path = list(path)
        self.memory.position = path[-1]
        self.memory.events = [Event(step, kind, name) for step, kind, name in events]
        self.memory.materials[:] = MATERIAL_ID["grass"]
        for step, (x, y) in enumerate(path):
            left, top = x - CENTER[0], y - CENTER[1]
            self.memory.seen_step[left : left + WIDTH, top : top + HEIGHT] = step

    def put(self, material: str, *cells: Position) -> None:
        for cell in cells:
            self.memory.materials[cell] = MATERIAL_ID[material]

    def after(
        self,
        *goals: Goal,
        since: int = 0,
        owned: Mapping[str, int] | None = None,
        asleep: bool = False,
    ) -> Progress:
        x, y = self.memory.position
        left, top = x - CENTER[0], y - CENTER[1]
        view = View(
            step=len(self.memory.path) - 1,
            materials=np.array(self.memory.materials[left : left + WIDTH, top : top + HEIGHT]),
            creatures=tuple(
                Creature("cow", cell[0] - x, cell[1] - y)
                for cell, seen in self.memory.creatures.items()
                if seen.kind == "cow"
            ),
            facing=(0, 1),
            inventory={
                **INITIAL,
                **dict(zip(VITALS, self.memory.vitals[-1], strict=True)),
                **(owned or {}),
            },
            asleep=asleep,
            daylight=1.0,
            unlocked=frozenset(),
            dead=False,
        )
        return follow(goals, since, view, self.memory)


def walk(direction: tuple[int, int], steps: int, start: Position = HERE) -> list[Position]:
    return [
        (start[0] + direction[0] * step, start[1] + direction[1] * step)
        for step in range(steps + 1)
    ]


def still(steps: int) -> list[Position]:
    return [HERE] * (steps + 1)


def test_collecting_counts_gains_of_the_item_since_the_plan() -> None:
    past = Past(
        still(9),
        [(2, "gain", "wood"), (4, "gain", "wood"), (5, "gain", "stone"), (7, "gain", "wood")],
    )
    progress = past.after(Goal("collect", "wood", 3), since=3)
    assert (progress.have, progress.want, progress.text, progress.done) == (
        2,
        3,
        "2 of 3 wood",
        False,
    )
    assert past.after(Goal("collect", "wood", 3), since=0).done


def test_collecting_ends_with_as_many_as_can_be_held_and_stays_done() -> None:
    gains = [(2, "gain", "wood"), (4, "gain", "wood")]
    wanted = Goal("collect", "wood", 9), Goal("place", "table")
    assert Past(still(9), gains).after(*wanted, owned={"wood": 8}).index == 0
    full = Past(still(9), gains).after(*wanted, owned={"wood": 9})
    assert (full.index, full.began) == (1, 4)
    used = Past(still(9), [*gains, (6, "lose", "wood"), (6, "place", "table")])
    assert used.after(*wanted, owned={"wood": 8}).done
    assert Past(still(9)).after(Goal("collect", "wood"), owned={"wood": 9}).done


@pytest.mark.parametrize(
    ("goal", "event"),
    [
        (Goal("collect", "drink"), ("drink", "water")),
        (Goal("collect", "sapling"), ("gain", "sapling")),
        (Goal("make", "stone_sword"), ("make", "stone_sword")),
        (Goal("place", "plant"), ("place", "plant")),
        (Goal("eat"), ("eat", "plant")),
        (Goal("eat", "cow"), ("eat", "cow")),
        (Goal("fight"), ("defeat", "skeleton")),
        (Goal("fight", "zombie"), ("defeat", "zombie")),
    ],
)
def test_an_event_reaches_its_goal_unless_it_lies_before_the_plan(
    goal: Goal, event: tuple[str, str]
) -> None:
    past = Past(still(6), [(3, *event)])
    assert past.after(goal, since=2).done
    assert not past.after(goal, since=3).done


def test_the_wrong_creature_does_not_count() -> None:
    past = Past(still(6), [(3, "defeat", "skeleton")])
    assert past.after(Goal("fight", "zombie")).text == "0 of 1 zombie defeated"


def test_a_goal_counts_only_what_came_after_the_goal_before_it() -> None:
    goals = Goal("collect", "wood"), Goal("place", "table")
    assert Past(still(9), [(2, "place", "table"), (5, "gain", "wood")]).after(*goals).index == 1
    done = Past(still(9), [(5, "gain", "wood"), (8, "place", "table")]).after(*goals)
    assert (done.index, done.done, done.text) == (2, True, "done")


def test_a_tool_in_hand_needs_no_making() -> None:
    assert Past(still(3)).after(Goal("make", "wood_pickaxe"), owned={"wood_pickaxe": 1}).done
    assert Past(still(3)).after(Goal("make", "wood_pickaxe")).text == "no wood pickaxe yet"


def test_going_counts_the_way_gained_in_the_direction() -> None:
    past = Past([*walk(EAST, 4), *walk(NORTH, 2, (START + 3, START))])
    progress = past.after(Goal("go", count=10, direction=EAST))
    assert (progress.have, progress.text) == (4, "4 of 10 steps east")
    assert past.after(Goal("go", count=4, direction=EAST)).done
    assert past.after(Goal("go", count=4, direction=EAST), since=2).have == 2


def test_a_diagonal_needs_both_of_its_ways() -> None:
    past = Past([*walk(EAST, 5), *walk(NORTH, 2, (START + 5, START))])
    assert past.after(Goal("go", count=3, direction=(1, -1))).have == 2
    assert past.after(Goal("go", count=2, direction=(1, -1))).done


def test_going_with_no_distance_ends_far_off() -> None:
    goal = Goal("go", count=0, direction=EAST)
    assert not Past(walk(EAST, FAR_ENOUGH - 1)).after(goal).done
    assert Past(walk(EAST, FAR_ENOUGH)).after(goal).done


def test_a_place_is_reached_beside_it_and_stays_reached() -> None:
    table = (START + 5, START)
    past = Past(walk(EAST, 3))
    past.put("table", table)
    assert past.after(Goal("go", "table")).text == "not at the table yet"
    past = Past([*walk(EAST, 4), *walk((-1, 0), 4, (START + 3, START))])
    past.put("table", table)
    assert past.after(Goal("go", "table"), Goal("collect", "wood")).index == 1


def test_a_tree_that_was_felled_had_been_reached() -> None:
    past = Past(still(5), [(4, "gain", "wood")])
    assert past.after(Goal("go", "tree"), Goal("collect", "wood")).done


def test_the_start_is_reached_near_it() -> None:
    there_and_back = [*walk(EAST, 9), *walk((-1, 0), 7, (START + 8, START))]
    assert Past(there_and_back).after(Goal("go", "start"), since=9).done
    assert not Past(there_and_back[:-3]).after(Goal("go", "start"), since=9).done


def test_a_creature_is_reached_within_two_cells() -> None:
    past = Past(still(4))
    past.memory.creatures = {(START + 3, START): Sighting("cow", 4, 1)}
    assert not past.after(Goal("go", "cow")).done
    past.memory.creatures = {(START + 1, START + 1): Sighting("cow", 4, 1)}
    assert past.after(Goal("go", "cow")).done


def test_sleep_is_done_awake_again() -> None:
    goal = Goal("sleep")
    assert Past(still(5)).after(goal).text == "not asleep yet"
    assert Past(still(5), [(3, "asleep", "")]).after(goal, asleep=True).text == "asleep"
    assert Past(still(9), [(3, "asleep", ""), (8, "awake", "")]).after(goal).done
    assert Past(still(9), [(3, "asleep", ""), (8, "awake", "")]).after(goal, since=5).done
    assert not Past(still(9), [(3, "asleep", ""), (4, "awake", "")]).after(goal, since=5).done


def test_a_shelter_has_four_closed_sides() -> None:
    past = Past(still(3))
    past.put("stone", (START + 1, START), (START - 1, START), (START, START + 1))
    assert past.after(Goal("shelter")).text == "3 of 4 sides closed"
    past.put("water", (START, START - 1))
    assert past.after(Goal("shelter")).done


def test_walling_in_and_sleeping_is_done_in_the_morning_and_stays_done() -> None:
    goals = Goal("shelter"), Goal("sleep")
    past = Past(still(9), [(2, "place", "stone"), (3, "asleep", ""), (8, "awake", "")])
    past.put(
        "stone", (START + 1, START), (START - 1, START), (START, START + 1), (START, START - 1)
    )
    assert past.after(*goals).done
    past.put("path", (START + 1, START))
    assert past.after(*goals).done


def test_a_target_is_found_when_it_comes_into_the_window_and_stays_found() -> None:
    iron = (START + 9, START)
    goals = Goal("explore", "iron"), Goal("collect", "iron")
    past = Past(walk(EAST, 4))
    past.put("iron", iron)
    assert past.after(*goals).text == "no iron in sight yet"
    past = Past([*walk(EAST, 6), *walk((-1, 0), 6, (START + 5, START))])
    past.put("iron", iron)
    assert past.after(*goals).index == 1


def test_what_was_found_and_mined_was_found() -> None:
    past = Past(walk(EAST, 6), [(5, "gain", "iron")])
    past.put("iron", (START + 9, START))
    assert past.after(Goal("explore", "iron"), Goal("collect", "iron")).done


def test_exploring_is_new_cells_and_waiting_is_steps() -> None:
    assert Past(walk(EAST, 7)).after(Goal("explore")).text == f"7 of {FAR_ENOUGH} cells explored"
    assert Past(walk(EAST, FAR_ENOUGH)).after(Goal("explore")).done
    assert Past(still(3)).after(Goal("wait", count=5)).text == "3 of 5 steps waited"
    assert Past(still(5)).after(Goal("wait", count=5)).done


def test_no_goals_are_done() -> None:
    assert Past(still(0)).after().done


def test_a_goal_up_to_a_condition_is_done_when_that_holds_and_stays_done() -> None:
    goals = (
        Goal("collect", "stone", until=Condition("stone", "at least", 3)),
        Goal("place", "stone"),
    )
    gains = [(2, "gain", "stone"), (3, "gain", "stone"), (4, "gain", "stone")]
    past = Past(still(9), gains)
    assert past.after(*goals, owned={"stone": 2}).text == "stone 2 of 3"
    assert past.after(*goals, owned={"stone": 3}).index == 1
    placed = Past(still(9), [*gains, (8, "place", "stone"), (8, "lose", "stone")])
    assert placed.after(*goals, owned={"stone": 2}).done


def test_a_drink_up_to_the_full_stays_done_while_thirst_returns() -> None:
    goals = (
        Goal("collect", "drink", until=Condition("drink", "at least", 9)),
        Goal("collect", "wood"),
    )
    drinks = [(step, "drink", "water") for step in (1, 2, 3)]
    drink = [6, 7, 8, *[9] * 20, *[8] * 21, *[7] * 21]
    for steps in (3, 22, 23, 43, 44, 64):
        assert Past(still(steps), drinks, {"drink": drink[: steps + 1]}).after(*goals).index == 1
    assert Past(still(2), drinks[:2], {"drink": drink[:3]}).after(*goals).text == "drink 8 of 9"


def test_health_that_was_regained_before_a_blow_had_been_regained() -> None:
    goals = Goal("wait", until=Condition("health", "at least", 8)), Goal("collect", "wood")
    assert Past(still(3), vitals={"health": [7, 8, 8, 7]}).after(*goals).index == 1
    assert Past(still(3), vitals={"health": [7] * 4}).after(*goals).text == "health 7 of 8"


def test_full_health_was_not_low_long_ago() -> None:
    goal = Goal("explore", until=Condition("health", "at most", 3))
    assert not Past(still(500)).after(goal).done


def test_a_goal_waits_for_its_condition_and_counts_from_then() -> None:
    goal = Goal("collect", "wood", 2, when=Condition("night", "is"))
    waiting = Past(still(100), [(50, "gain", "wood")]).after(goal)
    assert (waiting.text, waiting.waiting) == ("waiting: not night yet", True)
    begun = Past(still(200), [(50, "gain", "wood"), (190, "gain", "wood")]).after(goal)
    assert (begun.have, begun.waiting) == (1, False)


def test_a_goal_is_passed_over_if_its_condition_does_not_hold_at_its_turn() -> None:
    sword = Goal("make", "iron_sword", when=Condition("iron", "at least", 2), skip=True)
    assert Past(still(3)).after(sword, Goal("wait", count=9)).index == 1
    assert Past(still(3)).after(sword, Goal("wait", count=9), owned={"iron": 2}).index == 0
    # What was held then counts, not what is held now.
    mined = Past(still(9), [(5, "gain", "iron"), (6, "gain", "iron")])
    assert mined.after(sword, Goal("wait", count=30), owned={"iron": 2}).index == 1


@pytest.mark.parametrize(
    ("condition", "first"),
    [
        (Condition("night", "is"), 148),
        (Condition("day", "is"), 0),
        (Condition("morning", "is"), 273),
        (Condition("awake", "is"), 0),
    ],
)
def test_hours_come_at_their_steps(condition: Condition, first: int) -> None:
    goals = Goal("wait", until=condition), Goal("wait", count=5)
    assert Past(still(first + 4)).after(*goals).text == "4 of 5 steps waited"
    if first:
        assert Past(still(first - 1)).after(*goals).index == 0


def test_a_thing_that_came_into_sight_ends_a_walk() -> None:
    goals = (
        Goal("go", count=0, direction=EAST, until=Condition("water", "seen")),
        Goal("collect", "drink"),
    )
    past = Past(walk(EAST, 3))
    past.put("water", (START + 8, START))
    assert past.after(*goals).text == "no water in sight yet"
    past = Past([*walk(EAST, 5), *walk((-1, 0), 5, (START + 4, START))])
    past.put("water", (START + 8, START))
    assert past.after(*goals).index == 1


def test_fleeing_is_getting_away_and_stays_done() -> None:
    assert Past(walk(EAST, 3)).after(Goal("flee")).text == f"3 of {AWAY} cells away"
    assert (
        Past([*walk(EAST, AWAY), *walk((-1, 0), 3, (START + AWAY - 1, START))])
        .after(Goal("flee"))
        .done
    )


def test_playing_on_is_done_after_its_steps() -> None:
    assert Past(still(40)).after(Goal("play", count=100)).text == "40 of 100 steps played"
    assert Past(still(100)).after(Goal("play", count=100)).done


def test_a_closed_pocket_of_two_cells_is_a_shelter() -> None:
    past = Past(still(3))
    walls = [(1, 1), (1, -1), (2, 0), (-1, 0), (0, 1), (0, -1)]
    past.put("stone", *((START + dx, START + dy) for dx, dy in walls))
    assert past.after(Goal("shelter")).done
    past.put("grass", (START + 2, START))
    assert not past.after(Goal("shelter")).done


def test_a_stone_that_is_placed_again_is_not_held() -> None:
    goal = Goal("collect", "stone", 3)
    gained = [
        (1, "gain", "stone"),
        (2, "lose", "stone"),
        (2, "place", "stone"),
        (3, "gain", "stone"),
        (5, "gain", "stone"),
    ]
    assert Past(still(6), gained).after(goal).text == "2 of 3 stone"
    assert Past(still(9), [*gained, (7, "gain", "stone")]).after(goal).done
    # What was reached stays reached.
    used = [*gained, (7, "gain", "stone"), (8, "lose", "stone")]
    assert Past(still(9), used).after(goal, Goal("wait", count=9)).index == 1


def test_what_was_held_before_and_is_used_is_no_debt() -> None:
    used = [(1, "lose", "stone"), (2, "lose", "stone"), (3, "gain", "stone")]
    assert Past(still(4), used).after(Goal("collect", "stone")).done


def test_sleep_until_morning_is_done_at_dawn_and_not_at_midnight() -> None:
    slept = [(160, "asleep", ""), (200, "awake", "")]
    assert Past(still(210), slept).after(Goal("sleep"), since=150).text == "awake, not day yet"
    goals = Goal("sleep"), Goal("wait", count=9)
    assert Past(still(277), slept).after(*goals, since=150).text == "4 of 9 steps waited"
    assert (
        Past(still(281), [*slept, (279, "asleep", "")]).after(*goals, since=150).text
        == "8 of 9 steps waited"
    )


def test_all_zombies_are_fought_once_one_was_defeated_and_none_is_seen() -> None:
    goals = Goal("fight", "zombie", until=Condition("zombie", "unseen")), Goal("wait", count=20)
    assert Past(still(9)).after(*goals).text == "no zombie defeated yet"
    met = [(1, "meet", "zombie"), (5, "defeat", "zombie")]
    assert Past(still(9), met).after(*goals).index == 0  # another one was there
    assert (
        Past(still(9), [*met, (7, "clear", "zombie")]).after(*goals).text == "2 of 20 steps waited"
    )
    again = [*met, (7, "clear", "zombie"), (8, "meet", "zombie")]
    assert Past(still(9), again).after(*goals).text == "2 of 20 steps waited"


def test_waiting_until_the_zombie_is_gone_ends_when_it_went() -> None:
    goals = Goal("wait", until=Condition("zombie", "unseen")), Goal("wait", count=20)
    assert Past(still(9), [(1, "meet", "zombie")]).after(*goals, since=2).index == 0
    gone = [(1, "meet", "zombie"), (6, "clear", "zombie")]
    assert Past(still(9), gone).after(*goals, since=2).text == "3 of 20 steps waited"


def test_a_cell_is_counted_from_where_the_plan_came_into_force() -> None:
    goals = Goal("wait", count=3), Goal("collect", "iron", at=(4, 0))
    there = walk(EAST, 3, (START, START))
    assert Past([*there, *there[-1:]], [(4, "gain", "iron")]).after(*goals).done
    # Iron from elsewhere is not that iron.
    assert (
        not Past([*there, *there[-1:]], [(4, "gain", "iron")])
        .after(Goal("wait", count=3), Goal("collect", "iron", at=(9, 0)))
        .done
    )


@pytest.mark.parametrize("goal", [Goal("go", at=(0, 0)), Goal("go", "table", at=(0, -1))])
def test_coming_back_is_being_where_the_plan_began_again(goal: Goal) -> None:
    goals = Goal("go", count=5, direction=EAST), goal
    out = walk(EAST, 8)
    assert Past(out).after(*goals, since=0).index == 1
    back = [*out, *walk((-1, 0), 7, (START + 7, START))]
    assert Past(back).after(*goals).done


def test_a_table_here_is_one_that_was_placed_here() -> None:
    goal = Goal("place", "table", at=(0, 0))
    assert Past(still(4), [(3, "place", "table")]).after(goal).done
    assert not Past(walk(EAST, 4), [(3, "place", "table")]).after(goal).done


def test_a_shelter_here_is_none_elsewhere() -> None:
    for steps, done in ((0, True), (3, False)):
        past = Past([*walk(EAST, steps), *[(START + steps, START)] * 3])
        past.put(
            "stone",
            *((START + steps + dx, START + dy) for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))),
        )
        assert past.after(Goal("shelter", at=(0, 0))).done == done


def test_a_cell_is_told_from_where_the_player_is_now() -> None:
    memory = Past(walk(EAST, 6)).memory
    assert resolve(Goal("collect", "iron", at=(4, -2)), 1, memory) == Goal(
        "collect", "iron", at=(-1, -2)
    )
    assert resolve(Goal("collect", "iron"), 1, memory) == Goal("collect", "iron")
