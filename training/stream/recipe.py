"""What a run of a stream is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, PositiveFloat, PositiveInt

from agent.core import seeds
from agent.planners.settings import PlannerSettings
from training.runs.recipe import LossSettings, Optimizer, RunRecipe
from training.stream.actors import GameSettings


class StreamRecipe(RunRecipe):
    """How a planner is trained on a stream."""

    model: str  # a model folder to go on from, or "pebble": a fresh one, from the seed
    minutes: PositiveFloat  # on the clock, waits for examples included
    # after which it ends if the minutes are not over; None: as many as there is time for
    updates: PositiveInt | None = None
    actors: PositiveInt | None = None  # processes that play; None: one for each core but one
    # each actor has a million worlds from there
    first_seed: int = Field(default=4_000_000, ge=seeds.FIRST_TRAINING)
    games: GameSettings = GameSettings()
    ways: bool = True  # the text tells the known ways; without them, the window
    trail: int = Field(default=0, ge=0)  # how many of the last steps the text tells
    context: PositiveInt = 512
    width: PositiveInt = 192
    layers: PositiveInt = 4
    batch: PositiveInt = 64  # examples of an update in the mean: it has whole states
    most: PositiveInt = 1_000_000  # examples in the replay
    least: PositiveInt = 20_000  # examples with which learning begins
    # how often an example is read in the mean, at the most: updates wait for new examples, so that
    # play that is slow is not learned by heart; None: as often as there is time for
    reads: PositiveFloat | None = None
    shard: PositiveInt = 4096  # examples that an actor hands over at once
    publish_every: PositiveFloat = 30.0  # seconds between students
    # minutes between students that are kept, so that the bill of learning can be drawn up
    kept_every: PositiveFloat = 60.0
    taught: float = Field(default=60.0, ge=0)  # seconds in which the expert plays alone
    optimizer: Optimizer
    loss: LossSettings = LossSettings(plan_weight=0.3)
    device: Literal["cpu", "cuda"] = "cpu"
    student_device: Literal["cpu", "cuda"] = "cpu"
    # one process decides for the students of all actors, in batches; else each actor for its own
    served: bool = False
    temperature: float = Field(default=0.5, ge=0)
    seed: int = Field(default=0, ge=0)
    threads: PositiveInt | None = None  # of the process that learns

    @property
    def data(self) -> list[Path]:
        """It makes its own."""
        return []

    @property
    def planner(self) -> PlannerSettings:
        """How the model is used when it plays."""
        return PlannerSettings(
            prompt="brief",
            ways=self.ways,
            version=2,
            trail=self.trail,
            temperature=self.temperature,
            masked=True,
        )
