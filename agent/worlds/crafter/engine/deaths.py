"""What killed the player, from the hidden state of a world that is played again.

The blow is what took the last health. The cause is lava if the player walked into it, else what
took the most health in the last ``WINDOW`` steps. Health lost while food, drink or energy is 0
counts as starving, whatever took it: nothing heals then.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from agent.worlds.crafter.engine.creatures import Arrow, Zombie
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.rules import Position

WINDOW = 25  # steps before a death that are looked at
STARVING = "starving"
_BITE, _BITE_ASLEEP, _ARROW = 2, 7, 2  # health that a blow takes; crafter 1.8.3, objects.py
_COOLDOWN = 5  # of a zombie that has just bitten


@dataclass(frozen=True, slots=True)
class Loss:
    """Health that one thing took in one step."""

    step: int
    blow: str  # zombie, zombie asleep, arrow, lava, starving
    health: int
    starving: bool  # whether food, drink or energy was 0


@dataclass(frozen=True, slots=True)
class Death:
    """Why the player died."""

    cause: str
    blow: str


@dataclass(frozen=True, slots=True)
class _State:
    health: int
    recover: float  # Crafter's counter towards the next point of health, lost (below 0) or gained
    cooldowns: dict[Any, int]  # of the zombies
    arrows: dict[Any, Position]  # and the cell that each would hit


class Watch:
    """Keeps what took the player's health.

    Attributes:
        losses: oldest first.
    """

    def __init__(self, world: CrafterWorld) -> None:
        """Watch from the world's present state on."""
        self._world = world
        self._state = _state(world)
        self.losses: list[Loss] = []

    def look(self) -> None:
        """Take note of the step that was just played; has to be called after every step."""
        before, self._state = self._state, _state(self._world)
        env = self._world.env
        player = env._player
        inventory = player.inventory
        starving = (
            not inventory["food"]
            or not inventory["drink"]
            or not (inventory["energy"] or player.sleeping)
        )
        blows: list[tuple[str, int]] = []
        if starving and before.recover < 0 and player._recover == 0:
            blows.append((STARVING, 1))
        for zombie, cooldown in before.cooldowns.items():
            if cooldown == 0 and zombie.cooldown == _COOLDOWN:
                blows.append(
                    ("zombie asleep", _BITE_ASLEEP) if player.sleeping else ("zombie", _BITE)
                )
        blows += [
            ("arrow", _ARROW)
            for arrow, target in before.arrows.items()
            if arrow.removed and target == player.pos
        ]
        if env._world[player.pos][0] == "lava":
            blows.append(("lava", before.health))
        self.losses += [Loss(env._step, blow, health, starving) for blow, health in blows]

    def death(self) -> Death:
        """Why the player, who has just died, did."""
        step = self._world.env._step
        recent = [loss for loss in self.losses if loss.step > step - WINDOW]
        blow = recent[-1].blow
        if blow == "lava":
            return Death(blow, blow)
        taken: Counter[str] = Counter()
        for loss in reversed(recent):  # of two that took as much, the later one counts
            taken[STARVING if loss.starving else loss.blow] += loss.health
        return Death(taken.most_common(1)[0][0], blow)


def _state(world: CrafterWorld) -> _State:
    env = world.env
    cooldowns, arrows = {}, {}
    for creature in env._world.living:
        if isinstance(creature, Zombie):
            cooldowns[creature] = creature.cooldown
        elif isinstance(creature, Arrow):
            x, y = creature.pos
            dx, dy = creature.facing
            arrows[creature] = (x + dx, y + dy)
    return _State(env._player.health, env._player._recover, cooldowns, arrows)
