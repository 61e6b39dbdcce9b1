"""Games that Crafter's own recorder saved, played by the tests."""

import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import crafter
import numpy as np
import pytest
from typer.testing import CliRunner

from agent.traces import trace as traces
from agent.traces.trace import verify
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.rules import ACTION_NAMES, DO, MOVES, NOOP
from sidequest import app
from tests.agent.worlds.crafter.stock import OrderedWorld

cli = CliRunner()
SEED = 1_000_007
DEADLY = 1_000_016  # who plays ``walk(DEADLY)`` there dies after 67 steps
QUIET = 1_000_001  # who does nothing there is alive after dusk
DUSK = 148


class Ordered(crafter.Env):  # type: ignore[misc]
    """Stock Crafter in which creatures vanish in an order that is the same in every process."""

    def __init__(self, seed: int, **options: Any) -> None:
        super().__init__(seed=seed, **options)
        self._world: Any = OrderedWorld((64, 64), crafter.constants.materials, (12, 12))
        self._local_view._world = self._sem_view._world = self._world


def walk(seed: int, count: int = 10_000) -> list[int]:
    """Random actions."""
    rng = random.Random(seed)
    return [rng.choice((NOOP, DO, *MOVES)) for _ in range(count)]


def record(env: crafter.Env, folder: Path, *games: Sequence[int]) -> list[Path]:
    """The files of the recorder's after games of these actions, the last of which ends each."""
    recorder = crafter.Recorder(env, folder, save_stats=False, save_video=False)
    files: list[Path] = []
    for actions in games:
        recorder.reset()
        for action in actions:
            if recorder.step(action)[2]:
                break
        (new,) = set(folder.glob("*.npz")) - set(files)
        new = new.rename(folder / f"{len(files)}.npz")  # its own name holds the time
        files.append(new)
    return files


def change(path: Path, **arrays: Any) -> Path:
    """Put other arrays into a file; None takes one out."""
    with np.load(path) as file:
        held = {**file, **arrays}
    np.savez(path, **{name: array for name, array in held.items() if array is not None})
    return path


def call(*args: object) -> tuple[int, str]:
    result = cli.invoke(app, ["import", "crafter-human", *map(str, args)])
    return result.exit_code, result.output.strip()


def why_not(path: Path, *options: object) -> str:
    """Why the one game of a folder is not imported."""
    out = path.parent / "out"
    code, output = call(path.parent, "--out", out, *options)
    assert code == 1
    assert not list(out.rglob("*"))
    said, none = output.splitlines()
    assert none == "error: none of the 1 games could be imported"
    return said.removeprefix(f"{path}: not imported: ")


def test_a_game_becomes_a_trace_that_replays(tmp_path: Path) -> None:
    actions = walk(SEED, 100)
    (path,) = record(Ordered(SEED, length=100), tmp_path / "games", actions)
    code, output = call(tmp_path / "games", "--out", tmp_path / "out", "--seed", SEED)
    assert code == 0
    assert output.splitlines()[0] == f"{path}: 100 steps in {tmp_path}/out/0.jsonl"
    trace = traces.read(tmp_path / "out" / "0.jsonl")
    checked = verify(trace, CrafterWorld())
    assert (checked.steps, checked.digests, checked.whole) == (100, 11, True)
    assert [ACTION_NAMES.index(step.action) for step in trace.steps] == actions
    assert {step.driver for step in trace.steps} == {"person"}
    with np.load(path) as file:
        assert [step.reward for step in trace.steps] == pytest.approx(file["reward"][1:])
    assert (trace.header.seed, trace.header.cap) == (SEED, 100)
    assert (trace.header.participant, trace.header.consent) == ("", "")
    assert trace.end is not None
    assert trace.end.reason == "cap"


def test_stock_crafter_is_followed_before_creatures_vanish(tmp_path: Path) -> None:
    record(crafter.Env(seed=SEED, length=9), tmp_path / "games", walk(SEED, 9))
    code, _ = call(tmp_path / "games", "--out", tmp_path / "out", "--seed", SEED)
    assert code == 0


def test_a_death_is_told_with_its_cause(tmp_path: Path) -> None:
    record(Ordered(DEADLY), tmp_path / "games", walk(DEADLY))
    call(tmp_path / "games", "--out", tmp_path / "out", "--seed", DEADLY)
    end = traces.read(tmp_path / "out" / "0.jsonl").end
    assert end is not None
    assert end.reason == "died"
    assert end.cause


def test_the_seed_may_stand_in_the_file(tmp_path: Path) -> None:
    (path,) = record(Ordered(SEED, length=20), tmp_path / "games", walk(SEED, 20))
    change(path, seed=np.array(SEED))
    code, _ = call(tmp_path / "games", "--out", tmp_path / "out")
    assert code == 0
    assert traces.read(tmp_path / "out" / "0.jsonl").header.seed == SEED


def test_a_game_of_the_published_layout_is_read(tmp_path: Path) -> None:
    """Its names are misspelt, ``achivement_``, and its inventory is ``inventory_``."""
    (path,) = record(Ordered(SEED, length=20), tmp_path / "games", walk(SEED, 20))
    with np.load(path) as file:
        misspelt = {
            re.sub("^ainv", "inv", name.replace("achievement", "achivement")): file[name]
            for name in file
        }
    np.savez(path, **misspelt)
    code, _ = call(tmp_path / "games", "--out", tmp_path / "out", "--seed", SEED)
    assert code == 0


def test_without_a_seed_a_game_cannot_be_played_again(tmp_path: Path) -> None:
    (path,) = record(Ordered(SEED, length=20), tmp_path, walk(SEED, 20))
    assert why_not(path) == "it names no seed; add --seed if you know it"


def test_the_wrong_seed_is_found_out_at_the_first_picture(tmp_path: Path) -> None:
    (path,) = record(Ordered(SEED, length=20), tmp_path, walk(SEED, 20))
    assert why_not(path, "--seed", SEED + 1).startswith("its first picture is of another world")


def test_only_the_first_game_of_an_environment_is_its_seeds(tmp_path: Path) -> None:
    first, second = record(Ordered(SEED, length=20), tmp_path / "games", *[walk(SEED, 20)] * 2)
    code, output = call(tmp_path / "games", "--out", tmp_path / "out", "--seed", SEED)
    assert code == 0
    told = output.splitlines()
    assert told[0].startswith(f"{first}: 20 steps")
    assert told[1].startswith(f"{second}: not imported: its first picture is of another world")
    assert told[2] == f"{tmp_path}/out: 1 of 2 games"


@pytest.mark.parametrize("array", ["reward", "image", "semantic"])
def test_a_game_that_went_another_way_is_told_with_the_step(tmp_path: Path, array: str) -> None:
    (path,) = record(Ordered(SEED, length=20), tmp_path, walk(SEED, 20))
    with np.load(path) as file:
        changed = file[array].copy()
    changed[13] += 1
    change(path, **{array: changed})
    said = why_not(path, "--seed", SEED)
    assert said.startswith("our world goes another way at step 13 of 20: the ")


def test_the_night_ends_what_stock_crafter_plays_twice_alike(tmp_path: Path) -> None:
    (path,) = record(Ordered(QUIET, length=170), tmp_path, [NOOP] * 170)
    said = why_not(path, "--seed", QUIET)
    found = re.fullmatch(r".*at step (\d+) of 170: the map differs, after dusk", said)
    assert found
    assert int(found[1]) > DUSK


def test_at_night_a_picture_alone_says_too_little(tmp_path: Path) -> None:
    (path,) = record(Ordered(QUIET, length=170), tmp_path, [NOOP] * 170)
    change(path, semantic=None)
    assert f"at step {DUSK} of 170: it is night" in why_not(path, "--seed", QUIET)


def test_other_files_are_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "0.npz"
    for content, why in (
        ({"weights": np.zeros(3)}, "it is no game of Crafter's recorder: 'action' is missing"),
        (
            {name: np.zeros(3) for name in ("action", "reward", "image")} | {"done": np.zeros(2)},
            "it is no game of Crafter's recorder: its arrays differ in length",
        ),
        (
            {name: np.zeros(3) for name in ("action", "reward", "image", "done")},
            "its pictures have the shape (), not RGB",
        ),
        (
            {name: np.zeros(3) for name in ("reward", "image", "done")} | {"action": ["a"] * 3},
            "'action' should hold a number a step",
        ),
        (
            {name: np.zeros(3) for name in ("action", "reward", "done")}
            | {"image": np.zeros((3, 64, 8, 3), np.uint8)},
            "its pictures have fewer than 9 pixels a side",
        ),
    ):
        np.savez(path, **content)
        assert why_not(path) == why
    path.write_text("hello")
    assert why_not(path).startswith("it is no archive of NumPy's")


def test_bad_input_is_told_in_one_line(tmp_path: Path) -> None:
    code, output = call(tmp_path, "--out", tmp_path / "out")
    assert (code, output) == (1, f"error: there are no recorded games (.npz) in {tmp_path}")
    result = cli.invoke(app, ["import", "atari", str(tmp_path), "--out", str(tmp_path / "out")])
    assert result.output == "error: 'atari' cannot be imported; write crafter-human\n"


def test_a_trace_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    record(Ordered(SEED, length=20), tmp_path / "games", walk(SEED, 20))
    args = (tmp_path / "games", "--out", tmp_path / "out", "--seed", SEED)
    call(*args)
    before = (tmp_path / "out" / "0.jsonl").read_bytes()
    code, output = call(*args)
    assert code == 1
    assert f"not imported: {tmp_path}/out/0.jsonl is there already" in output
    assert (tmp_path / "out" / "0.jsonl").read_bytes() == before
