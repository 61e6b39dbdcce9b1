"""Which episodes train, which validate and which test.

Episodes of one participant, and episodes of one seed, belong together, and so do all that are
joined through others. Such a group is never divided: nobody's play, and no world, is in two splits.
A group is drawn by the hash of its smallest seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from agent.core.seeds import PUBLISHED, VALIDATION

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)
_TRAIN, _VALIDATION = 0.8, 0.1  # shares of the groups; the rest tests


@dataclass(frozen=True, slots=True)
class Participation:
    """Who played an episode where."""

    participant: str  # "": not known, and so not the same as anybody
    seed: int


def assign(players: Sequence[Participation]) -> list[Split]:
    """The split of each episode, in their order, which does not matter.

    A group with a seed of ``PUBLISHED`` tests and another one with a seed of ``VALIDATION``
    validates, whatever the hash.
    """
    groups = _Groups()
    for player in players:
        groups.join(player.seed, player.participant or player.seed)
    members: dict[str | int, list[int]] = {}
    for player in players:
        members.setdefault(groups.of(player.seed), []).append(player.seed)
    splits = {group: _draw(seeds) for group, seeds in members.items()}
    return [splits[groups.of(player.seed)] for player in players]


def _draw(seeds: Sequence[int]) -> Split:
    if any(seed in PUBLISHED for seed in seeds):
        return "test"
    if any(seed in VALIDATION for seed in seeds):
        return "validation"
    digest = hashlib.sha256(f"seed {min(seeds)}".encode()).digest()
    share = int.from_bytes(digest[:8]) / 2**64
    return "train" if share < _TRAIN else "validation" if share < _TRAIN + _VALIDATION else "test"


class _Groups:
    """Union-find over participants (text) and seeds (numbers)."""

    def __init__(self) -> None:
        self._above: dict[str | int, str | int] = {}

    def of(self, member: str | int) -> str | int:
        """The member that stands for the group of this one."""
        root = member
        while (above := self._above.setdefault(root, root)) != root:
            root = above
        while member != root:
            self._above[member], member = root, self._above[member]
        return root

    def join(self, one: str | int, other: str | int) -> None:
        """Make one group of two."""
        self._above[self.of(one)] = self.of(other)
