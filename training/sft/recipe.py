"""What a run of supervised fine-tuning is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, PositiveFloat, PositiveInt, field_validator, model_validator

from agent.planners.settings import PlannerSettings
from agent.worlds import registry as worlds
from training.runs.recipe import (
    Lora,
    LossSettings,
    Optimizer,
    Part,
    RunRecipe,
    known_mode,
    validation_seeds,
)


class Evaluation(Part):
    """What is measured while training."""

    every: PositiveInt  # updates
    examples: PositiveInt = 2048  # of the held-out ones, always the same
    # of closed-loop episodes; None: none are played, and the best is that of the lowest loss
    seeds: str | None = None
    cap: PositiveInt = 2000  # steps of an episode
    world: str = worlds.DEFAULT
    prompt: str = "brief"
    ways: bool = True  # the brief text tells the known ways; as in the examples
    version: Literal[1, 2] = 2  # of the brief text; as in the examples
    # how many of the last steps its second version tells; as in the examples
    trail: int = Field(default=0, ge=0)
    mode: str = "dynamic"
    temperature: float = Field(default=1.0, ge=0)

    _seeds = field_validator("seeds", mode="before")(validation_seeds)
    _mode = field_validator("mode")(known_mode)

    @model_validator(mode="after")
    def _plays(self) -> Evaluation:
        self.planner.make_prompt(self.world)  # ValueError for a text that the world has not
        return self

    @property
    def planner(self) -> PlannerSettings:
        """How the model is used when it plays."""
        return PlannerSettings(
            prompt=self.prompt,
            ways=self.ways,
            version=self.version,
            trail=self.trail,
            temperature=self.temperature,
            masked=True,
        )


class Recipe(RunRecipe):
    """How a model is fine-tuned. Paths are seen from the working directory."""

    # a model folder, a name on the Hugging Face hub, or "pebble": a fresh one, from the seed
    model: str
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
    loss: LossSettings = LossSettings()
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
