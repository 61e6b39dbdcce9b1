from pathlib import Path

import pytest

from agent.models.local import LocalModel
from agent.planners import registry
from agent.planners.language import LanguagePlanner
from agent.traces import trace as traces
from agent.traces.states import visits
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert import label
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.prompts.compact import CompactPrompt
from agent.worlds.crafter.rules import ACTION_NAMES
from tests.agent.models.folders import chain_folder
from training.demos import dagger
from training.models import outline

SEEDS = range(1_500_000, 1_500_003)


@pytest.fixture(scope="module")
def student(tmp_path_factory: pytest.TempPathFactory) -> LanguagePlanner:
    """Always acts, never plans."""
    folder = chain_folder(tmp_path_factory.mktemp("student"), {"[model]": {"Do": 1.0}})
    return LanguagePlanner(
        "student", LocalModel(str(folder)), prompt=CompactPrompt(), temperature=0
    )


def test_the_student_plays_alone_where_the_expert_has_no_share(
    student: LanguagePlanner, tmp_path: Path
) -> None:
    made = dagger.play_round(student, tmp_path, SEEDS, cap=30, expert_share=0.0, people=0.0)
    assert made == 90
    for seed in SEEDS:
        assert {step.action for step in traces.read(tmp_path / f"{seed}.jsonl").steps} == {"Do"}


def agreement(folder: Path) -> list[bool]:
    """Of each step, whether the expert would have played what was played."""
    return [
        ACTION_NAMES[label(state.view, state.memory, state.plan).action] == visit.event.action
        for path in sorted(folder.iterdir())
        for visit in visits(traces.read(path), CrafterWorld(), Memory())
        if (state := visit.situation)
    ]


def test_where_the_expert_plays_it_agrees_with_its_own_labels(
    student: LanguagePlanner, tmp_path: Path
) -> None:
    made = [
        dagger.play_round(
            student, tmp_path / str(share), SEEDS, cap=120, expert_share=share, people=0.0
        )
        for share in (0.0, 0.5, 1.0)
    ]
    alone, mixed, taught = (agreement(tmp_path / str(share)) for share in (0.0, 0.5, 1.0))
    assert made[0] > made[1] > made[2] == 0  # what the expert decides is not counted
    assert all(taught)
    assert sum(alone) / len(alone) < sum(mixed) / len(mixed) < 1.0


def test_a_round_goes_on_where_it_was_stopped(student: LanguagePlanner, tmp_path: Path) -> None:
    paths = [tmp_path / f"{seed}.jsonl" for seed in SEEDS]
    dagger.play_round(student, tmp_path, SEEDS[:2], cap=20, expert_share=0.0, people=0.0)
    kept = paths[0].read_bytes()
    paths[1].write_bytes(paths[1].read_bytes()[:-100])
    made = dagger.play_round(student, tmp_path, SEEDS, cap=20, expert_share=0.0, people=0.0)
    assert made == 40
    assert paths[0].read_bytes() == kept
    assert all(isinstance(traces.read(path).events[-1], traces.EndEvent) for path in paths)


def test_in_pogs_the_explorer_plays_in_a_students_stead(tmp_path: Path) -> None:
    folder = outline.make(tmp_path / "model")
    student = registry.load(f"onnx:{folder}", world="pogs")
    made = [
        dagger.play_round(
            student,
            tmp_path / str(share),
            SEEDS,
            cap=30,
            expert_share=share,
            people=0.0,
            world="pogs",
        )
        for share in (0.0, 1.0)
    ]
    assert made == [90, 0]
    ends = [traces.read(path).end for path in sorted((tmp_path / "1.0").iterdir())]
    assert [end and end.reason for end in ends] == ["complete"] * 3
