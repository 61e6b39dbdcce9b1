import hashlib
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sidequest import app
from tests.agent.traces.damage import change_step, older
from tests.agent.worlds.pogs import records
from tests.training.export.episodes import Play, branch, guided
from training.export.dataset import export
from training.export.kinds import KINDS, KindName

cli = CliRunner()


def call(*args: object) -> tuple[int, str]:
    result = cli.invoke(app, ["export", *map(str, args), "--jobs", "1"])
    return result.exit_code, result.output.strip()


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Traces of three people and of nobody, a branch, and two files of one name."""
    folder = tmp_path_factory.mktemp("recorded")
    parent = guided(folder / "one" / "a.jsonl")
    branch(parent, folder / "b.jsonl", 5, "Move North")
    guided(folder / "two" / "a.jsonl", seed=2005, participant="ben")
    guided(folder / "c.jsonl", seed=1005, participant="cleo")
    Play(folder / "d.jsonl", seed=3).plan(6).end()
    return folder


@pytest.mark.parametrize("name", KINDS)
def test_the_same_traces_give_the_same_bytes(
    recorded: Path, tmp_path: Path, name: KindName
) -> None:
    moved = tmp_path / "moved"
    for number, path in enumerate(sorted(recorded.rglob("*.jsonl"), reverse=True)):
        (moved / str(number)).mkdir(parents=True)
        shutil.copy(path, moved / str(number) / path.name)
    export(name, [recorded], tmp_path / "first")
    export(name, [*moved.rglob("a.jsonl"), moved, moved / "1"], tmp_path / "second", jobs=2)
    first = contents(tmp_path / "first")
    assert first == contents(tmp_path / "second")
    assert "README.md" in first
    for split in ("train", "validation", "test"):
        assert any(split in path for path in first)


def test_reserved_seeds_go_where_they_belong(recorded: Path, tmp_path: Path) -> None:
    made = export("steps", [recorded], tmp_path / "out")
    by_seed = {tally.header.seed: tally.split for tally in made.tallies}
    assert (by_seed[2005], by_seed[1005]) == ("test", "validation")


def test_the_card_counts_and_has_the_checksums(recorded: Path, tmp_path: Path) -> None:
    export("steps", [recorded], tmp_path / "out")
    card = (tmp_path / "out" / "README.md").read_text()
    assert "| all | 5 | 56 | 3 | 56 |" in card
    assert "| agent | 11 |\n| human | 9 |" in card
    assert "| 2 9f86d081 | 3 |\n| none recorded | 2 |" in card
    assert "| script | 5 |" in card
    for path in (*(tmp_path / "out").glob("*.parquet"), *recorded.rglob("*.jsonl")):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in card
    for column in KINDS["steps"].columns:
        assert f"| `{column.name}` | {column.type} | {column.meaning} |" in card


def test_a_copy_is_exported_once(tmp_path: Path) -> None:
    path = guided(tmp_path / "a.jsonl")
    shutil.copy(path, tmp_path / "copy.jsonl")
    assert len(export("steps", [tmp_path], tmp_path / "out").tallies) == 1


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda text: "hello\n", "line 1 should be a trace header"),
        (lambda text: older(text.replace('"Move East"', '"Move West"', 2)), "step 10: digest"),
        (
            lambda text: text.replace('"options":{}', '"options":{"mode":"often"}'),
            "the header's mode: 'often' is not a mode",
        ),
    ],
)
@pytest.mark.parametrize("what", ["messages", "corrections"])
def test_a_trace_that_cannot_be_used_is_told_in_one_line_and_nothing_is_left(
    tmp_path: Path, what: str, damage, why
) -> None:
    traces = tmp_path / "traces"
    path = guided(traces / "a.jsonl")
    path.write_text(damage(path.read_text()))
    code, output = call(what, traces, "--out", tmp_path / "out")
    assert code == 1
    assert output.startswith(f"error: {path}: {why}")
    assert "\n" not in output
    assert [item.name for item in tmp_path.iterdir()] == ["traces"]


def test_a_torn_trace_is_exported_as_far_as_it_goes_and_told(tmp_path: Path) -> None:
    path = guided(tmp_path / "a.jsonl")
    path.write_bytes(path.read_bytes()[:-9])
    code, output = call("steps", path, "--out", tmp_path / "out")
    assert code == 0
    assert (
        "warning: the records of 1 episodes have no end; they are exported as far as they go"
        in output
    )
    assert "steps of 1 episodes in 16 rows" in output


def test_a_damaged_trace_is_exported_up_to_there_and_told(tmp_path: Path) -> None:
    path = guided(tmp_path / "a.jsonl")
    change_step(path, 9)
    code, output = call("steps", path, "--out", tmp_path / "out")
    assert code == 0
    assert f"warning: {path} is damaged, and exported up to there: line" in output
    assert "have no end" not in output
    assert "steps of 1 episodes in 8 rows" in output
    assert "damaged: read up to there" in (tmp_path / "out" / "README.md").read_text()


def test_the_lack_of_something_to_train_on_is_told(tmp_path: Path) -> None:
    code, output = call("steps", guided(tmp_path / "a.jsonl", seed=2000), "--out", tmp_path / "out")
    assert code == 0
    assert "warning: there is nothing to train on" in output


def test_bad_input_is_told_in_one_line(tmp_path: Path) -> None:
    path = guided(tmp_path / "a.jsonl")
    Play(tmp_path / "alone.jsonl").plan(3).end()
    (tmp_path / "none").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes").write_text("mine")
    new = tmp_path / "new"
    for args, why in (
        (
            ("frames", path, "--out", new),
            "'frames' cannot be exported; write messages, steps, corrections, sessions, minari, samples",
        ),
        (
            ("steps", path, "--out", new, "--prompt", "tiny"),
            "'tiny' is no prompt; write brief, prose, grid",
        ),
        (
            ("steps", tmp_path / "none", "--out", new),
            f"there are no traces (.jsonl) in {tmp_path}/none",
        ),
        (
            ("steps", tmp_path / "gone", "--out", new),
            f"{tmp_path}/gone: there is no such file or folder",
        ),
        (
            ("steps", path, "--out", tmp_path / "full"),
            f"{tmp_path}/full is there already and not an empty folder; name a new one",
        ),
        (
            ("steps", path, "--out", path / "new"),
            f"{path}/new.part cannot be written: Not a directory",
        ),
        (
            ("corrections", tmp_path / "alone.jsonl", "--out", new),
            "there are no corrections to export: nobody stepped in in 1 traces",
        ),
    ):
        assert call(*args) == (1, f"error: {why}")
    assert not new.exists()


def test_traces_of_another_world_are_left_out_and_told(recorded: Path, tmp_path: Path) -> None:
    other = records.write(tmp_path / "graphs" / "1.jsonl")
    code, output = call("steps", recorded / "d.jsonl", other, "--out", tmp_path / "out")
    assert code == 0, output
    assert "1 traces of other worlds than Crafter are left out" in output
    assert "of 1 episodes in 6 rows" in output
    code, output = call("steps", other, "--out", tmp_path / "none")
    assert code == 1
    assert "none of the 1 traces is of crafter" in output
