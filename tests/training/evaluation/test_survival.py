"""States in which games are lost, and who lives on in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.episode import Episode
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert.planner import Expert
from agent.worlds.crafter.rules import DAY
from sidequest import app
from training.evaluation import states, survival
from training.evaluation.states import CasesError
from training.evaluation.survival import HORIZON, KINDS, Survival, SurvivalCase

CASES = states.read_cases(survival.COMMITTED, SurvivalCase)


def case(kind: str, number: int = 0) -> SurvivalCase:
    return next(one for one in CASES if (one.kind, one.number) == (kind, number))


def test_a_seed_and_letters_lead_back_to_a_state() -> None:
    episode, actions = Episode(CrafterWorld(), Expert(), seed=1003, cap=60), []
    while not episode.over:
        decision = episode.decide()
        actions.append(decision.action)
        episode.play(decision)
    again = states.begin(1003, states.write(actions), Expert(), 5)
    assert again.world.digest() == episode.world.digest()
    assert not again.over


def test_there_are_fifty_states_of_each_kind_each_of_another_game() -> None:
    for kind in KINDS:
        own = [one for one in CASES if one.kind == kind]
        assert [one.number for one in own] == list(range(50))
        assert len({one.seed for one in own}) == 50
        assert all(1000 <= one.seed < 2000 for one in own)


@pytest.mark.parametrize("number", [0, 17, 49])
def test_the_states_are_what_they_are_called(number: int) -> None:
    views = {}
    for kind in KINDS:
        one = case(kind, number)
        episode = states.begin(one.seed, one.actions, Expert(), HORIZON)
        assert not episode.over
        views[kind] = episode.view
    assert 160 <= views["dusk"].step % DAY < 170
    vitals = views["hunger or thirst"].inventory
    assert min(vitals["food"], vitals["drink"]) <= 3
    assert views["first iron"].inventory["iron"] >= 1


def test_who_does_nothing_starves_where_food_is_short_and_the_expert_lives_longer() -> None:
    few = [case("hunger or thirst", number) for number in range(4)]
    idle, expert = (survival.survive(name, few, jobs=1) for name in ("random", "expert"))
    assert sum(idle.lived) < sum(expert.lived)
    assert all(0 <= steps <= HORIZON for steps in (*idle.lived, *expert.lived))


def test_the_table_counts_who_survived_and_pairs_the_cases() -> None:
    few = [case("dusk", 0), case("dusk", 1), case("first iron", 0)]
    first, second = Survival("a", (HORIZON, 149, 3)), Survival("b", (HORIZON, HORIZON, HORIZON))
    rows = survival.table(few, [first, second]).splitlines()
    assert rows[2].startswith("| dusk (2) | 50 % (")
    assert rows[3].startswith("| first iron (1) | 0 % (")
    assert rows[4].startswith("| all (3) | 33 % (")
    assert rows[5].startswith("| difference, points | – | +67 (")


def test_the_command_prints_the_table_and_keeps_what_it_saw(tmp_path: Path) -> None:
    options = ["--planner", "random", "--cases", "1", "--jobs", "1", "--out", str(tmp_path / "s")]
    result = CliRunner().invoke(app, ["survive", *options])
    assert result.exit_code == 0, result.output
    assert "| all (4) |" in result.stdout
    assert result.stdout.rstrip().endswith("a core-second")
    lived = json.loads((tmp_path / "s" / "lived.json").read_text())
    assert len(lived["random"]) == 4


def test_an_unknown_planner_is_one_line_and_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "s"
    result = CliRunner().invoke(app, ["survive", "--planner", "nobody", "--out", str(out)])
    assert result.exit_code == 1
    assert "nobody" in result.stderr
    assert not out.exists()


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "cases.jsonl"
    with pytest.raises(CasesError, match="cannot be read"):
        states.read_cases(other, SurvivalCase)
    other.write_text("{}\n")
    with pytest.raises(CasesError, match="something else than cases"):
        states.read_cases(other, SurvivalCase)
