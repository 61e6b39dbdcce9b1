import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from agent.core.plan import MAX_PLAN_CHARS, Authority
from agent.episode import Episode, run
from agent.traces.trace import TraceError, TraceWriter, header, read, verify
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert.planner import Expert
from tests.agent.scripted import Script, Thirsty


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
    assert (former.status, former.ended, former.reason) == (
        "replaced",
        1,
        "a person wrote a new plan",
    )


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
    assert (game.plans[0].status, game.plans[0].reason) == (
        "replaced",
        "nothing in it was understood",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("   ", "the plan is empty"),
        ("x" * 10_000, f"the plan has 10000 characters; {MAX_PLAN_CHARS} is the most"),
    ],
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


def test_a_plan_waits_until_the_persons_plan_in_force_is_done() -> None:
    game = episode()
    first = game.enqueue("wait 2 steps")
    second = game.enqueue("wait 3 steps")
    assert game.plan is first
    assert game.queue == [second]
    for _ in range(2):
        game.play(game.decide())
    assert (first.status, first.ended) == ("done", 2)
    assert game.plan is second
    assert (second.step, game.queue) == (2, [])


def test_the_planners_own_plan_gives_way_to_one_that_waits() -> None:
    game = episode([("collect 3 wood", "Noop"), (None, "Noop")])
    game.play(game.decide())
    waiting = game.enqueue("wait 2 steps")
    assert game.plan is waiting
    assert (game.plans[0].status, game.plans[0].reason) == (
        "replaced",
        "the next plan of the queue",
    )


def test_plans_that_wait_are_edited_moved_run_and_cancelled() -> None:
    game = episode()
    game.inject("wait 9 steps")
    a, b, c = (game.enqueue(f"wait {count} steps") for count in (2, 3, 4))
    game.move(c.id, 0)
    assert game.queue == [c, a, b]
    game.edit(a.id, "wait 5 steps", "order")
    assert (a.text, a.authority) == ("wait 5 steps", "order")
    game.cancel("a person cancelled it", b.id)
    assert (b.status, game.queue) == ("cancelled", [c, a])
    game.run_now(a.id)
    assert game.plan is a
    assert (game.plans[0].status, game.plans[0].reason) == (
        "replaced",
        "a person chose another plan",
    )
    game.cancel("a person cancelled it")
    assert game.plan is c


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda game: game.edit(7, "wait", "advice"), "plan 7 does not wait in the queue"),
        (lambda game: game.run_now(1), "plan 1 does not wait in the queue"),
        (lambda game: game.cancel("no more", 7), "plan 7 does not wait"),
        (lambda game: game.move(2, 1), "there is no place 1 in the queue; 1 plans wait"),
        (lambda game: game.edit(2, "  ", "advice"), "the plan is empty"),
    ],
)
def test_what_cannot_be_done_to_the_queue_is_refused(
    call: Callable[[Episode], object], message: str
) -> None:
    game = episode()
    game.inject("wait 9 steps")
    kept = game.enqueue("wait 2 steps")
    with pytest.raises(ValueError, match=message):
        call(game)
    assert game.queue == [kept]


def test_the_planners_plan_stands_beneath_a_persons_and_leaves_it_in_force() -> None:
    game = episode(
        [(None, "Noop"), ("collect 2 wood", "Noop"), ("drink water", "Noop"), (None, "Noop")]
    )
    mine = game.inject("make a wood pickaxe")
    game.play(game.decide())
    assert (game.plan, game.below) == (mine, None)
    game.play(game.decide())
    assert game.plan is mine
    assert game.below is not None
    assert (game.below.text, game.below.under, game.detour) == ("collect 2 wood", mine.id, None)
    game.play(game.decide())
    former, detour = game.plans[1:]
    assert (former.status, former.reason) == ("replaced", "the planner moved on")
    assert (game.plan, game.below, game.detour) == (mine, detour, detour)
    assert game.situation.asked is mine
    assert game.situation.own is detour


def test_the_planners_plan_ends_with_the_persons_above_it() -> None:
    game = episode([("collect 2 wood", "Noop"), (None, "Noop")])
    game.inject("wait 2 steps")
    for _ in range(2):
        game.play(game.decide())
    person, own = game.plans
    assert person.status == "done"
    assert (own.status, own.reason, own.ended) == (
        "cancelled",
        "the person's plan above it ended",
        2,
    )
    assert (game.plan, game.below) == (None, None)


def test_a_new_plan_of_a_persons_ends_the_one_beneath_the_old() -> None:
    game = episode([("collect 2 wood", "Noop"), (None, "Noop")])
    game.inject("collect 5 stone")
    game.play(game.decide())
    game.inject("collect 1 sapling")
    assert [plan.status for plan in game.plans] == ["replaced", "cancelled", "active"]
    assert game.below is None


def test_a_detour_from_an_order_has_to_be_asked_for_and_one_from_advice_has_not() -> None:
    cases: tuple[tuple[Authority, bool], ...] = (("order", True), ("advice", False))
    for authority, asks in cases:
        game = episode([("drink water", "Noop")])
        game.inject("collect 5 stone", authority)
        assert game.must_ask(game.planner.decide(game.situation)) is asks


def test_what_an_order_takes_need_not_be_asked_for_nor_what_cannot_wait() -> None:
    world = CrafterWorld()
    game = Episode(
        world, Script([("make a wood pickaxe", "Noop"), ("drink water", "Noop")]), seed=3, cap=100
    )
    game.inject("collect 5 stone", "order")
    serving = game.decide()
    assert serving.plan == "make a wood pickaxe"
    game.play(serving)
    world.set_item("drink", 1)
    game.view = world.view()
    assert game.decide().plan == "drink water"


def test_without_anyone_to_ask_a_detour_from_an_order_is_ruled_out() -> None:
    game = Episode(CrafterWorld(), Thirsty(), seed=3, cap=100)
    game.inject("collect 5 stone", "order")
    decision = game.decide()
    assert (decision.plan, decision.completion, decision.plan_probability) == (
        None,
        "Move East",
        1.0,
    )


def test_who_was_told_to_go_on_may_not_plan_for_a_while() -> None:
    game = episode()
    game.inject("collect 5 stone", "order")
    game.mute(2)
    allowed = []
    for _ in range(3):
        allowed.append(game.situation.may_plan)
        game.play(game.decide())
    assert allowed == [False, False, True]


def test_a_plan_where_none_may_be_written_is_none() -> None:
    game = episode([("drink water", "Noop")])
    game.inject("collect 5 stone", "order")
    decision = game.decide()  # a planner that plans whatever it is told
    assert decision.plan is None
    game.mute(1)
    game.play(game.planner.decide(game.situation))
    assert [plan.source for plan in game.plans] == ["human"]
    game.play(game.planner.decide(game.situation))
    assert [plan.source for plan in game.plans] == ["human", "agent"]


def test_a_persons_plan_that_cannot_be_done_ends_with_the_reason() -> None:
    game = episode()
    mine = game.inject("go 60 steps north", "order")
    for _ in range(40):
        assert mine.status == "active"
        game.play(game.decide())
    assert (mine.status, mine.reason) == (
        "given_up",
        "40 steps have brought it no further that way",
    )


def test_a_plan_that_is_put_off_is_not_hopeless_for_that() -> None:
    turns: list[tuple[str | None, str] | str] = [(None, "Noop")] * 100
    turns[5] = ("drink water", "Noop")
    turns[60] = ("go 60 steps north", "Noop")
    game = episode(turns)
    mine = game.inject("go 60 steps north")
    for _ in range(94):
        game.play(game.decide())
    assert mine.status == "active"
    for _ in range(2):
        game.play(game.decide())
    assert (mine.status, mine.ended) == ("given_up", 95)  # 5 steps before, 35 after


def test_the_end_of_an_episode_cancels_what_waits() -> None:
    game = episode(cap=1)
    game.inject("wait 9 steps")
    game.enqueue("wait 2 steps")
    game.play(game.decide())
    assert [plan.status for plan in game.plans] == ["cancelled", "cancelled"]
    assert game.queue == []


def busy(folder: Path, cap: int = 60) -> tuple[Episode, list[tuple[object, ...]]]:
    """An episode with everything in it, and what it was like at every step."""
    world = CrafterWorld()
    turns = [
        ("collect 3 wood", "Move East"),
        (None, "Do"),
        ("drink water", "Move South"),
        (None, "Do"),
    ]
    planner = Script(turns)
    game = Episode(
        world,
        planner,
        seed=3,
        cap=cap,
        trace=TraceWriter(folder / "1.jsonl", header(world, 3, cap, "script")),
    )
    rng = random.Random(4)
    states = [state(game)]
    while not game.over:
        match rng.randrange(6):
            case 0:
                game.inject(
                    rng.choice(["wait 3 steps", "collect 2 wood", "qwertz"]),
                    rng.choice(["advice", "order"]),
                )
            case 1:
                game.enqueue("wait 4 steps", rng.choice(["advice", "order"]))
            case 2 if game.queue:
                game.edit(rng.choice(game.queue).id, "wait 2 steps", "advice")
                game.move(rng.choice(game.queue).id, 0)
            case 3 if game.queue:
                game.run_now(rng.choice(game.queue).id)
            case 4 if game.queue:
                game.cancel("no", rng.choice(game.queue).id)
            case 5:
                game.mute(2)
        if rng.random() < 0.3:
            game.act(rng.randrange(17))
        else:
            game.play(game.decide())
        states.append(state(game))
    game.end("cap")
    return game, states


def state(game: Episode) -> tuple[object, ...]:
    return (
        game.world.digest(),
        game.memory.to_bytes(),
        game.situation.history,
        None if game.plan is None else replace(game.plan),
        None if game.below is None else replace(game.below),
        [replace(plan) for plan in game.queue],
        [replace(plan) for plan in game.plans],
    )


def test_an_episode_is_restored_to_any_step_as_it_was(tmp_path: Path) -> None:
    game, states = busy(tmp_path)
    record = read(tmp_path / "1.jsonl")
    for step in range(len(states) - 1):
        restored = Episode.restore(CrafterWorld(), game.planner, record, step)
        assert state(restored) == states[step], step


def test_a_branch_replays_and_leaves_its_parent_as_it_is(tmp_path: Path) -> None:
    game, _ = busy(tmp_path)
    parent = tmp_path / "1.jsonl"
    before = parent.read_bytes()
    record = read(parent)
    world = CrafterWorld()
    head = header(world, 3, 60, "script", parent="1.jsonl", parent_step=20)
    branch = Episode.restore(
        world,
        game.planner,
        record,
        20,
        lambda: TraceWriter(tmp_path / "2.jsonl", head, record.until(20)),
    )
    run(branch)
    assert parent.read_bytes() == before
    grown = read(tmp_path / "2.jsonl")
    assert grown.events[: len(record.until(20))] == record.until(20)
    assert verify(grown, CrafterWorld()).whole
    assert len(list(grown.steps)) == 60


def test_there_is_no_way_back_to_a_step_that_was_not_played(tmp_path: Path) -> None:
    game, _ = busy(tmp_path)
    with pytest.raises(TraceError, match="there is no step 61; the record has 60"):
        Episode.restore(CrafterWorld(), game.planner, read(tmp_path / "1.jsonl"), 61)


def test_a_fork_shares_nothing_that_changes_and_goes_on_as_the_episode_would() -> None:
    episode = Episode(CrafterWorld(), Expert(), seed=1000, cap=500)
    for _ in range(60):
        episode.play(episode.decide())
    episode.inject("collect 9 stone")
    before = (episode.world.digest(), len(episode.plans), episode.view.step)
    same, other = (episode.fork(steps=30, sample_index=0) for _ in range(2))
    other.world.vary(1)
    for one in (same, other):
        while not one.over:
            one.play(one.decide())
    assert (same.view.step, same.over) == (90, "cap")
    assert (episode.world.digest(), len(episode.plans), episode.view.step) == before
    assert episode.asked is not None
    assert episode.asked.status == "active"
    assert other.world.digest() != same.world.digest()
    for _ in range(30):
        episode.play(episode.decide())
    assert episode.world.digest() == same.world.digest()


def test_a_plan_can_be_given_to_the_planner_as_its_own_and_taken_away() -> None:
    episode = Episode(CrafterWorld(), Expert(), seed=1000, cap=500)
    episode.adopt("collect 2 wood")
    assert episode.plan is not None
    assert (episode.plan.text, episode.plan.source) == ("collect 2 wood", "expert")
    episode.drop()
    assert episode.plan is None
    asked = episode.inject("collect 3 wood")
    episode.adopt("explore north for trees")
    assert episode.below is not None
    episode.drop()
    assert (episode.below, episode.plan) == (None, asked)
