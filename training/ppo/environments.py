"""Crafter as games of a rollout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from agent.core.completion import parse
from agent.core.context import Message
from agent.core.mode import ALWAYS, parse_mode
from agent.core.planner import Question
from agent.episode import Episode
from agent.models.protocol import Generation
from agent.planners import settings
from agent.planners.language import LanguagePlanner, parsed
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.rules import ACTION_NAMES
from training.data.sessions import Sessions, SessionsError
from training.ppo.recipe import PpoRecipe
from training.ppo.turns import TurnOutcome


class _Elsewhere:
    """Stands for the model in the planners of episodes whose completions come from a rollout's
    sampler.
    """

    name = "sampler"

    def complete(self, contexts: Sequence[Sequence[Message]], **_: object) -> list[Generation]:
        """Nothing is asked of it."""
        raise RuntimeError("completions of a rollout come from its sampler")


@dataclass(slots=True)
class CrafterGame:
    """An episode that a language planner plays."""

    episode: Episode
    planner: LanguagePlanner
    plans_now: bool = False  # whether its next turn has to plan

    def question(self) -> Question:
        """What the planner reads."""
        planner = self.planner
        if self.plans_now:
            planner = planner.with_prompt(lambda prompt: prompt, ALWAYS)
        return planner.ask(self.episode.situation)

    def answer(self, written: Generation) -> TurnOutcome:
        """Play a completion; an episode is over at death, at its cap, and with all achievements.

        Nobody is there to let it put off an order: of such a completion the action alone is played.
        """
        self.plans_now = False
        episode, asked = self.episode, self.episode.asked
        decision = parsed(written, parse(written.text, ACTION_NAMES))
        if episode.must_ask(decision):
            decision = replace(decision, plan=None)
        outcome = episode.play(decision)
        episode.end_if_complete()
        new = len(outcome.unlocked)
        return TurnOutcome(
            task=new,
            valid=decision.valid,
            health=outcome.reward - bool(new),
            goal=asked is not None and asked.status == "done",
            ended=episode.over,
        )

    def branch(self, *, plans: bool, keep: int, turns: int, luck: int) -> CrafterGame:
        """See ``training.ppo.turns``."""
        left = self.episode.cap - self.episode.view.step
        episode = self.episode.fork(steps=min(turns, left), sample_index=luck + 1)
        episode.world.vary(luck)
        if not plans:
            episode.mute(keep)
        return CrafterGame(episode, self.planner, plans_now=plans)


class CrafterGames:
    """Episodes of a recipe: from the first step of worlds, and from people's sessions.

    Raises SettingsError if the model's planner.json is wrong, and what ``Sessions.read`` raises;
    all are ValueErrors with one line.
    """

    def __init__(self, recipe: PpoRecipe) -> None:
        prompt = settings.read(Path(recipe.model)).make_prompt()
        self._planner = LanguagePlanner(
            "student", _Elsewhere(), prompt=prompt, mode=parse_mode(recipe.mode), masked=True
        )
        self._recipe = recipe
        self._sessions = Sessions.read(recipe.people.traces, recipe.cap) if recipe.people else None
        if recipe.people and recipe.people.plans and self._sessions and not self._sessions.plans:
            raise SessionsError("people.plans is above 0, but no session has a person's plan")

    def begin(self, number: int) -> CrafterGame:
        """The training game of a number: by draw a session's, else the world of that number after
        the first.
        """
        recipe, people, sessions = self._recipe, self._recipe.people, self._sessions
        if people and sessions:
            rng = np.random.default_rng((recipe.seed, number))
            drawn = rng.random()
            if drawn < people.plans:
                return self._game(sessions.planned(rng, self._planner, recipe.cap))
            if drawn < people.plans + people.states:
                return self._game(sessions.state(rng, self._planner, recipe.cap))
        seed = recipe.first_seed + number
        return self._game(Episode(CrafterWorld(), self._planner, seed=seed, cap=recipe.cap))

    def check(self, seed: int) -> CrafterGame:
        """The world of a validation seed."""
        return self._game(
            Episode(CrafterWorld(), self._planner, seed=seed, cap=self._recipe.evaluation.cap)
        )

    def _game(self, episode: Episode) -> CrafterGame:
        return CrafterGame(episode, self._planner)
