from pathlib import Path

from typer.testing import CliRunner

from sidequest import app

cli = CliRunner()


def play(out: Path, *more: str, planner: str = "random") -> tuple[int, str]:
    result = cli.invoke(
        app, ["run", "--planner", planner, "--seed", "5", "--cap", "40", "--out", str(out), *more]
    )
    return result.exit_code, result.output


def test_run_then_verify_then_show(tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    code, output = play(out)
    assert code == 0, output
    assert "of 22 unlocked" in output
    verified = cli.invoke(app, ["trace", "verify", str(out)])
    assert verified.exit_code == 0
    assert "ok: " in verified.output
    shown = cli.invoke(app, ["trace", "show", str(out)])
    assert shown.exit_code == 0
    assert "Crafter, seed 5, played by random" in shown.output
    assert "The end: " in shown.output


def test_a_torn_trace_verifies_and_says_so(tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    play(out)
    out.write_bytes(out.read_bytes()[:-3])
    result = cli.invoke(app, ["trace", "verify", str(out)])
    assert result.exit_code == 0
    assert "dropped a torn last line" in result.output
    assert "the trace has no end" in result.output


def test_a_broken_trace_is_told_in_one_line(tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    out.write_text("not a trace\n")
    for command in ("verify", "show"):
        result = cli.invoke(app, ["trace", command, str(out)])
        assert result.exit_code == 1
        assert f"error: {out}: line 1 should be a trace header" in result.output.replace("\n", "")


def test_an_unknown_planner_is_told_with_those_that_are_known(tmp_path: Path) -> None:
    code, output = play(tmp_path / "t.jsonl", planner="oracle")
    assert code == 1
    assert "there is no planner 'oracle'; known planners: expert, random" in output
    assert not (tmp_path / "t.jsonl").exists()


def test_a_trace_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    play(out)
    before = out.read_bytes()
    code, output = play(out)
    assert code == 1
    assert "is there already" in output
    assert out.read_bytes() == before


def test_a_persons_plan_can_be_written_at_a_step() -> None:
    told = cli.invoke(
        app, ["run", "--planner", "expert", "--cap", "40", "--plan", "go 3 east", "--at", "5"]
    )
    assert told.exit_code == 0
    assert "the person's plan of step 5: done at step" in told.output
    too_long = cli.invoke(app, ["run", "--planner", "expert", "--cap", "40", "--plan", "x" * 501])
    assert too_long.exit_code == 1
    assert "501 characters; 500 is the most" in too_long.output
    too_late = cli.invoke(
        app, ["run", "--planner", "expert", "--cap", "40", "--plan", "go east", "--at", "40"]
    )
    assert too_late.exit_code == 1
    assert "the episode ends at step 40" in too_late.output
