import pytest

from agent.core.mode import Mode
from agent.core.plan import Plan
from agent.core.prompt import Situation
from agent.episode import Episode
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert import decide, label
from agent.worlds.crafter.expert.planner import Expert
from agent.worlds.crafter.plans.progress import follow
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.rules import ACTION_NAMES
from tests.agent.worlds.crafter.expert.playing import Game, meadow


def test_a_label_is_the_decision_and_has_a_plan_even_when_the_old_one_is_kept() -> None:
    game = Game(meadow({(3, 0): "tree", (6, 0): "tree"}))
    kept = 0
    for _ in range(12):
        told = label(game.view, game.memory, game.plan)
        text, action = decide(game.view, game.memory, game.plan)
        assert (told.action, told.replans) == (action, text is not None)
        assert told.plan is not None
        assert text in (None, told.plan)
        kept += not told.replans
        game.step()
    assert 0 < kept < 12


def test_a_state_with_a_plan_that_nobody_can_read_is_labelled_like_one_without() -> None:
    game = Game(meadow({(3, 0): "tree"}))
    nonsense = Plan(1, "purple monkey dishwasher", "agent", 0)
    assert label(game.view, game.memory, nonsense) == label(game.view, game.memory, None)
    assert label(game.view, game.memory, nonsense).replans


def test_a_plan_for_something_else_is_replaced() -> None:
    game = Game(meadow({(3, 0): "tree"}))
    other = label(game.view, game.memory, Plan(1, "place the sapling", "agent", 0))
    assert other.replans
    assert other.plan is not None
    assert [goal.target for goal in read(other.plan).goals][:1] == ["wood"]


def test_under_a_persons_plan_it_says_once_what_it_does() -> None:
    game = Game(meadow({(3, 0): "tree"}))
    asked = Plan(1, "go 3 west", "human", 0)
    told = label(game.view, game.memory, asked)
    assert (told.replans, told.plan) == (True, "go 3 steps west")
    again = label(game.view, game.memory, asked, below=Plan(2, "go 3 steps west", "expert", 0))
    assert (again.replans, again.action) == (False, told.action)


def test_what_a_persons_plan_takes_is_said_with_where_it_lies() -> None:
    game = Game(meadow({(3, 0): "tree", (5, 0): "tree", (7, 0): "tree"}))
    told = label(game.view, game.memory, Plan(1, "make a wood pickaxe", "human", 0))
    assert told.plan == "collect 3 wood, 3 east, then make a wood pickaxe"


def test_what_comes_before_a_persons_plan_is_said_with_the_reason() -> None:
    game = Game(meadow({(3, 0): "tree", (-2, 0): "water"}, {"drink": 2}))
    asked = Plan(1, "collect 2 wood", "human", 0)
    told = label(game.view, game.memory, asked)
    assert told.plan == "first drink 7 times, 2 west, then collect 2 wood, because drink is 2"
    kept = label(game.view, game.memory, asked, below=Plan(2, told.plan, "expert", 0))
    assert (kept.replans, ACTION_NAMES[kept.action]) == (False, "Move West")


def test_an_order_is_put_off_only_if_that_may_be_asked_or_was_let_or_cannot_wait() -> None:
    game = Game(meadow({(3, 0): "tree", (-2, 0): "water"}, {"drink": 2}))
    order = Plan(1, "collect 2 wood", "human", 0, authority="order")
    detour = Plan(
        2, "first drink 7 times, 2 west, then collect 2 wood, because drink is 2", "expert", 0
    )

    def action(below: Plan | None = None, *, may_plan: bool) -> str:
        return ACTION_NAMES[
            label(game.view, game.memory, order, below=below, may_plan=may_plan).action
        ]

    assert action(may_plan=True) == "Move West"
    assert action(may_plan=False) == "Move East"
    assert action(detour, may_plan=False) == "Move West"
    game.world.set_item("drink", 1)
    assert action(may_plan=False) == "Move West"


def test_a_plan_whose_steps_are_done_is_replaced() -> None:
    game = Game(meadow({(1, 0): "tree", (4, 0): "tree"}))
    game.plan = Plan(1, "collect 1 wood, 1 east", "agent", 0)
    assert not label(game.view, game.memory, game.plan).replans
    game.until(lambda view: view.inventory["wood"] == 1, 10)
    assert label(game.view, game.memory, Plan(1, "collect 1 wood, 1 east", "agent", 0)).replans


def test_it_plans_in_every_mode() -> None:
    game = Game(meadow({(3, 0): "tree"}))
    assert Expert(Mode("never")).decide(Situation(game.view, game.memory, None)).plan is None
    game.step()
    plan = game.plan
    # Step 1 of the view: every:2 has to wait.
    written = {
        str(mode): Expert(mode).decide(Situation(game.view, game.memory, plan)).plan is not None
        for mode in (Mode("dynamic"), Mode("always"), Mode("every", 2), Mode("every", 1))
    }
    assert written == {"dynamic": False, "always": True, "every:2": False, "every:1": True}


@pytest.mark.parametrize(("seed", "sought"), [(10, "trees"), (12, "water")])
def test_a_search_is_planned_once_in_each_direction(seed: int, sought: str) -> None:
    episode = Episode(CrafterWorld(), Expert(), seed=seed, cap=200)
    searched = 0
    while not episode.over:
        former, decision = episode.plan, episode.decide()
        if former is not None and former.text.startswith("explore") and sought in former.text:
            goals = read(former.text).goals
            done = follow(goals, former.step, episode.view, episode.memory).done
            assert done or decision.plan != former.text
            searched += 1
        episode.play(decision)
    assert searched > 3
