"""What killed the player, from the hidden state of a world that is played again.

The blow is what took the last health. The cause is lava if the player walked into it, else what
took the most health in the last ``WINDOW`` steps. Health lost while food, drink or energy is 0
counts as starving, whatever took it: nothing heals then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from agent.worlds.crafter.engine.engine import CrafterWorld

WINDOW = 25  # steps before a death that are looked at
STARVING = "starving"
_BITE, _BITE_ASLEEP, _ARROW = 2, 7, 2  # health that a blow takes; crafter 1.8.3, objects.py
_NEEDS = {"food": "hunger", "drink": "thirst", "energy": "exhaustion"}
_BLOWS = {
    "zombie": "a zombie",
    "zombie asleep": "a zombie, while asleep",
    "arrow": "an arrow",
    "lava": "lava",
}
_COOLDOWN = 5  # of a zombie that has just bitten


@dataclass(frozen=True, slots=True)
class Loss:
    """Health that one thing took in one step."""

    step: int
    blow: str  # zombie, zombie asleep, arrow, lava, starving
    health: int
    starving: bool  # whether food, drink or energy was 0
    asleep: bool = False  # whether the player was, until then


@dataclass(frozen=True, slots=True)
class Death:
    """Why the player died."""

    cause: str
    blow: str


class Watch:
    """Keeps what took the player's health.

    Attributes:
        losses: oldest first.
    """

    def __init__(self, world: CrafterWorld) -> None:
        """Watch from the world's present state on."""
        self._world = world
        self._now = world.threats()
        self.losses: list[Loss] = []

    def look(self) -> None:
        """Take note of the step that was just played; has to be called after every step."""
        before, now = self._now, self._world.threats()
        self._now = now
        blows: list[tuple[str, int]] = []
        if now.starving and before.recover < 0 and now.recover == 0:
            blows.append((STARVING, 1))
        for zombie, cooldown in before.zombies:
            if cooldown == 0 and zombie.cooldown == _COOLDOWN:
                blows.append(("zombie asleep", _BITE_ASLEEP) if now.asleep else ("zombie", _BITE))
        for arrow, target in before.arrows:
            if arrow.removed and target == now.cell:
                blows.append(("arrow", _ARROW))
        if now.in_lava:
            blows.append(("lava", before.health))
        self.losses += [
            Loss(now.step, blow, health, now.starving, before.asleep) for blow, health in blows
        ]

    def death(self) -> Death:
        """Why the player, who has just died, did."""
        step = self._now.step
        recent = [loss for loss in self.losses if loss.step > step - WINDOW]
        blow = recent[-1].blow
        if blow == "lava":
            return Death(blow, blow)
        taken: Counter[str] = Counter()
        for loss in reversed(recent):  # of two that took as much, the later one counts
            taken[STARVING if loss.starving else loss.blow] += loss.health
        return Death(taken.most_common(1)[0][0], blow)

    def cause(self) -> str:
        """Why the player, who has just died, did, for people: "an arrow, while asleep", "thirst and
        then a zombie".
        """
        death, last = self.death(), self.losses[-1]
        blow = _BLOWS.get(death.blow, "")
        if last.asleep and death.blow == "arrow":
            blow += ", while asleep"
        if death.cause != STARVING:
            return blow or self._needs()
        return f"{self._needs()} and then {blow}" if blow else self._needs()

    def _needs(self) -> str:
        """What the player starved of."""
        held = self._world.view().inventory
        return " and ".join(word for need, word in _NEEDS.items() if not held[need])

    def __reduce__(self) -> tuple[Callable[..., Watch], tuple[CrafterWorld, list[Loss]]]:
        """A copy watches the copy of the world; what moves there is another creature."""
        return _watching, (self._world, self.losses)


def _watching(world: CrafterWorld, losses: list[Loss]) -> Watch:
    watch = Watch(world)
    watch.losses = losses
    return watch
