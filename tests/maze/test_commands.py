"""The maze in the commands: its entry in the list of worlds is all that they need."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agent.core.completion import write
from agent.core.mode import DYNAMIC
from agent.episode import Episode, run
from agent.planners.language import LanguagePlanner
from agent.planners.settings import PlannerSettings
from agent.worlds import registry
from sidequest import app
from tests.agent.planners.test_language import Parrot
from tests.maze import plug
from tests.maze.engine import Maze

cli = CliRunner()


@pytest.fixture(autouse=True)
def maze(monkeypatch: pytest.MonkeyPatch) -> None:
    plug.plug_in(monkeypatch)


def ask(*words: object, fails: bool = False) -> str:
    """What a command says: all of it, or the one line that says why it will not."""
    result = cli.invoke(app, [str(word) for word in words])
    assert result.exit_code == int(fails), result.output
    if fails:
        assert result.stderr.startswith("error: ")
        assert result.stderr.count("\n") == 1
        return result.stderr.strip()
    return result.output


def play(out: Path, *more: str) -> str:
    return ask("run", "--world", "maze", "--seed", 3, "--out", out, *more)


def test_an_episode_is_played_recorded_checked_and_told(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    said = play(file, "--plan", "go to C4, then go to the exit", "--at", "2")
    assert "complete at step" in said
    assert "1 of 1 unlocked" in said
    assert "the person's plan of step 2: done at step" in said
    assert "ok: " in ask("trace", "verify", file)
    story = ask("trace", "show", file)
    assert "Maze, seed 3, played by solver" in story
    assert "* reach exit" in story


def test_an_evaluation_writes_report_table_and_figures_and_goes_on(tmp_path: Path) -> None:
    def evaluate(seeds: str) -> str:
        return ask("evaluate", "--world", "maze", "--seeds", seeds, "--out", tmp_path, "--jobs", 1)

    assert "solver: 1.00 ± 0.00 of 1 unlocked (n = 4)" in evaluate("1000-1003")
    assert {path.name for path in tmp_path.iterdir()} == {
        "traces",
        "report.json",
        "table.md",
        "progress.png",
    }
    table = (tmp_path / "table.md").read_text()
    assert "World: maze." in table
    assert "| unlocked of 1 (± standard error) | 1.00 ± 0.00 |" in table
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["conditions"]["cap"] == 200

    played = {path: path.read_bytes() for path in (tmp_path / "traces").iterdir()}
    cut = tmp_path / "traces" / "1002.jsonl"
    cut.write_bytes(b"".join(played[cut].splitlines(keepends=True)[:-1]))  # as if it was stopped
    assert "(n = 4)" in evaluate("1000-1003")
    assert "ok: " in ask("trace", "verify", cut)
    assert all(path.read_bytes() == played[path] for path in played if path != cut)

    compared = ask("compare", tmp_path, tmp_path)
    assert "| unlocked of 1 | 1.00 | 1.00 | +0.00 |" in compared


def test_a_sweep_plays_the_modes(tmp_path: Path) -> None:
    modes = ("--modes", "never,always,every:4", "--jobs", 1)
    said = ask("sweep", "--world", "maze", "--seeds", "1000-1001", "--out", tmp_path, *modes)
    assert "share of the achievements" in said
    assert "solver: never scores highest, 1.000" in said
    assert (tmp_path / "frequency.png").stat().st_size > 0


def test_a_language_model_plays_it_with_its_prompt() -> None:
    prompt = PlannerSettings().make_prompt("maze")
    assert prompt.actions == Maze.actions
    parrot = Parrot(write("go to the exit", "north"), "east", "up")
    planner = LanguagePlanner("parrot", parrot, prompt=prompt, mode=DYNAMIC)
    episode: Episode[Any, Any] = Episode(Maze(), planner, seed=3, cap=3)
    run(episode)
    assert (episode.over, episode.plans[0].text) == ("cap", "go to the exit")
    assert "You are at " in parrot.read[0][-1]["content"]


def test_what_is_crafters_alone_says_so_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "traces" / "t.jsonl"
    file.parent.mkdir()
    play(file)
    says = {
        ("export", "messages", file, "--out", tmp_path / "data"): "is of crafter",
        ("figures", file, "--out", tmp_path / "figures"): "there are no traces of Crafter",
        ("film", file, "--out", tmp_path / "film.mp4"): "films are made of crafter alone",
        ("trace", "map", file): "the trace is of world 'maze', not 'crafter'",
        (
            "when",
            f"maze={tmp_path}",
            "--out",
            tmp_path / "when.png",
            "--jobs",
            1,
        ): "the trace is of world 'maze'",
        ("run", "--world", "maze", "--planner", "pebble"): "cannot play maze",
        (
            "run",
            "--world",
            "maze",
            "--planner",
            "expert",
        ): "plays crafter alone; by rules solver play maze",
        (
            "run",
            "--world",
            "maze",
            "--plan",
            "go to C4",
            "--reader",
            "hf:x",
        ): "there is no second reader for plans in maze",
    }
    for words, line in says.items():
        assert line in ask(*words, fails=True), words


def test_two_worlds_are_not_compared(tmp_path: Path) -> None:
    for world in ("maze", "pogs"):
        ask("evaluate", "--world", world, "--seeds", "1000", "--out", tmp_path / world, "--jobs", 1)
    line = ask("compare", tmp_path / "maze", tmp_path / "pogs", fails=True)
    assert line == "error: the first is of the world maze, the second of pogs"


def test_the_help_names_the_worlds_that_are_listed() -> None:
    help_ = " ".join(ask("run", "--help").replace("│", " ").split())
    assert (
        f"What is played: {', '.join(name for name in registry.WORLDS if name != 'maze')}" in help_
    )
