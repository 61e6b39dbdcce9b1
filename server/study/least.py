"""What has to be done in an episode of a study before it can be finished."""

from __future__ import annotations

import math

from pydantic import BaseModel, ConfigDict, Field

SECONDS = 60  # of a minute


class Least(BaseModel):
    """The least of each; 0 asks for nothing. An episode that is over can always be left."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    steps: int = Field(default=0, ge=0, le=10_000)  # of the game, whoever plays them
    minutes: float = Field(default=0, ge=0, le=600)  # since the episode began
    plans: int = Field(default=0, ge=0, le=1000)  # that the participant wrote

    @property
    def asks(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.steps or self.minutes or self.plans)

    def missing(self, steps: int, seconds: float, plans: int) -> list[str]:
        """What is still to be done, for people: ["12 more steps", "1 more plan"].

        Args:
            steps: that were played.
            seconds: since the episode began.
            plans: that the participant wrote.
        """
        left = math.ceil((self.minutes * SECONDS - seconds) / SECONDS)
        counts = [
            (self.steps - steps, "step"),
            (self.plans - plans, "plan"),
            (left, "minute"),
        ]
        return [
            f"{count} more {thing if count == 1 else thing + 's'}"
            for count, thing in counts
            if count > 0
        ]
