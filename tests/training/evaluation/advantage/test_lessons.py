"""What a measurement teaches about when to plan."""

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from agent.core.completion import OPEN
from agent.planners import registry
from sidequest import app
from tests.training.evaluation.advantage.conftest import of
from training.data.examples import Examples
from training.data.tokenizer import pebble_tokenizer
from training.evaluation.advantage.report import gain_of_planning

PEBBLE = registry.model_of("pebble")


def decisions(*arguments: str, code: int = 0) -> str:
    told = CliRunner().invoke(app, ["decisions", "--model", PEBBLE, *arguments])
    assert told.exit_code == code, told.output
    return " ".join(told.output.split())


def test_each_state_is_a_decision_with_what_it_gains(measured: Path, tmp_path: Path) -> None:
    out = tmp_path / "decisions.npz"
    told = decisions(str(measured), "--out", str(out), "--price", "0.3", "--horizon", "25")
    made = Examples.load(out)
    states = sorted(of(measured), key=lambda one: (one.state.seed, one.state.step))
    gains = [gain_of_planning(one, 25) for one in states]
    assert made.weights == pytest.approx(np.array(gains, float) - 0.3)
    assert (made.plans > 0).tolist() == (made.weights > 0).tolist()
    assert f"{len(states)} decisions, {int((made.plans > 0).sum())} of them to plan" in told
    # The prompt of play, and the token that begins a plan.
    tokenizer = pebble_tokenizer()
    (begins,) = tokenizer(OPEN, add_special_tokens=False).input_ids
    assert made.ids[made.ends - 1].tolist() == [begins] * len(states)
    for one, start, end in zip(states, made.starts, made.ends, strict=True):
        read = tokenizer.decode(made.ids[start : end - 1])
        assert one.state.plan.split(",")[0] in read


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--horizon", "200"], "was measured for 25 steps, not for 200"),
        (["--horizon", "25", "--model", "nowhere"], "nowhere"),
    ],
)
def test_what_teaches_nothing_is_told(
    measured: Path, tmp_path: Path, arguments: list[str], fault: str
) -> None:
    told = decisions(str(measured), "--out", str(tmp_path / "no.npz"), *arguments, code=1)
    assert fault in told
    assert not (tmp_path / "no.npz").exists()


def test_a_folder_without_a_measurement_is_told(tmp_path: Path) -> None:
    told = decisions(str(tmp_path), "--out", str(tmp_path / "no.npz"), code=1)
    assert "has no measurement that can be read" in told
