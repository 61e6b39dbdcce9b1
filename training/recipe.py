"""Recipes of trainings: YAML files, checked; here that of supervised fine-tuning. ``training/recipes`` has them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml  # type: ignore[import-untyped]
from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, ValidationError, field_validator, model_validator

from agent.core import seeds
from agent.core.mode import parse_mode
from agent.planners.settings import PlannerSettings

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
    muon_lr: PositiveFloat | None = None  # of the matrices between embedding and head; None: AdamW for them too
    schedule: Literal["cosine", "linear", "constant_with_warmup"] = "cosine"
    warmup: int = Field(default=0, ge=0)  # updates
    weight_decay: float = Field(default=0.0, ge=0)
    beta1: float = Field(default=0.9, ge=0, lt=1)
    beta2: float = Field(default=0.95, ge=0, lt=1)
    clip: PositiveFloat = 1.0  # norm of the gradient at the most


class Loss(Part):
    """Weights of the completion's tokens; the prompt's have none."""

    plan_weight: float = Field(default=1.0, ge=0)
    action_weight: PositiveFloat = 1.0  # of the first token, which decides whether to plan, the action and the end of text
    kl: float = Field(default=0.0, ge=0)  # coefficient of the KL divergence to the base model


class Lora(Part):
    """Low-rank adapters instead of full fine-tuning."""

    r: PositiveInt
    alpha: PositiveInt
    dropout: float = Field(default=0.0, ge=0, lt=1)
    rank_stabilised: bool = False
    targets: str | list[str] = "all-linear"


class Evaluation(Part):
    """What is measured while training."""

    every: PositiveInt  # updates
    examples: PositiveInt = 2048  # of the held-out ones, always the same
    seeds: str | None = None  # of closed-loop episodes; None: none are played, and the best is that of the lowest loss
    cap: PositiveInt = 2000  # steps of an episode
    prompt: Literal["brief", "prose", "grid"] = "brief"
    ways: bool = True  # the brief text tells the known ways; as in the examples
    version: Literal[1, 2] = 2  # of the brief text; as in the examples
    mode: str = "dynamic"
    temperature: float = Field(default=1.0, ge=0)

    _seeds = field_validator("seeds", mode="before")(validation_seeds)
    _mode = field_validator("mode")(known_mode)

    @property
    def planner(self) -> PlannerSettings:
        """How the model is used when it plays."""
        return PlannerSettings(
            prompt=self.prompt, ways=self.ways, version=self.version, temperature=self.temperature, masked=True
        )


class RunRecipe(Part):
    """What a run's folder is made from."""

    @property
    def data(self) -> list[Path]:
        """Files that the run depends on."""
        raise NotImplementedError


class Recipe(RunRecipe):
    """How a model is fine-tuned. Paths are seen from the working directory."""

    model: str  # a model folder, a name on the Hugging Face hub, or "pebble": a fresh one, from the seed
    base: str | None = None  # a model folder or name; KL divergence to it is measured
    train: list[Path] = Field(min_length=1)  # files of examples
    held_out: Path
    context: PositiveInt  # tokens of prompt and completion at the most
    steps: PositiveInt  # updates
    batch: PositiveInt  # examples of a forward pass on each device
    accumulate: PositiveInt = 1  # forward passes of an update
    seed: int = Field(default=0, ge=0)
    precision: Literal["fp32", "bf16"] = "fp32"
    gradient_checkpointing: bool = False
    compile: bool = False  # with torch.compile, which needs a C++ compiler on a processor
    optimizer: Optimizer
    loss: Loss = Loss()
    lora: Lora | None = None
    evaluation: Evaluation
    checkpoint_every: PositiveInt  # updates
    log_every: PositiveInt = 20  # updates
    threads: PositiveInt | None = None  # of the processor; None: as torch finds it
    max_minutes: PositiveFloat | None = None  # after which it stops with a checkpoint

    @property
    def data(self) -> list[Path]:
        """Files that the run depends on."""
        return [*self.train, self.held_out]

    @model_validator(mode="after")
    def _fits(self) -> Recipe:
        if self.loss.kl and self.base is None:
            raise ValueError(f"loss.kl is {self.loss.kl}, but there is no base to diverge from")
        if self.lora and self.optimizer.muon_lr:
            raise ValueError("optimizer.muon_lr is for whole matrices; leave it out with lora")
        if self.lora and self.model == "pebble":
            raise ValueError("a fresh pebble has no weights to adapt; leave lora out")
        return self


def load(path: Path, kind: type[Kind], overrides: Sequence[str] = ()) -> Kind:
    """Read a recipe.

    Args:
        path: of a YAML file.
        kind: of recipe.
        overrides: such as ``steps=100`` or ``optimizer.lr=1e-3``; values are YAML.

    Raises RecipeError for a file that cannot be read, an unknown key, or a value that will not do.
    """
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
        raise RecipeError(f"{path}: {fault(error)}") from error


def fault(error: ValidationError) -> str:
    """The first thing that is wrong, on one line."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    what = first["msg"].removeprefix("Value error, ")
    return f"{where}: {what}" if where else what


def dump(recipe: Part) -> str:
    """The whole recipe as YAML, defaults included."""
    return str(yaml.safe_dump(recipe.model_dump(mode="json"), sort_keys=False))


def _override(values: dict[str, Any], override: str) -> None:
    name, equals, text = override.partition("=")
    *parts, last = name.split(".")
    if not equals or not all([*parts, last]):
        raise RecipeError(f"{override!r} changes nothing; write key=value, such as steps=100 or optimizer.lr=1e-3")
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
