"""What a run of learning from people is made of: ``training/recipes/learn.yaml``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import (
    Field,
    NonNegativeFloat,
    PositiveInt,
    ValidationError,
    field_validator,
    model_validator,
)

from agent.core import seeds
from agent.core.errors import first_fault
from training.runs.recipe import FOLDER, Part, RecipeError, known_mode, validation_seeds
from training.sft.recipe import Recipe

RECIPE = FOLDER / "learn.yaml"


class PeopleWeights(Part):
    """What is taken from people; see ``training.data.person_labels`` and ``training.data.mix``."""

    driven: NonNegativeFloat = 1.0  # weights in the loss; 0 leaves a kind out
    followed: NonNegativeFloat = 0.5
    written: NonNegativeFloat = 1.0
    share: float = Field(default=0.25, gt=0, le=1)
    repeats: PositiveInt = 4
    before_death: int = Field(default=50, ge=0)


class DemonstrationSettings(Part):
    """What the teacher's examples are made of."""

    episodes: PositiveInt  # of the expert
    first: int = Field(default=1_200_000, ge=seeds.FIRST_TRAINING)
    play: int = Field(default=0, ge=0)  # episodes of the parent, labelled by the expert
    first_play: int = Field(default=1_600_000, ge=seeds.FIRST_TRAINING)
    cap: PositiveInt = 1000
    expert: float = Field(default=0.1, ge=0, le=1)
    people: float = Field(default=0.4, ge=0, le=1)


class JudgeSettings(Part):
    """How parent and child are compared."""

    seeds: str
    cap: PositiveInt = 1000
    mode: str = "dynamic"
    margin: NonNegativeFloat = 1.0  # achievements; see ``agent.planners.versions.Scores.passes``

    _seeds = field_validator("seeds", mode="before")(validation_seeds)
    _mode = field_validator("mode")(known_mode)


class LearnRecipe(Part):
    """How it is learned.

    ``sft`` has the keys of ``training.sft.recipe.Recipe`` without model and data.
    """

    people: PeopleWeights = PeopleWeights()
    lessons: DemonstrationSettings
    judging: JudgeSettings
    sft: dict[str, Any]

    @model_validator(mode="after")
    def _can_train(self) -> LearnRecipe:
        given = {"model", "train", "held_out"} & self.sft.keys()
        if given:
            raise ValueError(f"sft: leave out {', '.join(sorted(given))}; they are known")
        self.training("model", Path("train.npz"), Path("held_out.npz"))
        return self

    def training(self, model: str, train: Path, held_out: Path) -> Recipe:
        """The recipe of the fine-tuning. RecipeError if it will not do."""
        try:
            return Recipe.model_validate(
                {**self.sft, "model": model, "train": [train], "held_out": held_out}
            )
        except ValidationError as error:
            raise RecipeError(f"sft: {first_fault(error)}") from error
