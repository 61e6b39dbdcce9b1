"""POGS as it is played: the explorer, a language model, and people's plans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agent.core.mode import parse_mode
from agent.core.planner import Planner
from agent.episode import REACHED, Episode, run
from agent.planners import registry
from agent.planners.language import LanguagePlanner
from agent.traces import trace
from agent.traces.trace import TraceWriter
from agent.worlds import registry as worlds
from agent.worlds.pogs import plans as routes
from agent.worlds.pogs.engine import PogsWorld
from agent.worlds.pogs.explorer import Explorer
from agent.worlds.pogs.graph import GraphSettings
from agent.worlds.pogs.prompt import GraphPrompt
from agent.worlds.pogs.random_player import RandomWalker
from sidequest import app
from tests.agent.planners.test_language import Parrot
from tests.agent.worlds.pogs.lanes import Lanes
from training.play import batched


def play(
    planner: Planner[Any, Any], world: PogsWorld | None = None, seed: int = 0, cap: int = 60
) -> Episode[Any, Any]:
    episode: Episode[Any, Any] = Episode(world or PogsWorld(), planner, seed=seed, cap=cap)
    run(episode)
    return episode


def test_the_explorer_finds_every_target_and_chance_does_not() -> None:
    explored = [play(Explorer(), seed=seed) for seed in range(30)]
    walked = [play(RandomWalker(), seed=seed) for seed in range(30)]
    assert {episode.over for episode in explored} == {"complete"}
    lengths = [sum(episode.view.step for episode in episodes) for episodes in (explored, walked)]
    assert lengths[1] > 2 * lengths[0]


@pytest.mark.parametrize(
    ("mode", "plans"),
    [
        ("dynamic", ["explore 1", "go to 6, 7"]),
        ("never", []),
        ("always", ["explore 1", "explore 1", "go to 6, 7", "go to 7"]),
        ("every:2", ["explore 1", "go to 6, 7"]),
    ],
)
def test_the_explorer_plans_as_its_mode_says(mode: str, plans: list[str]) -> None:
    episode = play(Explorer(parse_mode(mode)), Lanes())
    assert episode.memory.visits == [2, 1, 5, 6, 7]
    assert [plan.text for plan in episode.plans] == plans


def test_a_plan_of_the_explorers_holds_for_several_moves() -> None:
    episodes = [play(Explorer(), seed=seed, cap=30) for seed in range(60)]
    assert {episode.over for episode in episodes} == {"complete"}
    moves = sum(episode.view.step for episode in episodes)
    assert moves >= 4 * sum(len(episode.plans) for episode in episodes)


def test_out_of_a_branch_the_plan_names_every_node_of_the_way() -> None:
    episode: Episode[Any, Any] = Episode(Lanes(), Explorer(), seed=0, cap=30)
    for node in (3, 4):
        episode.act(node)
    told = episode.decide()
    assert (told.plan, told.action) == ("go to 3, 2, then explore 1", 3)
    episode.play(told)
    assert (episode.decide().plan, episode.decide().action) == (None, 2)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("explore 3", True),  # another branch than it would have chosen
        ("go to 3, then explore 3", True),
        ("go to 1, then explore 3", False),  # no straight way
        ("explore 6", False),  # not known
        ("go to 3", False),  # nothing to be had there
        ("look around", False),
    ],
)
def test_a_plan_of_a_students_is_kept_if_it_leads_straight_to_what_is_to_be_done(
    text: str, kept: bool
) -> None:
    episode: Episode[Any, Any] = Episode(Lanes(), Explorer(), seed=0, cap=30)
    episode.adopt(text)
    told = episode.decide()
    assert (told.plan, told.action) == ((None, 3) if kept else ("explore 1", 1))


def test_under_a_persons_plan_the_explorer_plans_the_way_there() -> None:
    episode: Episode[Any, Any] = Episode(Lanes(), Explorer(), seed=0, cap=30)
    episode.inject("go to 4", "order")
    told = episode.decide()
    assert (told.plan, told.action) == ("go to 3, 4", 3)
    assert not episode.must_ask(told)
    episode.cancel("enough")
    episode.inject("explore 3, but not 1")
    assert episode.decide().plan == "explore 3"


@pytest.mark.parametrize(
    ("text", "goals", "refused", "unread"),
    [
        ("go to 7", ["7"], [], ()),
        ("Go to 3, then 5 and 12.", ["3", "5", "12"], [], ()),
        ("to the target via 4", ["target", "4"], [], ()),
        ("don't go to 8", ["target"], ["8"], ()),
        ("explore 4 but avoid 6", ["4"], ["6"], ()),
        ("avoid 6 and 7, then go to 4", ["4"], ["6", "7"], ()),
        ("look around. go to 05", ["5"], [], ("look around",)),
        ("", [], [], ()),
        ("hurry up!", [], [], ("hurry up",)),
    ],
)
def test_words_are_read_as_nodes(
    text: str, goals: list[str], refused: list[str], unread: tuple[str, ...]
) -> None:
    reading = routes.read(text)
    assert [goal.target for goal in reading.goals] == goals
    assert [goal.target for goal in reading.refused] == refused
    assert reading.unread == unread


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("go to 3, 4, then explore 7", ["go", "go", "explore"]),
        ("explore 3 and 4", ["explore", "explore"]),
        ("explore 3 and go to 4", ["explore", "go"]),
        ("search behind 5, then back to 2", ["explore", "go"]),
        ("3, then the target", ["go", "go"]),
    ],
)
def test_words_say_what_is_to_be_done_with_a_node(text: str, verbs: list[str]) -> None:
    assert [goal.verb for goal in routes.read(text).goals] == verbs


def test_a_node_is_explored_with_all_that_is_behind_it() -> None:
    episode: Episode[Any, Any] = Episode(Lanes(), Explorer(), seed=0, cap=30)
    plan = episode.inject("explore 1, then go to 2")
    said = []
    for node in (1, 5, 6):
        progress = episode.progress(plan)
        assert progress is not None
        said.append(progress.text)
        episode.act(node)
    assert said == [
        "2 nodes left to explore behind 1",
        "1 node left to explore behind 1",
        "1 node left to explore behind 1",
    ]
    progress = episode.progress(plan)
    assert progress is not None
    assert (progress.index, progress.began, progress.text) == (1, 3, "3 steps from 2")
    assert routes.describe(routes.read("explore 1, then go to 2, not 0")) == [
        "explore 1",
        "go to 2",
        "not: go to 0",
    ]


def test_what_is_behind_a_node_to_explore_puts_no_person_off() -> None:
    episode: Episode[Any, Any] = Episode(Lanes(), Explorer(), seed=0, cap=30)
    episode.act(1)
    person = episode.inject("explore 1", "order")
    puts_off = [
        routes.puts_off(
            routes.read(own), 1, episode.reading(person), person.step, episode.view, episode.memory
        )
        for own in ("explore 5", "go to 6", "explore 3")
    ]
    assert puts_off == [False, False, True]


def test_a_persons_plan_is_followed_and_ends_when_its_nodes_were_reached() -> None:
    episode: Episode[Any, Any] = Episode(Lanes(), Explorer(), seed=0, cap=30)
    plan = episode.inject("go to 4, then back to 2")
    said = []
    while plan.ended is None:
        progress = episode.progress(plan)
        assert progress is not None
        said.append(progress.text)
        episode.play(episode.decide())
    assert said == ["2 steps from 4", "1 step from 4", "2 steps from 2", "1 step from 2"]
    assert (plan.status, episode.memory.visits) == ("done", [2, 3, 4, 3, 2])
    assert routes.obstacles(routes.read("go to 6 and 40"), episode.view, episode.memory) == [
        "Node 6 was not seen yet.",
        "There is no node 40; they are numbered from 0 to 7.",
    ]
    assert routes.suggest(episode.view, episode.memory) == ["explore 0", "explore 5"]


@pytest.mark.parametrize("text", ["go to 7", "go to the target"])
@pytest.mark.parametrize("by_hand", [True, False])
def test_a_plan_that_leads_to_the_target_is_done_when_that_ends_the_game(
    text: str, by_hand: bool
) -> None:
    episode: Episode[Any, Any] = Episode(Lanes(), Explorer(), seed=0, cap=30)
    plan = episode.inject(text, "order")
    if by_hand:
        for node in (1, 5, 6, 7):
            episode.act(node)
        episode.end_if_complete()
    else:
        run(episode)
    assert (episode.over, plan.status, plan.reason) == ("complete", "done", REACHED)


def test_a_language_model_reads_the_graph_and_moves() -> None:
    model = Parrot("<plan> by 1 and 5 </plan>\n1", "5", "12", "Move East", "6", "7")
    episode = play(
        LanguagePlanner("parrot", model, prompt=GraphPrompt(GraphSettings(nodes=8))), Lanes()
    )
    assert episode.over == "complete"
    assert (episode.memory.visits, episode.memory.invalid) == ([2, 1, 5, 6, 7], 2)
    system, *_, last = model.read[2]
    assert "a graph of 8 nodes" in system["content"]
    assert "Plan in force (your own, made 2 steps ago): by 1 and 5" in last["content"]
    assert "You are at node 5. The target is node 7." in last["content"]


def test_a_record_replays_and_goes_on_from_any_step(tmp_path: Path) -> None:
    world = PogsWorld(GraphSettings(nodes=30, hops=1))
    writer = TraceWriter(tmp_path / "t.jsonl", trace.header(world, 4, 60, "explorer"))
    episode: Episode[Any, Any] = Episode(world, Explorer(), seed=4, cap=60, trace=writer)
    run(episode)
    record = trace.read(tmp_path / "t.jsonl")
    assert record.header.world == "pogs:nodes=30,hops=1"
    again = worlds.find(record.header.world).make()
    assert trace.verify(record, again).whole
    restored: Episode[Any, Any] = Episode.restore(again, Explorer(), record, 5)
    run(restored)
    assert restored.memory.visits == episode.memory.visits


def test_the_command_plays_it(tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    told = CliRunner().invoke(app, ["run", "--world", "pogs", "--seed", "3", "--out", str(out)])
    assert told.exit_code == 0, told.output
    assert "1 of 1 unlocked" in told.output
    assert "ok:" in CliRunner().invoke(app, ["trace", "verify", str(out)]).output


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            ("--world", "chess"),
            (
                "there is no world 'chess'; known worlds: crafter, pogs, and such as "
                "pogs:nodes=30,hops=3"
            ),
        ),
        (("--world", "pogs:nodes=1"), "nodes is 1; it can be from 3 to 99"),
        (("--world", "pogs:nodes=5,hops=5"), "ask for more nodes, fewer hops, or fewer backtracks"),
        (
            ("--world", "pogs", "--planner", "expert"),
            "the planner 'expert' plays crafter alone; by rules explorer, random play pogs",
        ),
        (
            ("--world", "pogs", "--planner", "pebble"),
            "the planner 'pebble' cannot play pogs: it reads the text 'brief'",
        ),
        (
            ("--planner", "explorer"),
            "the planner 'explorer' plays pogs alone; by rules expert, random play crafter",
        ),
    ],
)
def test_what_cannot_be_played_is_said_in_one_line(options: tuple[str, ...], says: str) -> None:
    result = CliRunner().invoke(app, ["run", *options])
    assert result.exit_code == 1
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_planners_are_offered_by_world() -> None:
    assert registry.offered(world="pogs") == ["explorer", "pebble-pogs", "random"]
    assert registry.offered(world="pogs:nodes=30") == ["explorer", "random"]
    assert "pebble-pogs" not in registry.offered()


def test_the_planner_that_learned_pogs_plays_and_plans_routes() -> None:
    planner = registry.load("pebble-pogs", world="pogs")
    episodes = batched.play(planner, range(1100, 1110), 30, "pogs")
    reached = [episode for episode in episodes if episode.over == "complete"]
    assert len(reached) >= 9
    plans = [plan.text for episode in episodes for plan in episode.plans]
    assert plans
    assert all(routes.read(text).goals and not routes.read(text).unread for text in plans)


def test_the_planner_that_learned_pogs_hears_people() -> None:
    planner = registry.load("pebble-pogs", world="pogs")
    done = 0
    for seed in range(1100, 1106):
        episode: Episode[Any, Any] = Episode(PogsWorld(), planner, seed=seed, cap=12)
        far = [node for node in episode.memory.known if len(episode.memory.way(node)) == 2]
        plan = episode.inject(f"go to {far[0]}")
        while not episode.over and plan.ended is None:
            episode.play(episode.decide())
        done += plan.status == "done"
    assert done >= 5
