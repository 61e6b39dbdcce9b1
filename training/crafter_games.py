"""Crafter as games of a rollout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent import planner_settings
from agent.episode import Episode
from agent.language.context import Message
from agent.language.prompts import Mode, parse_mode
from agent.models.protocol import Generation
from agent.planner import LanguagePlanner, Question, parsed
from agent.prompt import Prompt
from agent.worlds.crafter.engine import CrafterWorld
from agent.worlds.crafter.rules import ACHIEVEMENTS
from training.ppo_recipe import PpoRecipe
from training.rollout import Played


class _Elsewhere:
    """Stands for the model in the planners of episodes whose completions come from a rollout's sampler."""

    name = "sampler"

    def complete(self, contexts: Sequence[Sequence[Message]], **_: object) -> list[Generation]:
        """Nothing is asked of it."""
        raise RuntimeError("completions of a rollout come from its sampler")


@dataclass(slots=True)
class CrafterGame:
    """An episode that a language planner plays."""

    episode: Episode
    planner: LanguagePlanner

    def question(self) -> Question:
        """What the planner reads."""
        return self.planner.ask(self.episode.situation)

    def answer(self, written: Generation) -> Played:
        """Play a completion; an episode is over at death, at its cap, and with all achievements."""
        episode = self.episode
        asked = episode.plan if episode.plan and episode.plan.source == "human" else None
        decision = parsed(written, ())
        outcome = episode.play(decision)
        if not episode.over and len(episode.view.unlocked) == len(ACHIEVEMENTS):
            episode.end("complete")
        new = len(outcome.unlocked)
        return Played(
            task=new,
            valid=decision.valid,
            health=outcome.reward - bool(new),
            goal=asked is not None and asked.status == "done",
            ended=episode.over,
        )


class CrafterGames:
    """Episodes from the first step of worlds.

    Args:
        prompt: how situations are put before the model.
        mode: when it may plan.
        first_seed: of the world of the training game 0.
        cap: steps of an episode at the most.
        check_cap: the same on validation seeds.
    """

    def __init__(self, prompt: Prompt, mode: Mode, *, first_seed: int, cap: int, check_cap: int) -> None:
        self._planner = LanguagePlanner("student", _Elsewhere(), prompt=prompt, mode=mode, masked=True)
        self._first_seed, self._cap, self._check_cap = first_seed, cap, check_cap

    def begin(self, number: int) -> CrafterGame:
        """The world of that number after the first."""
        return self._game(self._first_seed + number, self._cap)

    def check(self, seed: int) -> CrafterGame:
        """The world of a validation seed."""
        return self._game(seed, self._check_cap)

    def _game(self, seed: int, cap: int) -> CrafterGame:
        return CrafterGame(Episode(CrafterWorld(), self._planner, seed=seed, cap=cap), self._planner)


def of(recipe: PpoRecipe) -> CrafterGames:
    """The games of a recipe. SettingsError if the model's planner.json is wrong."""
    prompt = planner_settings.read(Path(recipe.model)).make_prompt()
    return CrafterGames(
        prompt,
        parse_mode(recipe.mode),
        first_seed=recipe.first_seed,
        cap=recipe.cap,
        check_cap=recipe.evaluation.cap,
    )
