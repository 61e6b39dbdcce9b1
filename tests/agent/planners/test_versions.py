"""Learned planners in the data folder: found by name, whole or not there, promoted and
withdrawn.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agent.planners import registry, versions
from agent.planners.versions import Damaged, VersionError
from sidequest import app
from tests.agent.learned import put


def names(found: list[Any]) -> list[str]:
    return [each.name for each in found]


def command(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def test_a_version_is_loaded_by_name_from_its_data_folder_alone(tmp_path: Path) -> None:
    put(tmp_path, "pebble-2")
    assert registry.load("pebble-2", data=tmp_path).name == "pebble-2"
    with pytest.raises(
        registry.UnknownPlannerError,
        match="there is no planner 'pebble-2'; known planners: expert, random",
    ):
        registry.load("pebble-2")
    with pytest.raises(
        registry.UnknownPlannerError,
        match="known planners: expert, random, pebble, pebble-pogs, pebble-1, pebble-2, hf:PATH",
    ):
        registry.load("pebble-9", data=tmp_path)


def test_the_newest_promoted_is_offered_first(tmp_path: Path) -> None:
    put(tmp_path, "pebble-2", made="2026-01-01T00:00:00+00:00")
    put(tmp_path, "pebble-3", made="2026-01-03T00:00:00+00:00")
    put(tmp_path, "pebble-4", made="2026-01-02T00:00:00+00:00", what="refused")
    assert registry.offered(tmp_path) == ["pebble-3", "pebble-2", *registry.offered()]
    assert "pebble-4" in registry.known(tmp_path)


@pytest.mark.parametrize(
    ("parent", "there", "expected"),
    [
        ("pebble", [], "pebble-2"),
        ("pebble", ["pebble-2", "pebble-7"], "pebble-8"),
        ("pebble-2", ["pebble-2"], "pebble-3"),
        ("hf:runs/sft/mine/best", [], "best-2"),
        ("pebble", ["pebble-stone-9"], "pebble-2"),
    ],
)
def test_the_next_name_counts_on(
    tmp_path: Path, parent: str, there: list[str], expected: str
) -> None:
    for name in there:
        (tmp_path / "planners" / name).mkdir(parents=True)
    assert versions.next_name(tmp_path, parent) == expected


def test_a_run_that_goes_on_has_its_name(tmp_path: Path) -> None:
    (tmp_path / "learning" / "pebble-2").mkdir(parents=True)
    assert versions.next_name(tmp_path, "pebble") == "pebble-3"


def _no_json(folder: Path) -> None:
    (folder / "version.json").write_text('{"name": "pebble-2"')


def _other_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(
        (folder / "model.safetensors").read_bytes()[:-1] + b"x"
    )


def _no_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def _other_name(folder: Path) -> None:
    told = json.loads((folder / "version.json").read_text())
    (folder / "version.json").write_text(json.dumps({**told, "name": "pebble-9"}))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_no_json, "version.json: Invalid JSON"),
        (_other_weights, "the weights are not those that were registered"),
        (_no_config, "config.json is missing"),
        (_other_name, "is of 'pebble-9', not of 'pebble-2'"),
    ],
)
def test_a_damaged_folder_is_told_and_hides_no_other(
    tmp_path: Path, damage: Any, told: str
) -> None:
    put(tmp_path, "pebble-2")
    put(tmp_path, "pebble-3")
    damage(tmp_path / "planners" / "pebble-2")
    sound, damaged = versions.all_in(tmp_path)
    assert sound.name == "pebble-3"
    assert isinstance(damaged, Damaged)
    assert told in damaged.fault
    assert registry.offered(tmp_path)[0] == "pebble-3"
    with pytest.raises(VersionError, match="pebble-2"):
        registry.load("pebble-2", data=tmp_path)
    assert "pebble-2: damaged" in command("planners", "--data", str(tmp_path)).stdout


def test_a_half_written_version_is_not_seen(tmp_path: Path) -> None:
    version = put(tmp_path, "pebble-2")
    with pytest.raises(VersionError, match="already"):
        versions.register(tmp_path, tmp_path / "planners" / "pebble-2", version)
    draft = tmp_path / "planners" / ".pebble-3.draft"
    (tmp_path / "planners" / "pebble-2").rename(draft)
    assert versions.all_in(tmp_path) == []


def test_names_lead_nowhere_else(tmp_path: Path) -> None:
    for name in ("../sessions", ".hidden", "a/b", "", "x" * 65):
        with pytest.raises(VersionError, match="is no name of a planner"):
            versions.folder_of(tmp_path, name)


def test_who_may_be_worse_is_promoted_with_a_reason_alone(tmp_path: Path) -> None:
    put(tmp_path, "pebble-2", what="refused", difference=-2.0)
    refused = command("promote", "pebble-2", "--data", str(tmp_path))
    assert refused.exit_code == 1
    assert "'pebble-2' may be worse than 'pebble': say why" in refused.stderr
    assert (
        command("promote", "pebble-2", "--why", "it listens", "--data", str(tmp_path)).exit_code
        == 0
    )
    decided = versions.find(tmp_path, "pebble-2")
    assert [each.what for each in decided.decisions] == ["refused", "promoted"]
    assert decided.state.why == "it listens"
    assert registry.offered(tmp_path)[0] == "pebble-2"


def test_a_version_is_withdrawn_and_promoted_again(tmp_path: Path) -> None:
    put(tmp_path, "pebble-2")
    assert (
        command("demote", "pebble-2", "--why", "it hides", "--data", str(tmp_path)).exit_code == 0
    )
    assert "pebble-2" not in registry.offered(tmp_path)
    assert registry.load("pebble-2", data=tmp_path).name == "pebble-2"
    again = command("demote", "pebble-2", "--why", "still", "--data", str(tmp_path))
    assert "'pebble-2' is withdrawn already: it hides" in again.stderr
    assert command("promote", "pebble-2", "--data", str(tmp_path)).exit_code == 0
    assert registry.offered(tmp_path)[0] == "pebble-2"


def test_of_a_removed_version_what_it_learned_stays_and_its_name_is_not_given_again(
    tmp_path: Path,
) -> None:
    before = put(tmp_path, "pebble-2")
    assert (
        command(
            "remove", "pebble-2", "--why", "a person withdrew", "--data", str(tmp_path)
        ).exit_code
        == 0
    )
    assert [path.name for path in (tmp_path / "planners" / "pebble-2").iterdir()] == [
        "version.json"
    ]
    assert versions.find(tmp_path, "pebble-2").records == before.records
    with pytest.raises(registry.UnknownPlannerError, match="was removed: a person withdrew"):
        registry.load("pebble-2", data=tmp_path)
    assert (
        "was removed"
        in command("promote", "pebble-2", "--why", "no", "--data", str(tmp_path)).stderr
    )
    assert versions.next_name(tmp_path, "pebble") == "pebble-3"


def test_a_learned_planner_plays_by_name_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "pebble-2")
    monkeypatch.setenv("SIDEQUEST_DATA", str(tmp_path))
    played = command(
        "run", "--cap", "3", "--out", str(tmp_path / "t.jsonl"), "--planner", "pebble-2"
    )
    assert played.exit_code == 0, played.output
    assert '"planner":"pebble-2"' in (tmp_path / "t.jsonl").read_text()
