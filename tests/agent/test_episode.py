import pytest

from agent.episode import Episode, run
from agent.plan import MAX_PLAN_CHARS
from agent.worlds.crafter.engine import CrafterWorld
from tests.agent.planners import Script


def episode(turns: list[tuple[str | None, str] | str] | None = None, cap: int = 1000) -> Episode:
    return Episode(CrafterWorld(), Script(turns or [(None, "Noop")]), seed=3, cap=cap)


def test_a_planners_plan_becomes_the_plan_in_force() -> None:
    game = episode([("collect 3 wood", "Noop")])
    game.play(game.decide())
    assert game.plan is not None
    assert (game.plan.text, game.plan.source, game.plan.step) == ("collect 3 wood", "agent", 0)


def test_a_persons_plan_replaces_the_planners() -> None:
    game = episode([("collect 3 wood", "Noop"), (None, "Noop")])
    game.play(game.decide())
    mine = game.inject("  go 2 steps east ")
    former = game.plans[0]
    assert game.plan is mine
    assert (mine.text, mine.source, mine.step) == ("go 2 steps east", "human", 1)
    assert (former.status, former.ended, former.reason) == ("replaced", 1, "a person wrote a new plan")


def test_a_persons_plan_ends_as_done_when_its_goals_are_reached() -> None:
    game = episode([(None, "Noop")])
    game.inject("wait 2 steps")
    game.play(game.decide())
    assert game.plan is not None
    game.play(game.decide())
    assert game.plan is None
    assert (game.plans[0].status, game.plans[0].ended) == ("done", 2)


def test_a_plan_that_nobody_understands_is_said_to_be_so_when_the_planner_moves_on() -> None:
    game = episode([(None, "Noop"), ("collect 3 wood", "Noop")])
    game.play(game.decide())
    game.inject("qwertz uiop")
    game.play(game.decide())
    assert (game.plans[0].status, game.plans[0].reason) == ("replaced", "nothing in it was understood")


@pytest.mark.parametrize(
    ("text", "message"),
    [("   ", "the plan is empty"), ("x" * 10_000, f"the plan has 10000 characters; {MAX_PLAN_CHARS} is the most")],
)
def test_a_bad_plan_is_refused_and_the_plan_in_force_stays(text: str, message: str) -> None:
    game = episode()
    kept = game.inject("collect wood")
    with pytest.raises(ValueError, match=message):
        game.inject(text)
    assert game.plan is kept


def test_an_invalid_completion_plays_noop() -> None:
    game = episode(["dance wildly"])
    before = game.memory.position
    game.play(game.decide())
    assert game.view.step == 1
    assert game.memory.position == before


def test_a_person_acts() -> None:
    game = episode()
    game.act(game.world.actions.index("Move East"))
    assert game.view.facing == (1, 0)
    with pytest.raises(ValueError, match="action 17 is not one of 0 to 16"):
        game.act(17)


def test_the_cap_ends_the_episode_and_its_plan() -> None:
    game = episode([("collect 3 wood", "Noop"), (None, "Noop"), (None, "Noop")], cap=3)
    run(game)
    assert (game.over, game.view.step) == ("cap", 3)
    assert game.plans[-1].reason == "the episode ended: cap"
    with pytest.raises(ValueError, match="the episode is over"):
        game.act(0)


def test_the_same_seed_and_planner_play_the_same_episode() -> None:
    digests = []
    for _ in range(2):
        game = episode([("go", "Move East"), (None, "Do"), (None, "Move South")], cap=60)
        run(game)
        digests.append(game.world.digest())
    assert digests[0] == digests[1]
