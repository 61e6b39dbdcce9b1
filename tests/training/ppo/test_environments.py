"""Crafter as games of a rollout, and people's sessions as their beginnings."""

import pickle
from pathlib import Path
from typing import Any

import pytest

from agent.core.completion import OPEN
from agent.core.plan import Authority
from agent.episode import Episode
from agent.models.protocol import Generation
from agent.planners import settings
from agent.planners.settings import PlannerSettings
from agent.traces import trace as traces
from agent.traces.trace import TraceWriter
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert.planner import Expert
from tests.agent.worlds.pogs import records as graphs
from training.data.sessions import SessionsError
from training.ppo.environments import CrafterGame, CrafterGames
from training.ppo.recipe import PpoRecipe
from training.ppo.turns import TurnOutcome

SEED = 1_000_007


@pytest.fixture
def values(tmp_path: Path) -> dict[str, Any]:
    """A recipe of a model whose settings alone are there, and a session of a person who wrote a
    plan at step 20.
    """
    (tmp_path / "model").mkdir()
    settings.write(PlannerSettings(prompt="brief"), tmp_path / "model")
    record(tmp_path / "sessions" / "one.jsonl", SEED)
    learner, check = {"lr": 1e-3}, {"every": 1, "seeds": "1000"}
    people = {"traces": [str(tmp_path / "sessions")]}
    model = str(tmp_path / "model")
    return {
        "model": model,
        "updates": 1,
        "actor": learner,
        "critic": learner,
        "evaluation": check,
        "people": people,
    }


def record(path: Path, seed: int, plan: str = "wait 2 steps") -> None:
    world, expert = CrafterWorld(), Expert()
    writer = TraceWriter(path, traces.header(world, seed, 500, expert.name))
    episode = Episode(world, expert, seed=seed, cap=500, trace=writer)
    for step in range(40):
        if step == 20 and plan:
            episode.inject(plan)
        episode.play(episode.decide())
    episode.end("left")


def games(
    values: dict[str, Any], people: dict[str, Any] | None = None, **changes: Any
) -> CrafterGames:
    mixed = {**values["people"], **people} if people else None
    return CrafterGames(PpoRecipe.model_validate({**values, **changes, "people": mixed}))


def play(game: CrafterGame, *words: str) -> list[TurnOutcome]:
    return [game.answer(Generation(word, (), (), None, 1, 1)) for word in words]


def test_a_game_that_is_pickled_goes_on_alike(values: dict[str, Any]) -> None:
    game = games(values, cap=60).begin(3)
    words = ("<plan> collect wood </plan>\nMove East", "Move South", "Do", "gibberish", "Sleep")
    play(game, *words * 6)
    twin = pickle.loads(pickle.dumps(game))
    assert twin.question() == game.question()
    ours, theirs = play(game, *words * 6), play(twin, *words * 6)
    assert ours == theirs
    assert twin.episode.world.digest() == game.episode.world.digest()
    assert twin.question() == game.question()
    assert [played.valid for played in ours[:5]] == [True, True, True, False, True]
    assert [played.ended for played in ours[-2:]] == ["", "cap"]


def test_what_a_turn_of_crafter_gives(values: dict[str, Any]) -> None:
    game = games(values).begin(0)
    world = game.episode.world
    assert isinstance(world, CrafterWorld)
    world.clear()
    world.set_item("sapling", 1)
    first, again = play(game, "Place Plant", "Noop")
    assert (first.task, first.health, first.goal, first.ended) == (1, 0, 0, "")
    assert (again.task, again.valid) == (0, True)
    world.set_item("health", 5)
    (hurt,) = play(game, "Noop")
    assert hurt.health == pytest.approx(-0.4)


def test_a_persons_plan_is_in_force_where_it_was_written_and_its_goal_counts_once(
    values: dict[str, Any],
) -> None:
    game = games(values, {"plans": 1}).begin(0)
    assert game.episode.view.step == 20
    assert game.episode.plan is not None
    assert (game.episode.plan.text, game.episode.plan.source) == ("wait 2 steps", "human")
    assert "wait 2 steps" in str(game.question().context)
    assert [played.goal for played in play(game, "Noop", "Noop", "Noop")] == [0, 1, 0]


def test_the_planners_own_plan_beneath_a_persons_leaves_its_goal_to_be_reached(
    values: dict[str, Any],
) -> None:
    game = games(values, {"plans": 1}).begin(0)
    played = play(game, "<plan> drink water </plan>\nNoop", "Noop", "Noop")
    assert [one.goal for one in played] == [0, 1, 0]
    assert [plan.status for plan in game.episode.plans if plan.under] == ["cancelled"]


def test_an_order_is_not_put_off_where_nobody_lets_it_be(values: dict[str, Any]) -> None:
    cases: tuple[tuple[Authority, str | None], ...] = (("advice", "drink water"), ("order", None))
    for authority, below in cases:
        game = games(values).begin(0)
        game.episode.inject("collect 5 stone", authority)
        (played,) = play(game, "<plan> drink water </plan>\nMove East")
        assert (played.valid, game.episode.view.step) == (True, 1)
        assert (None if game.episode.below is None else game.episode.below.text) == below


def test_games_begin_in_states_of_sessions_the_same_ones_every_time(values: dict[str, Any]) -> None:
    made = games(values, {"states": 1}, cap=30)
    steps = [made.begin(number).episode.view.step for number in range(8)]
    assert len(set(steps)) > 3
    assert max(steps) < 30
    assert steps == [
        games(values, {"states": 1}, cap=30).begin(number).episode.view.step for number in range(8)
    ]
    assert {made.begin(number).episode.seed for number in range(8)} == {SEED}


def test_shares_are_of_all_games(values: dict[str, Any]) -> None:
    made = games(values, {"states": 0.3, "plans": 0.3})
    begun = [made.begin(number).episode for number in range(100, 160)]
    fresh = sum(episode.seed != SEED for episode in begun)
    planned = sum(episode.seed == SEED and episode.view.step == 20 for episode in begun)
    assert 14 <= fresh <= 34
    assert 8 <= planned <= 28


def test_sessions_that_cannot_be_learned_from_are_refused(
    values: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r"0\.7 and 0\.4 are more than 1 together"):
        games(values, {"states": 0.7, "plans": 0.4})
    record(tmp_path / "none" / "silent.jsonl", 5, plan="")
    with pytest.raises(SessionsError, match="no session has a person's plan"):
        games(values, {"plans": 0.5, "traces": [str(tmp_path / "none")]})
    record(tmp_path / "kept" / "kept.jsonl", 1234)
    with pytest.raises(SessionsError, match="seed 1234, which is kept for evaluations"):
        games(values, {"states": 0.5, "traces": [str(tmp_path / "kept")]})
    graphs.write(tmp_path / "graphs" / "1.jsonl")
    with pytest.raises(
        SessionsError, match="is of the world pogs:nodes=8, not of crafter; leave it out"
    ):
        games(values, {"states": 0.5, "traces": [str(tmp_path / "graphs")]})
    with pytest.raises(SessionsError, match="there is no such file"):
        games(values, {"states": 0.5, "traces": [str(tmp_path / "nowhere")]})


def test_a_branch_plans_at_once_or_not_for_a_while_and_leaves_the_game(
    values: dict[str, Any],
) -> None:
    game = games(values).begin(3)
    play(game, *["Noop"] * 5)
    before = game.episode.view
    planning = game.branch(plans=True, keep=3, turns=4, luck=1)
    keeping = game.branch(plans=False, keep=3, turns=4, luck=1)
    assert planning.question().context != game.question().context  # it is asked to plan
    may_plan, ended = [], []
    for turn in range(4):
        may_plan.append([OPEN not in one.question().barred for one in (planning, keeping)])
        word = "Noop" if turn else "<plan> collect wood </plan>\nNoop"
        ended.append([play(planning, word)[0].ended, play(keeping, "Noop")[0].ended])
        if not turn:
            assert planning.episode.plan is not None
            assert keeping.episode.plan is None
    assert may_plan == [[True, False]] * 3 + [[True, True]]
    assert ended == [["", ""]] * 3 + [["cap", "cap"]]
    assert game.episode.view is before
    assert game.episode.plan is None
