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
    ("mode", "plans"), [("dynamic", 3), ("never", 0), ("always", 4), ("every:2", 2)]
)
def test_the_explorer_plans_as_its_mode_says(mode: str, plans: int) -> None:
    episode = play(Explorer(parse_mode(mode)), Lanes())
    assert episode.memory.visits == [2, 1, 5, 6, 7]
    assert len(episode.plans) == plans


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
    assert registry.offered(world="pogs") == ["explorer", "random"]
