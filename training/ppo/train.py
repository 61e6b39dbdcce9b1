"""Learning when a plan pays: PPO (Schulman et al. 2017, arXiv 1707.06347) over turns of episodes.

It is the paper's second stage.

An update plays ``turns`` turns at every world, works out who gets the credit for what came of them
(``training.ppo.credit``), and moves the policy (``training.ppo.policy``) and the critic
(``training.ppo.critic``) by it. Each turn is a sample of its own, its prompt being what is read
when playing.

Where the paper (arXiv 2509.03581) does not tell, this is what is done: advantages are of turns, not
of tokens, and are normalised over the turns of an update; the KL divergence to the model that was
begun with is exact, over the vocabulary, and in the loss, not in the reward; and the critic learns
the returns of the first policy before the policy learns.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch.utils.tensorboard import SummaryWriter
from transformers.utils import logging

from agent.core import seeds
from agent.planners import settings as planner_settings
from training.ppo import credit, figures, rollout_ray, samples
from training.ppo.branches import Branches
from training.ppo.credit import Lessons
from training.ppo.critic import Critic
from training.ppo.devices import Devices, Indices, shuffled
from training.ppo.policy import Policy
from training.ppo.recipe import CHECKPOINT, PpoRecipe
from training.ppo.rollout import Collector, EpisodeTally, Rollout, Rollouts, play_out
from training.ppo.rollout_worker import RolloutPolicy
from training.ppo.turn_batches import TurnBatches
from training.ppo.turns import PARTS, RolloutGame, SampledTurn, Sampling
from training.ppo.warm_up import warm_up
from training.runs.folder import RunFolder
from training.runs.recipe import LossSettings, RecipeError

OnLog = Callable[[int, dict[str, Any]], None]
_PLAY, _SHUFFLE, _CHECK = range(3)  # what is drawn, beside the recipe's seed
_TASK, _TOKENS, _INVALID = map(PARTS.index, ("task", "plan_tokens", "invalid"))


class RolloutGames(Protocol):
    """What is played."""

    def begin(self, number: int) -> RolloutGame:
        """The training game of a number: the same every time."""

    def check(self, seed: int) -> RolloutGame:
        """The validation game of a seed: the same every time."""


def train(
    recipe: PpoRecipe,
    folder: Path,
    games: RolloutGames,
    *,
    resume: bool = False,
    on_log: OnLog | None = None,
) -> dict[str, Any]:
    """Follow a recipe, or go on with it, and return the metrics that are written to the run's
    folder.

    Args:
        recipe: what to do.
        folder: of the run; see ``training.runs.folder``.
        games: what is played.
        resume: go on from the newest checkpoint; everything is as in a run that was not stopped.
        on_log: told of each entry of the log with its update.

    Raises RecipeError for whatever cannot be done as asked, OSError if the disk does not take a
    file.
    """
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    devices = Devices(half=recipe.precision == "bf16", checkpointing=recipe.gradient_checkpointing)
    if recipe.worlds % devices.count:
        raise RecipeError(
            f"{recipe.worlds} worlds cannot be shared out evenly to {devices.count} processes"
        )
    torch.manual_seed(recipe.seed)
    run = RunFolder(folder)
    with rollout_ray.connected(recipe, devices.count):
        if devices.first:
            run.begin(recipe, resume=resume)
        devices.wait()
        return _Ppo(recipe, run, games, devices, on_log).train()


class _Ppo:
    """A run, as seen by one of its processes: each plays, and learns from, its own share of the
    worlds.
    """

    def __init__(
        self,
        recipe: PpoRecipe,
        run: RunFolder,
        games: RolloutGames,
        devices: Devices,
        on_log: OnLog | None,
    ) -> None:
        self._recipe, self._run, self._games, self._devices, self._on_log = (
            recipe,
            run,
            games,
            devices,
            on_log,
        )
        self._policy = Policy(recipe, devices)
        self._critic = None if recipe.critic is None else Critic(recipe, recipe.critic, devices)
        numbers = range(devices.rank, recipe.worlds, devices.count)
        sampling, branches = self._sampling(_PLAY), Branches.of(recipe)
        playing = games.begin, numbers, recipe.worlds, sampling, branches
        self._rollouts: Rollouts = (
            rollout_ray.Actors(
                recipe.ray,
                partial(RolloutPolicy, recipe, recipe.ray.threads),
                self._policy,
                *playing,
            )
            if recipe.ray
            else Collector(self._policy.sampler, *playing)
        )
        self._history: list[dict[str, Any]] = []
        self._update = 0

    def train(self) -> dict[str, Any]:
        """All updates that are missing."""
        recipe, run, begun = self._recipe, self._run, time.monotonic()
        if checkpoint := run.last_checkpoint():
            self._restore(checkpoint)
        writer = (
            SummaryWriter(str(run.tensorboard), purge_step=self._update + 1)
            if self._devices.first
            else None
        )
        if checkpoint is None:
            self._log({"step": 0, **self._warm(), **self._check()}, writer)
            self._save()
        while self._update < recipe.updates:
            self._update += 1
            last = self._update == recipe.updates
            entry = {"step": self._update, **self._learn()}
            if last or self._update % recipe.evaluation.every == 0:
                entry |= self._check()
            self._log(entry, writer)
            late = (
                recipe.max_minutes is not None
                and (time.monotonic() - begun) / 60 >= recipe.max_minutes
            )
            if last or late or self._update % recipe.checkpoint_every == 0:
                self._save()
            if late:
                break
        metrics = self._summary()
        if writer is not None:
            writer.close()
            run.write_metrics(metrics)
            shutil.rmtree(run.drafts, ignore_errors=True)
        return metrics

    def _warm(self) -> dict[str, float]:
        """Begin with games of all ages and a critic that knows them; what the warm-up tells, if it
        is done here.
        """
        if self._recipe.warmed is None:
            return warm_up(
                self._recipe, self._devices, self._rollouts, self._critic, self._tell_warm_up
            )
        saved = torch.load(
            self._recipe.warmed / CHECKPOINT, map_location=self._devices.device, weights_only=True
        )
        self._restore_critic(saved, self._recipe.warmed)
        self._restore_games(self._recipe.warmed)
        return {}

    def _learn(self) -> dict[str, float]:
        """One update."""
        recipe, devices = self._recipe, self._devices
        begun = time.perf_counter()
        with devices.computing():
            rollout = self._rollouts.collect(recipe.turns)
        turns = [turn for row in rollout.turns for turn in row]
        self._keep(rollout)
        played = time.perf_counter()
        batches = TurnBatches(
            turns,
            LossSettings(
                plan_weight=recipe.actor.plan_weight, action_weight=recipe.actor.action_weight
            ),
        )
        self._require_room(int(batches.lengths.max()))
        due = credit.assign(recipe, devices, self._critic, rollout)
        order = list(self._order(len(turns)))
        told = self._policy.improve(batches, due.advantages, order)
        if due.lessons is not None:
            told |= self._teach(due.lessons, order)
        learned = time.perf_counter()
        return {
            **self._tell(rollout, turns),
            **told,
            **due.told,
            "rollout_per_second": len(turns) * devices.count / (played - begun),
            "update_per_second": len(turns) * devices.count / (learned - played),
            "memory_mb": devices.memory_mb(),
        }

    def _keep(self, rollout: Rollout) -> None:
        """Write the samples of this update, if they are wanted."""
        recipe, rank = self._recipe, self._devices.rank
        if recipe.samples:
            worlds = range(rank, recipe.worlds, self._devices.count)
            told = samples.rows(rollout, worlds, self._update, recipe.weights, recipe.max_tokens)
            samples.write(self._run.samples, self._update, rank, told)

    def _order(self, count: int) -> Iterator[Indices]:
        """Minibatches of so many samples in this update."""
        drawn = (self._recipe.seed, _SHUFFLE, self._update, self._devices.rank)
        return shuffled(count, self._recipe.minibatches, self._recipe.epochs, *drawn)

    def _teach(self, lessons: Lessons, order: Sequence[Indices]) -> dict[str, float]:
        """Let the critic learn, of prompts alone in the order in which the policy did."""
        settings, count = self._recipe.critic, len(lessons.read)
        assert self._critic is not None
        assert settings is not None
        return self._critic.learn(
            lessons.read,
            lessons.old,
            lessons.returns,
            order if self._recipe.values == 1 else self._order(count),
            lr=settings.lr,
            clip=settings.clip_value,
        )

    def _check(self) -> dict[str, float]:
        """Play the validation seeds, the same draws every time, and keep the model if it is the
        best so far.
        """
        recipe, devices = self._recipe, self._devices
        chosen = seeds.parse(recipe.evaluation.seeds)[devices.rank :: devices.count]
        with devices.computing():
            played = play_out(
                self._policy.sampler,
                {seed: self._games.check(seed) for seed in chosen},
                self._sampling(_CHECK),
            )
        told = {
            f"eval_{name}": value for name, value in _means(devices.gather(played), recipe).items()
        }
        former = [entry["eval_return"] for entry in self._history if "eval_return" in entry]
        if devices.first and all(told["eval_return"] > value for value in former):
            played_so = {"temperature": recipe.temperature, "masked": True}
            settings = planner_settings.read(Path(recipe.model)).model_copy(update=played_so)
            draft = self._run.drafts / "best"
            shutil.rmtree(draft, ignore_errors=True)
            self._policy.write(draft, settings)
            self._run.keep_best(draft)
        devices.wait()
        return told

    def _tell(self, rollout: Rollout, turns: Sequence[SampledTurn]) -> dict[str, float]:
        """What a rollout was like: means of the episodes that ended in it, if any did, and of its
        turns.
        """
        written = [turn.generation for turn in turns]
        planning = [turn for turn in turns if turn.plan_tokens]
        chances = np.array(
            [
                one.plan_probability
                for one in written
                if not one.banned and one.plan_probability is not None
            ]
        )
        unsure = -(
            chances * np.log(chances.clip(1e-12))
            + (1 - chances) * np.log((1 - chances).clip(1e-12))
        )
        parts = {
            f"of_{name}": float((weight * rollout.parts[name]).sum())
            for name, weight in self._recipe.weights.items()
        }
        sums = {
            **parts,
            "turns": len(turns),
            "plans": len(planning),
            "plan_tokens": sum(turn.plan_tokens for turn in planning),
            "unsure": float(unsure.sum()),
            "free": len(chances),
            "invalid": sum(not turn.played.valid for turn in turns),
            "read": sum(one.input_tokens for one in written),
            "written": sum(one.output_tokens for one in written),
        }
        own = torch.tensor(list(sums.values()), dtype=torch.float64)
        told = dict(zip(sums, self._devices.total(own).tolist(), strict=True))
        episodes = self._devices.gather(rollout.episodes)
        return {
            **_means(episodes, self._recipe),
            "episodes": len(episodes),
            **{f"{name}_per_100_turns": 100 * told[name] / told["turns"] for name in parts},
            "plan_share": told["plans"] / told["turns"],
            "plan_length": told["plan_tokens"] / max(1, told["plans"]),
            "decision_entropy": told["unsure"] / max(1, told["free"]),
            "malformed_share": told["invalid"] / told["turns"],
            "tokens_read": told["read"],
            "tokens_written": told["written"],
        }

    def _sampling(self, what: int) -> Sampling:
        return Sampling(
            self._recipe.temperature, self._recipe.max_tokens, (self._recipe.seed, what)
        )

    def _require_room(self, longest: int) -> None:
        if longest > self._recipe.context:
            raise RecipeError(f"a turn has {longest} tokens; the context is {self._recipe.context}")

    def _log(self, entry: dict[str, Any], writer: SummaryWriter | None) -> None:
        self._history.append(entry)
        if writer is not None:
            self._run.write_curves(self._history)
            for name, value in entry.items():
                if name != "step":
                    writer.add_scalar(name, value, entry["step"])
            writer.flush()
            if "eval_return" in entry:
                figures.draw(self._run.path)
        if self._on_log:
            self._on_log(entry["step"], entry)

    def _tell_warm_up(self, told: dict[str, float]) -> None:
        if self._on_log:
            self._on_log(0, told)

    def _save(self) -> None:
        """Write a checkpoint; one that is seen is whole."""
        draft = self._run.drafts / f"checkpoint-{self._update}"
        draft.mkdir(parents=True, exist_ok=True)
        (draft / f"games-{self._devices.rank}.pickle").write_bytes(self._rollouts.save())
        if self._devices.first:
            torch.save(
                {
                    "policy": self._policy.save(),
                    "critic": None if self._critic is None else self._critic.save(),
                },
                draft / CHECKPOINT,
            )
            (draft / "history.json").write_text(json.dumps(self._history), encoding="utf-8")
        self._devices.wait()
        if self._devices.first:
            self._run.keep_checkpoint(draft, self._update)
        self._devices.wait()

    def _restore(self, checkpoint: Path) -> None:
        saved = torch.load(
            checkpoint / CHECKPOINT, map_location=self._devices.device, weights_only=True
        )
        self._policy.restore(saved["policy"])
        self._restore_critic(saved, checkpoint)
        self._restore_games(checkpoint)
        self._history = json.loads((checkpoint / "history.json").read_text(encoding="utf-8"))
        self._update = int(checkpoint.name)

    def _restore_critic(self, saved: dict[str, Any], checkpoint: Path) -> None:
        if self._critic is None:
            return
        try:
            self._critic.restore(saved["critic"])
        except (RuntimeError, TypeError) as error:
            raise RecipeError(
                f"{checkpoint} has no critic for credit: {self._recipe.credit}; warm one up under "
                "the same setting"
            ) from error

    def _restore_games(self, checkpoint: Path) -> None:
        path = checkpoint / f"games-{self._devices.rank}.pickle"
        try:
            self._rollouts.restore(path.read_bytes())
        except (AttributeError, ImportError) as error:  # of a pickle whose classes have moved since
            raise RecipeError(
                f"{path} has games of another version of Sidequest: {error}; name another folder"
            ) from error
        except (OSError, KeyError) as error:
            processes, worlds = self._devices.count, self._recipe.worlds
            raise RecipeError(
                f"{path} has not the games of {worlds} worlds in {processes} processes: {error}"
            ) from error

    def _summary(self) -> dict[str, Any]:
        checks = [entry for entry in self._history if "eval_return" in entry]
        return {
            "finished": self._update >= self._recipe.updates,
            "updates": self._update,
            "decisions": self._update * self._recipe.worlds * self._recipe.turns,
            "first": checks[0],
            "last": checks[-1],
            "best": max(checks, key=lambda entry: float(entry["eval_return"])),
        }


def _means(episodes: Sequence[EpisodeTally], recipe: PpoRecipe) -> dict[str, float]:
    """Of whole episodes; nothing of none."""
    if not episodes:
        return {}
    sums = np.array([episode.sums for episode in episodes])
    turns, plans = (
        sum(episode.turns for episode in episodes),
        sum(episode.plans for episode in episodes),
    )
    weights = np.array([recipe.weights[name] for name in PARTS])
    return {
        "return": float((sums @ weights).mean()),
        "unlocked": float(sums[:, _TASK].mean()),
        "length": turns / len(episodes),
        "plans_per_100_steps": 100 * plans / turns,
        "plan_tokens": float(sums[:, _TOKENS].mean()),
        "invalid": float(sums[:, _INVALID].mean()),
    }
