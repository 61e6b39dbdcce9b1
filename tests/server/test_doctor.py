"""The command ``sidequest doctor``, and what the command does by itself."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from typer.testing import CliRunner

import sidequest
from agent.core import packages
from sidequest import app


def doctor(data: Path, *options: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["doctor", "--data", str(data), *options])
    return result.exit_code, result.stdout, result.stderr


def test_where_play_works_it_tells_what_is_there_and_ends_well(tmp_path: Path) -> None:
    code, told, _ = doctor(tmp_path / "data")
    assert code == 0
    assert f"Sidequest {metadata.version('sidequest')}" in told
    assert "processor cores" in told
    assert "ok    planner: pebble played 3 steps of crafter on cpu, threads: 1" in told
    assert "sidequest play works here." in told
    assert not (tmp_path / "data").exists()


def test_a_planner_that_does_not_play_is_told(tmp_path: Path) -> None:
    code, told, error = doctor(tmp_path, "--planner", "deep-thought")
    assert code == 1
    assert "fail  planner: does not work: there is no planner 'deep-thought'" in told
    assert "sidequest play does not work here" in error


def test_a_data_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, told, _ = doctor(tmp_path / "file", "--planner", "expert")
    assert code == 1
    assert "fail  data folder: does not work: " in told


def test_what_is_missing_is_told_with_the_command_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {"": [Requirement("typer>=9999")], "openai": [Requirement("no-such-package>=2")]}
    monkeypatch.setattr(packages, "needed", lambda extra="": wanted.get(extra, []))
    code, told, _ = doctor(tmp_path, "--planner", "expert")
    assert code == 1
    assert "fail  packages: missing or too old: typer>=9999" in told
    assert f'        {packages.pip()} install "typer>=9999"\n' in told
    assert f'missing: no-such-package\n        {packages.pip()} install "no-such' in told


def test_from_a_source_that_is_not_installed_it_tells_what_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "needed", lambda extra="": [])
    code, told, _ = doctor(tmp_path, "--planner", "expert")
    assert code == 0
    assert f'{packages.pip()} install --editable ".[train]"' in told


def test_it_tells_what_to_install_when_it_cannot_look_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "server.doctor", raising=False)
    monkeypatch.delattr("server.doctor", raising=False)
    monkeypatch.setitem(sys.modules, "psutil", None)
    code, told, error = doctor(tmp_path)
    assert (code, told) == (1, "")
    assert "psutil is not installed; run: " in error


def test_the_version_is_told() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"{metadata.version('sidequest')}\n")


def test_a_wrong_option_and_a_wrong_value_have_exit_codes_of_their_own(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["play", "--prot", "0"]).exit_code == 2
    assert CliRunner().invoke(app, ["trace", "show", str(tmp_path / "none")]).exit_code == 1


def test_a_sign_that_the_terminal_does_not_have_stops_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sidequest, "app", lambda **named: print("a → b"))  # noqa: T201
    sidequest.main()
    out.flush()
    assert out.buffer.getvalue() == b"a ? b\n"


@pytest.mark.parametrize(
    ("shell", "typed"),
    [
        ("bash", {"COMP_WORDS": "sidequest do", "COMP_CWORD": "1"}),
        ("zsh", {"_TYPER_COMPLETE_ARGS": "sidequest do"}),
        (
            "fish",
            {"_TYPER_COMPLETE_ARGS": "sidequest do", "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
        ),
        (
            "powershell",
            {"_TYPER_COMPLETE_ARGS": "sidequest do", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "do"},
        ),
    ],
)
def test_a_shell_completes_a_command(shell: str, typed: dict[str, str]) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "sidequest"],
        env={**os.environ, "_SIDEQUEST_COMPLETE": f"complete_{shell}", **typed},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    assert "doctor" in told
    assert "film" not in told
