"""Recipes of trainings: YAML files, checked; here that of supervised fine-tuning.

``training/recipes`` has ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml  # type: ignore[import-untyped]
from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, ValidationError

from agent.core import seeds
from agent.core.errors import first_fault
from agent.core.mode import parse_mode

FOLDER = Path(__file__).parents[1] / "recipes"  # ours
Kind = TypeVar("Kind", bound="Part")


class RecipeError(ValueError):
    """A recipe that cannot be followed; its text is one line."""


class Part(BaseModel):
    """A part of a recipe: no other keys than these."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def validation_seeds(given: str | int | None) -> str | None:
    """Seeds of validation as text. ValueError if they are others."""
    text = None if given is None else str(given)  # YAML reads a single seed as a number
    if text is not None and not all(seed in seeds.VALIDATION for seed in seeds.parse(text)):
        raise ValueError(f"{text} are not validation seeds; those are 1000 to 1999")
    return text


def known_mode(text: str) -> str:
    """A mode as it is written. ValueError if there is no such mode."""
    return str(parse_mode(text))


class Optimizer(Part):
    """AdamW, or Muon with AdamW beside it, and the schedule."""

    lr: PositiveFloat  # of AdamW
    # of the matrices between embedding and head; None: AdamW for them too
    muon_lr: PositiveFloat | None = None
    schedule: Literal["cosine", "linear", "constant_with_warmup"] = "cosine"
    warmup: int = Field(default=0, ge=0)  # updates
    weight_decay: float = Field(default=0.0, ge=0)
    beta1: float = Field(default=0.9, ge=0, lt=1)
    beta2: float = Field(default=0.95, ge=0, lt=1)
    clip: PositiveFloat = 1.0  # norm of the gradient at the most


class LossSettings(Part):
    """Weights of the completion's tokens; the prompt's have none."""

    plan_weight: float = Field(default=1.0, ge=0)
    # of the first token, which decides whether to plan, the action and the end of text
    action_weight: PositiveFloat = 1.0
    kl: float = Field(default=0.0, ge=0)  # coefficient of the KL divergence to the base model


class Lora(Part):
    """Low-rank adapters instead of full fine-tuning."""

    r: PositiveInt
    alpha: PositiveInt
    dropout: float = Field(default=0.0, ge=0, lt=1)
    rank_stabilised: bool = False
    targets: str | list[str] = "all-linear"


class RunRecipe(Part):
    """What a run's folder is made from."""

    @property
    def data(self) -> list[Path]:
        """Files that the run depends on."""
        raise NotImplementedError


def load(path: Path, kind: type[Kind], overrides: Sequence[str] = ()) -> Kind:
    """Read a recipe.

    Args:
        path: of a YAML file, or the name of one of ours, such as ``pebble``.
        kind: of recipe.
        overrides: such as ``steps=100`` or ``optimizer.lr=1e-3``; values are YAML.

    Raises RecipeError for a file that cannot be read, an unknown key, or a value that will not do.
    """
    path = _found(path)
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecipeError(f"{path} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path} is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(values, dict):
        raise RecipeError(f"{path} is no recipe: it has no keys")
    for override in overrides:
        _override(values, override)
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise RecipeError(f"{path}: {first_fault(error)}") from error


def _found(path: Path) -> Path:
    """The file of one of our recipes if only its name is given, as somebody has to who has no
    checkout; RecipeError if there is none of that name.
    """
    if path.suffix or path.name != str(path):
        return path
    ours = FOLDER / f"{path}.yaml"
    if not ours.is_file():
        names = ", ".join(sorted(one.stem for one in FOLDER.glob("*.yaml")))
        raise RecipeError(f"there is no recipe {str(path)!r}; give a file, or one of: {names}")
    return ours


def dump(recipe: Part) -> str:
    """The whole recipe as YAML, defaults included."""
    return str(yaml.safe_dump(recipe.model_dump(mode="json"), sort_keys=False))


def _override(values: dict[str, Any], override: str) -> None:
    name, equals, text = override.partition("=")
    *parts, last = name.split(".")
    if not equals or not all([*parts, last]):
        raise RecipeError(
            f"{override!r} changes nothing; write key=value, such as steps=100 or optimizer.lr=1e-3"
        )
    for part in parts:
        inner = values.get(part)
        if inner is None:
            inner = values[part] = {}
        if not isinstance(inner, dict):
            raise RecipeError(f"{override!r}: {part} has no parts")
        values = inner
    try:
        values[last] = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RecipeError(f"{override!r}: the value is not YAML") from error
