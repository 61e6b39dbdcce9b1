"""Made-up results of episodes, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent.core.metrics import Conditions
from agent.worlds.crafter.metrics import CrafterReport, CrafterResult
from agent.worlds.crafter.rules import ACHIEVEMENTS
from training.evaluation.report import summarise

CONDITIONS = Conditions(
    world="crafter",
    seeds="1-3",
    cap=100,
    mode="dynamic",
    observation="prose",
    planner="script",
    versions={"crafter": "1.8.3"},
)


def result(seed: int, unlocked: dict[str, int], **figures: Any) -> CrafterResult:
    """An episode that ended at its cap, with no plans unless ``figures`` say otherwise."""
    plain = {
        "reason": "cap",
        "length": 100,
        "return_": float(len(unlocked)),
        "seconds": 1.0,
        "decision_ms": (2.0, 4.0),
    }
    counts = dict.fromkeys(
        ("plans", "plan_words", "plan_tokens", "input_tokens", "output_tokens", "invalid"), 0
    )
    return CrafterResult(seed=seed, unlocked=unlocked, **{**plain, **counts, **figures})


def first(count: int) -> dict[str, int]:
    """So many achievements, one unlocked every ten steps."""
    return {name: 10 * number for number, name in enumerate(ACHIEVEMENTS[:count], start=1)}


def report(results: Sequence[CrafterResult], **conditions: Any) -> CrafterReport:
    """The report of these episodes."""
    found = summarise(CONDITIONS.model_copy(update=conditions), results)
    assert isinstance(found, CrafterReport)
    return found
