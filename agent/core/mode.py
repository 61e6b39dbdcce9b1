"""When a planner may plan, and when it has to."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Literal

from agent.core.completion import CLOSE, OPEN


@dataclass(frozen=True, slots=True)
class Mode:
    """When a planner may plan, and when it has to.

    ``str(mode)`` is what ``parse_mode`` reads.
    """

    kind: Literal["dynamic", "never", "always", "every", "random"]
    # every: steps from one plan to the next, beginning at step 0; random: the least that can be
    # drawn
    k: int = 0
    most: int = 0  # random: the most that can be drawn

    def __post_init__(self) -> None:
        if (self.kind in ("every", "random")) != (self.k > 0):
            raise ValueError(
                f"k is {self.k}; the modes every:k and random:a-b need at least 1, and "
                "no other mode has one"
            )
        if self.most < self.k if self.kind == "random" else self.most:
            raise ValueError(
                f"most is {self.most}; a mode random:a-b needs a b of at least a, and "
                "no other mode has one"
            )

    def of_episode(self, episode_uniform: float) -> Mode:
        """The mode throughout an episode with a number from 0 to 1: ``random:a-b`` is ``every:k``
        there, each k as likely.
        """
        if self.kind != "random":
            return self
        return Mode("every", self.k + int(episode_uniform * (self.most - self.k + 1)))

    def may_plan(self, step: int) -> bool:
        """Whether a plan is allowed at this step of the view."""
        return self.kind == "dynamic" or self.must_plan(step)

    def must_plan(self, step: int) -> bool:
        """Whether a plan is asked for at this step of the view."""
        if self.kind == "random":
            raise ValueError(
                f"{self} plans every k steps, and k is drawn for each episode; ask its "
                "of_episode(episode_uniform)"
            )
        return self.kind == "always" or (self.kind == "every" and step % self.k == 0)

    def __str__(self) -> str:
        return self.kind + {"every": f":{self.k}", "random": f":{self.k}-{self.most}"}.get(
            self.kind, ""
        )


def uniform_of(seed: int) -> float:
    """A number from 0 to 1 (exclusive) for the episode of a seed; it tells nothing of the world."""
    return random.Random(f"lot {seed}").random()


DYNAMIC, NEVER, ALWAYS = Mode("dynamic"), Mode("never"), Mode("always")
_PLAIN = {str(mode): mode for mode in (DYNAMIC, NEVER, ALWAYS)}


def parse_mode(text: str) -> Mode:
    """Read ``dynamic``, ``never``, ``always``, ``every:k`` with k at least 1, or ``random:a-b``.

    ValueError for anything else.
    """
    if text in _PLAIN:
        return _PLAIN[text]
    if every := re.fullmatch(r"every:([0-9]{1,9})", text):
        if k := int(every[1]):
            return Mode("every", k)
    elif drawn := re.fullmatch(r"random:([0-9]{1,9})-([0-9]{1,9})", text):
        least, most = int(drawn[1]), int(drawn[2])
        if 0 < least <= most:
            return Mode("random", least, most)
    raise ValueError(
        f"{text!r} is not a mode; write dynamic, never, always, every:k with a "
        "whole k from 1, such as every:4, "
        "or random:a-b, such as random:2-12"
    )


def instruction(mode: Mode, step: int) -> str:
    """What the model is asked for at this step; ends the last message of the context."""
    if mode.must_plan(step):
        return (
            f"Write a new plan: one or two short sentences between {OPEN} and "
            f"{CLOSE} that say what to do next and how. "
            "Then write, on a new line, the one action that begins it."
        )
    if mode.may_plan(step):
        return (
            "Compare the plan in force with what you see. If there is no plan, if it is done, or "
            "if it no longer fits, "
            f"write a new short one between {OPEN} and {CLOSE} and then, on a new "
            "line, one action. "
            "If it still serves, write nothing but one action that follows it."
        )
    if mode.kind == "every":
        return (
            "Do not write a plan now. Write nothing but one action that follows the plan in force."
        )
    return "Do not write a plan. Write nothing but one action."
