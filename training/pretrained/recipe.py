"""What is compared, and what is found of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, PositiveInt, field_validator

from agent.core.metrics import Summary
from training.data.labels import Recipe as ExampleRecipe
from training.evaluation.following import run as following
from training.evaluation.following.report import Arm as Told
from training.evaluation.following.report import FollowingReport
from training.models import smollm2
from training.runs.recipe import Part, validation_seeds

ASKED: tuple[Told, ...] = ("plan", "new words")
FRESH = "pebble"  # a model that has no weights yet, with the tokenizer that ships


class Lessons(Part):
    """Games of the expert, at seeds that may be learned from."""

    episodes: PositiveInt
    held_out: PositiveInt  # episodes that come after those
    cap: PositiveInt  # steps of an episode


class Trained(Part):
    """A model and how it learns."""

    examples: ExampleRecipe = "dynamic"
    # to ``sft``; a part that is named is replaced whole
    changes: dict[str, Any] = Field(default_factory=dict)
    # whether it is given people's plans, unless it has learned of none
    follows: bool = True


class PretrainedRecipe(Part):
    """What is compared."""

    # of the language model; if it is not there, SmolLM2-135M is written to it
    model: Path = smollm2.FOLDER
    lessons: Lessons
    # what the arms have in common, as of training.sft.recipe; model and data are the run's
    sft: dict[str, Any]
    arms: dict[str, Trained] = Field(min_length=1)
    seeds: str  # of the games
    cap: PositiveInt  # steps of a game
    cases: int = Field(ge=following.FEWEST)  # of each family of people's plans
    # that runs the trained models, as planners are named; None: the quickest on a processor
    engine: Literal["hf", "onnx", "vllm"] | None = None

    _seeds = field_validator("seeds", mode="before")(validation_seeds)


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of an arm."""

    learned: Mapping[str, Any]  # ``metrics.json`` of its training
    played: Summary | None = None
    followed: FollowingReport | None = None  # None, too, for an arm that is given no plans


def kind_of_model(recipe: PretrainedRecipe, name: str) -> Literal["pretrained", "from scratch"]:
    """Whether an arm begins with weights."""
    model = recipe.arms[name].changes.get("model")
    return "from scratch" if model == FRESH else "pretrained"
