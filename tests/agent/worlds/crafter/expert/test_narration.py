import pytest

from agent.core.goals import Goal
from agent.worlds.crafter.expert.narration import phrase
from agent.worlds.crafter.plans.reading.reading import read

GOALS = [
    *(Goal("collect", item, 3) for item in ("wood", "stone", "coal", "iron", "diamond", "drink")),
    Goal("collect", "sapling"),
    *(Goal("place", thing) for thing in ("stone", "table", "furnace", "plant")),
    Goal("place", "stone", 3),
    *(Goal("make", tool) for tool in ("wood_pickaxe", "stone_sword", "iron_pickaxe")),
    Goal("eat", "cow"),
    Goal("eat", "plant"),
    Goal("fight", "zombie"),
    Goal("fight", "skeleton"),
    Goal("shelter"),
    Goal("wait", count=20),
    Goal("explore"),
    Goal("explore", "iron", direction=(1, -1)),
    Goal("explore", "cow", direction=(0, 1)),
]


@pytest.mark.parametrize("goal", GOALS, ids=phrase)
def test_what_is_said_is_read_back(goal: Goal) -> None:
    reading = read(phrase(goal))
    assert reading.unread == ()
    assert reading.goals == (goal,)


@pytest.mark.parametrize(
    "goal", [goal for goal in GOALS if goal.verb not in ("explore", "shelter", "wait")], ids=phrase
)
def test_where_it_lies_does_not_change_what_is_read(goal: Goal) -> None:
    reading = read(f"{phrase(goal)}, 4 west 2 north")
    assert reading.unread == ()
    assert [(g.verb, g.target, g.count) for g in reading.goals] == [
        (goal.verb, goal.target, goal.count)
    ]


def test_sleeping_is_said_with_the_walls_that_it_takes() -> None:
    assert [goal.verb for goal in read(phrase(Goal("sleep"))).goals] == ["shelter", "sleep"]
