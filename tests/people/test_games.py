"""Games of scripted people are kept, gone on with, and told in pairs."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.people import diamond, games, report
from tests.people.games import ARMS, Arm, Conditions, Game, OtherConditionsError, Said

CONDITIONS = Conditions(planner="expert", options={}, code="abc", person="def", cap=1000)


def game(arm: Arm, over: str, steps: int, *unlocked: int, seed: int = 1000, said: int = 0) -> Game:
    """A game with achievements at these steps, the diamond first."""
    names = (report.DIAMOND, *(f"deed {number}" for number in range(1, len(unlocked))))
    plans = [Said(step=number, text="eat a cow", fate="done") for number in range(said)]
    reached = dict(zip(names, unlocked, strict=False))
    return Game(
        seed=seed,
        arm=arm,
        steps=steps,
        over=over,
        unlocked=reached,
        said=plans,
        deaths=0,
        played=steps,
    )


def test_a_file_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "games.jsonl"
    assert games.begin(path, CONDITIONS) == []
    played = [game("alone", "died", 300, 200), game("words", "cap", 1000, 100, said=2)]
    for one in played:
        games.add(path, [one])
    assert games.begin(path, CONDITIONS) == played
    assert games.missing(played, [1000, 1001], ARMS) == [
        (1000, "back"),
        (1001, "alone"),
        (1001, "back"),
    ]


def test_a_game_that_was_written_twice_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "games.jsonl"
    games.begin(path, CONDITIONS)
    words, back = game("words", "died", 300, 200), game("back", "cap", 1000, 200)
    games.add(path, [words])
    games.add(path, [words, back])
    assert games.begin(path, CONDITIONS) == [words, back]


def test_a_game_of_which_half_was_written_is_played_again(tmp_path: Path) -> None:
    path = tmp_path / "games.jsonl"
    games.begin(path, CONDITIONS)
    games.add(path, [game("alone", "died", 300)])
    whole = path.read_bytes()
    path.write_bytes(whole + game("words", "died", 300).model_dump_json()[:40].encode())
    assert len(games.begin(path, CONDITIONS)) == 1
    assert path.read_bytes() == whole


@pytest.mark.parametrize(
    ("name", "value"), [("cap", 999), ("person", "other"), ("options", {"temperature": "1.0"})]
)
def test_a_file_of_other_conditions_is_refused(tmp_path: Path, name: str, value: object) -> None:
    path = tmp_path / "games.jsonl"
    games.begin(path, CONDITIONS)
    with pytest.raises(OtherConditionsError, match=name):
        games.begin(path, CONDITIONS.model_copy(update={name: value}))


def test_a_file_of_another_kind_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("milk\nbread")
    with pytest.raises(ValueError, match="no file of games"):
        games.begin(path, CONDITIONS)
    assert path.read_text() == "milk\nbread"


def test_at_equal_steps_what_came_after_the_others_end_does_not_count() -> None:
    equal = report.PAIRED["unlocked of 22 at equal steps"]
    assert equal(
        game("alone", "died", 300, 100, 200, 300),
        game("words", "cap", 1000, 50, 299, 400, 500),
        1000,
    ) == (3, 2)


def test_who_has_achieved_everything_is_compared_up_to_the_others_end() -> None:
    equal = report.PAIRED["unlocked of 22 at equal steps"]
    complete = game("words", "complete", 400, *range(22))
    assert equal(game("alone", "cap", 1000, 900), complete, 1000) == (1, 22)
    assert equal(game("alone", "died", 10, 5), complete, 1000) == (1, 11)


def test_the_report_pairs_the_seeds_that_all_columns_have() -> None:
    played = [
        game("alone", "died", 300),
        game("words", "cap", 1000, 400, said=4),
        game("alone", "cap", 1000, 50, seed=1001),
        game("words", "cap", 1000, 60, seed=1001),
        game("alone", "cap", 1000, 50, seed=1002),
    ]
    text = "\n".join(report.report(played, ("alone", "words"), CONDITIONS, "1000-1002"))
    assert "of which 2 were played" in text
    assert "| the planner alone | 1 of 2 |" in text
    assert "| with a person's words | 2 of 2 |" in text
    assert "| diamonds, % | 50.00 | 100.00 | +50.00 | +0.00 to +100.00 |" in text
    assert "| died by the cap, % | 50.00 | 0.00 | -50.00 | -100.00 to +0.00 |" in text


def test_the_command_plays_to_the_cap_in_every_column_and_then_has_nothing_to_do(
    tmp_path: Path,
) -> None:
    kept, table = tmp_path / "games.jsonl", tmp_path / "table.md"
    asked = [
        "--planner",
        "expert",
        "--seeds",
        "1000001-1000002",
        "--cap",
        "60",
        "--games",
        str(kept),
        "--out",
        str(table),
    ]
    first = CliRunner().invoke(diamond.app, asked)
    assert first.exit_code == 0, first.output
    assert "4 games, 240 steps" in first.output
    played = [Game.model_validate_json(line) for line in kept.read_text().splitlines()[1:]]
    assert {(one.seed, one.arm, one.steps) for one in played} == {
        (s, arm, 60) for s in (1000001, 1000002) for arm in ARMS
    }
    assert all(one.unlocked for one in played)
    told, once = table.read_text(), kept.read_text()
    again = CliRunner().invoke(diamond.app, asked)
    assert "a second" in first.output
    assert "a second" not in again.output
    assert (kept.read_text(), table.read_text()) == (once, told)
    other = CliRunner().invoke(diamond.app, [*asked[:5], "70", *asked[6:]])
    assert other.exit_code != 0
