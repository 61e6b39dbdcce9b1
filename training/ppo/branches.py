"""What planning gains, measured in a rollout: in some of its turns, the game is played on beside
itself in pairs. One branch of a pair has to plan at once, the other may not for some turns, and
then both go on by the policy.

This is the planning advantage as the paper defines it (arXiv 2509.03581) and ``sidequest
advantage`` measures it, of the model that is being trained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent.core.completion import OPEN
from training.ppo.recipe import BranchSettings, PpoRecipe
from training.ppo.turns import PARTS, RolloutGame, SampledTurn, Sampler, Sampling, draw, seed_of

_DRAWN, _PLAYED = range(2)  # what is drawn of a turn's seed


@dataclass(frozen=True, slots=True)
class Branches:
    """How branches are played and counted."""

    settings: BranchSettings
    weights: tuple[float, ...]  # of ``PARTS``
    discount: float

    @classmethod
    def of(cls, recipe: PpoRecipe) -> Branches | None:
        """Those of a recipe, if it measures any."""
        if recipe.branches is None:
            return None
        weights = tuple(recipe.weights[part] for part in PARTS)
        return cls(recipe.branches, weights, recipe.discount)

    def gains(
        self,
        sampler: Sampler,
        games: Sequence[RolloutGame],
        seeds: Sequence[int],
        sampling: Sampling,
    ) -> list[float | None]:
        """The discounted reward that planning now gains, in the mean of a turn's pairs; None where
        it was not measured: it was not drawn, or it may not plan.

        Args:
            sampler: writes.
            games: whose next turns may be measured. They are not changed.
            seeds: of these turns, on which it depends which are measured and how.
            sampling: how it is drawn.
        """
        wanted = self.settings
        chosen = [
            at
            for at, (game, seed) in enumerate(zip(games, seeds, strict=True))
            if seed_of(seed, _DRAWN) / 2**63 < wanted.share and OPEN not in game.question().barred
        ]
        gained = dict.fromkeys(chosen, 0.0)
        live = [
            (game, at, pair, sign / wanted.pairs)
            for at in chosen
            for pair in range(wanted.pairs)
            for sign, game in zip((1, -1), self._pair(games[at], pair), strict=True)
        ]
        for turn in range(wanted.turns):
            if not live:
                break
            drawn = [seed_of(seeds[at], _PLAYED, pair, turn) for _, at, pair, _ in live]
            written = draw(sampler, [game for game, *_ in live], drawn, sampling)
            going_on = []
            for one, generation in zip(live, written, strict=True):
                game, at, _, share = one
                played = SampledTurn(generation, game.answer(generation))
                gave = float(np.dot(self.weights, played.parts))
                gained[at] += share * self.discount**turn * gave
                if not played.played.ended:
                    going_on.append(one)
            live = going_on
        return [gained.get(at) for at in range(len(games))]

    def _pair(self, game: RolloutGame, luck: int) -> list[RolloutGame]:
        keep, turns = self.settings.keep, self.settings.turns
        return [game.branch(plans=p, keep=keep, turns=turns, luck=luck) for p in (True, False)]
