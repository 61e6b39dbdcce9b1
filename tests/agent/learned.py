"""Learned planners for tests: a tiny model folder, registered."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from agent.planners import versions
from agent.planners.settings import PlannerSettings, write
from agent.planners.versions import Decision, Learnt, Parent, Score, Scores, TeacherFile, Version
from tests.agent.models.folders import chain_folder


def put(
    data: Path,
    name: str,
    *,
    parent: str = "pebble",
    made: str = "2026-01-01T00:00:00+00:00",
    what: Literal["promoted", "refused"] = "promoted",
    difference: float = 0.5,
) -> Version:
    """Register a version whose model does ``Do``, with figures that follow from the difference to
    its parent.
    """
    with TemporaryDirectory() as folder:
        model = chain_folder(Path(folder), {"[model]": {"Do": 1.0}})
        write(PlannerSettings(prompt="brief"), model)
        version = _version(name, parent, made, what, difference, versions.weights_digest(model))
        versions.register(data, model, version)
    return version


def _version(
    name: str, parent: str, made: str, what: Any, difference: float, weights: str
) -> Version:
    scores = Scores(
        seeds="1000-1001", cap=10, mode="dynamic", temperature=1.0,
        parent=Score(mean=3.0, se=0.5, unlocked=(3, 3)),
        child=Score(mean=3 + difference, se=None, unlocked=(4, 3)), difference=difference,
        low=difference - 0.4, high=difference + 0.4, margin=1.0,
    )  # fmt: skip
    return Version(
        name=name,
        parent=Parent(name=parent, weights="0123456789ab"),
        made=made,
        weights=weights,
        records=(
            Learnt(
                session="abc",
                number=1,
                sha256="0" * 64,
                seed=7,
                participant="blue heron",
                steps=12,
                plans=2,
            ),
        ),
        filters={"min_rating": 3},
        examples={
            "driven": 9,
            "followed": 3,
            "written": 2,
            "drawn from people": 14,
            "drawn from the teacher": 50,
        },
        teacher=(TeacherFile(file="lessons.npz", sha256="1" * 64, examples=50),),
        recipe={},
        scores=scores,
        decisions=(
            Decision(
                what=what, why="better" if what == "promoted" else "worse", by="learn", at=made
            ),
        ),
    )
