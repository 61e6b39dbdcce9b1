"""DAgger as a stream: actors play and label on all cores while one process learns (after arXiv
2412.07057).

The folder of a run holds ``recipe.yaml``, ``run.json``, ``curves.jsonl``, ``published/N``
(students, an ordinary model folder each; the actors play the newest), ``shards/`` (examples on
their way), ``checkpoint.pt``, and at the end ``best/``. A run that was stopped goes on from its
weights; the actors fill the replay again.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from pydantic import Field, PositiveFloat, PositiveInt

from agent.core import seeds
from agent.core.files import write_atomic
from agent.models.hardware import Hardware
from agent.planners import settings
from agent.planners.language import LanguagePlanner
from agent.planners.settings import PlannerSettings
from agent.worlds.crafter.prompts.compact import CompactPrompt
from training.data.examples import ChatExample, Examples, encode
from training.data.tokenizer import SHOWN, pebble_tokenizer, tokenizer_digest
from training.models import attention, load, pebble
from training.models.optimizers import MuonWithAdamW
from training.runs.folder import RunFolder
from training.runs.recipe import LossSettings, Optimizer, RecipeError, RunRecipe
from training.stream import replay
from training.stream.actors import GameSettings, StreamActor
from training.stream.replay import Replay

_WAITING = 64  # shards that may wait for the learner, after which the actors wait
_PUBLISHED = 3  # students that are kept: an actor may be reading one
_LOOK_EVERY = 15.0  # seconds between an actor's looks for a newer student
_LOG_EVERY = 10.0  # seconds
_SAVE_EVERY = 60.0  # seconds
_FRESH = 512  # examples on which a student is judged before it learns from them
_AVERAGED = 0.999  # weight of the past in the averaged weights
OnLog = Callable[[dict[str, float]], None]


class StreamRecipe(RunRecipe):
    """How a planner is trained on a stream."""

    model: str  # a model folder to go on from, or "pebble": a fresh one, from the seed
    minutes: PositiveFloat  # of learning
    # after which it ends if the minutes are not over; None: as many as there is time for
    updates: PositiveInt | None = None
    actors: PositiveInt | None = None  # processes that play; None: one for each core but one
    # each actor has a million worlds from there
    first_seed: int = Field(default=4_000_000, ge=seeds.FIRST_TRAINING)
    games: GameSettings = GameSettings()
    context: PositiveInt = 512
    width: PositiveInt = 192
    layers: PositiveInt = 4
    batch: PositiveInt = 64
    most: PositiveInt = 1_000_000  # examples in the replay
    least: PositiveInt = 20_000  # examples with which learning begins
    shard: PositiveInt = 4096  # examples that an actor hands over at once
    publish_every: PositiveFloat = 30.0  # seconds between students
    taught: float = Field(default=60.0, ge=0)  # seconds of learning in which the expert plays alone
    optimizer: Optimizer
    loss: LossSettings = LossSettings(plan_weight=0.3)
    device: Literal["cpu", "cuda"] = "cpu"
    student_device: Literal["cpu", "cuda"] = "cpu"
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
        return PlannerSettings(prompt="brief", version=2, temperature=self.temperature, masked=True)


@dataclass(frozen=True, slots=True)
class _Folder:
    """The files of a stream, beside those of every run."""

    path: Path

    @property
    def shards(self) -> Path:
        return self.path / "shards"

    @property
    def checkpoint(self) -> Path:
        return self.path / "checkpoint.pt"

    @property
    def stop(self) -> Path:
        """Made when the actors are to end."""
        return self.path / "stop"

    @property
    def students(self) -> list[Path]:
        """Published ones, the newest last."""
        found = (self.path / "published").glob("[0-9]*")
        return sorted(
            (path for path in found if path.name.isdigit()), key=lambda path: int(path.name)
        )

    def waiting(self) -> list[Path]:
        """Shards, the oldest first."""
        return sorted(
            self.shards.glob("*.npz"), key=lambda path: (path.stat().st_mtime_ns, path.name)
        )


def train(
    recipe: StreamRecipe, folder: Path, *, resume: bool = False, on_log: OnLog | None = None
) -> dict[str, float]:
    """Train until the recipe's minutes are over; the last entry of the curves.

    Args:
        recipe: what to do.
        folder: of the run.
        resume: go on from its checkpoint.
        on_log: told of each entry of the curves.

    Raises RecipeError for what cannot be done as asked, OSError if the disk does not take a file.
    """
    if recipe.model != "pebble":
        _require_numbers(recipe.model)
    run = RunFolder(folder)
    run.begin(recipe, resume=resume)
    files = _Folder(folder)
    files.stop.unlink(missing_ok=True)
    shutil.rmtree(files.shards, ignore_errors=True)
    files.shards.mkdir()
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    learner = _Learner(recipe, files)
    count = recipe.actors or max(1, (os.cpu_count() or 2) - 1)
    context = multiprocessing.get_context("spawn")
    actors = [
        context.Process(target=_act, args=(number, recipe, folder), daemon=True)
        for number in range(count)
    ]
    for actor in actors:
        actor.start()
    try:
        entry = learner.learn(run, actors, on_log)
    except KeyboardInterrupt:
        learner.save()
        raise
    finally:
        files.stop.touch()
        for actor in actors:
            actor.join(timeout=20)
            actor.terminate()
    learner.write(run.path / "best")
    shutil.rmtree(files.shards, ignore_errors=True)
    return entry


class _Learner:
    def __init__(self, recipe: StreamRecipe, files: _Folder) -> None:
        self._recipe = recipe
        self._files = files
        self._tokenizer = pebble_tokenizer()
        self._digest = tokenizer_digest(self._tokenizer)
        torch.manual_seed(recipe.seed)
        self._model = _fresh(recipe, len(self._tokenizer)).to(recipe.device).train()
        if recipe.device == "cpu":
            attention.use_fp32(self._model)
        self._averaged = [weight.detach().clone() for weight in self._model.parameters()]
        self._optimizer = MuonWithAdamW(self._model, recipe.optimizer)
        self._rates = [group["lr"] for group in self._optimizer.param_groups]
        self._replay = Replay(recipe.device, recipe.most, recipe.loss, recipe.seed)
        self._plan = int(self._tokenizer.convert_tokens_to_ids("<plan>"))
        self._step = 0
        self._seconds = 0.0
        if files.checkpoint.exists():
            self._load()

    def learn(self, run: RunFolder, actors: list[Any], on_log: OnLog | None) -> dict[str, float]:
        recipe = self._recipe
        entry: dict[str, float] = {}
        logged = saved = published = self._seconds
        if self._seconds:
            self._publish()
        losses: list[torch.Tensor] = []
        fresh: list[dict[str, float]] = []
        while self._left > 0:
            fresh += self._take()
            if len(self._replay) < recipe.least:
                _require_alive(actors)
                time.sleep(0.2)
                continue
            begun = time.monotonic()
            losses += [self._update(batch) for batch in self._replay.batches(recipe.batch)]
            if recipe.device == "cuda":
                torch.cuda.synchronize()
            self._seconds += time.monotonic() - begun
            if self._seconds - published >= recipe.publish_every and self._seconds >= recipe.taught:
                published = self._seconds
                self._publish()
            if self._seconds - saved >= _SAVE_EVERY:
                saved = self._seconds
                self.save()
            if self._seconds - logged >= _LOG_EVERY or self._left <= 0:
                logged = self._seconds
                entry = self._entry(losses, fresh)
                losses, fresh = [], []
                with (run.path / "curves.jsonl").open("a", encoding="utf-8") as file:
                    file.write(json.dumps(entry) + "\n")
                if on_log:
                    on_log(entry)
        self.save()
        return entry

    def write(self, folder: Path) -> None:
        """An ordinary model folder with the averaged weights."""
        draft = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        model = _fresh(self._recipe, len(self._tokenizer))
        with torch.no_grad():
            for weight, averaged in zip(model.parameters(), self._averaged, strict=True):
                weight.copy_(averaged)
        model.to(torch.float16).save_pretrained(draft)
        self._tokenizer.save_pretrained(draft)
        settings.write(self._recipe.planner, draft)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)

    def _update(self, batch: replay.ReplayBatch) -> torch.Tensor:
        warm = min(1.0, (self._step + 1) / max(1, self._recipe.optimizer.warmup))
        for group, rate in zip(self._optimizer.param_groups, self._rates, strict=True):
            group["lr"] = rate * max(0.0, self._left) * warm
        with self._cast():
            loss = replay.loss_of(replay.logits(self._model, batch), batch)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), self._recipe.optimizer.clip)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self._step += 1
        share = min(_AVERAGED, (self._step + 1) / (self._step + 10))
        torch._foreach_lerp_(
            self._averaged, [weight.detach() for weight in self._model.parameters()], 1 - share
        )
        return loss.detach()

    @property
    def _left(self) -> float:
        """The share of the training that is still to be done."""
        recipe = self._recipe
        done = self._seconds / (60 * recipe.minutes)
        return 1 - max(done, self._step / recipe.updates if recipe.updates else 0.0)

    def _take(self) -> list[dict[str, float]]:
        """Take in what the actors have made; how well the student did on it before."""
        found = self._files.waiting()
        if not found:
            return []
        shards = [Examples.load(path) for path in found]
        for path, shard in zip(found, shards, strict=True):
            shard.require_tokenizer(path, self._digest, self._recipe.model)
        self._replay.add(shards)
        for path in found:
            path.unlink()
        with torch.no_grad(), self._cast():
            batch = self._replay.newest(_FRESH)
            return [replay.judge(replay.logits(self._model, batch), batch, self._plan)]

    def _cast(self) -> Any:
        return torch.autocast(self._recipe.device, torch.bfloat16)

    def _entry(self, losses: list[torch.Tensor], fresh: list[dict[str, float]]) -> dict[str, float]:
        entry = {
            "seconds": round(self._seconds, 1),
            "step": self._step,
            "examples": self._replay.taken,
            "students": len(self._files.students) and int(self._files.students[-1].name),
            "loss": float(torch.stack(losses).mean()),
        }
        for name in fresh[0] if fresh else ():
            entry[f"fresh_{name}"] = float(np.mean([one[name] for one in fresh]))
        return {name: round(value, 4) for name, value in entry.items()}

    def _publish(self) -> None:
        students = self._files.students
        number = int(students[-1].name) + 1 if students else 1
        (self._files.path / "published").mkdir(exist_ok=True)
        self.write(self._files.path / "published" / str(number))
        for old in students[: 1 - _PUBLISHED]:
            shutil.rmtree(old, ignore_errors=True)

    def save(self) -> None:
        """Write the checkpoint."""
        state = {
            "model": self._model.state_dict(),
            "averaged": self._averaged,
            "optimizer": self._optimizer.state_dict(),
            "step": self._step,
            "seconds": self._seconds,
            "taken": self._replay.taken,
        }
        written = BytesIO()
        torch.save(state, written)
        write_atomic(self._files.checkpoint, written.getvalue())

    def _load(self) -> None:
        state = torch.load(self._files.checkpoint, map_location=self._recipe.device)
        self._model.load_state_dict(state["model"])
        self._averaged = [weight.to(self._recipe.device) for weight in state["averaged"]]
        self._optimizer.load_state_dict(state["optimizer"])
        self._step, self._seconds, self._replay.taken = (
            state["step"],
            state["seconds"],
            state["taken"],
        )


def _fresh(recipe: StreamRecipe, vocabulary: int) -> Any:
    if recipe.model == "pebble":
        return pebble.model(
            vocabulary=vocabulary, width=recipe.width, layers=recipe.layers,
            heads=recipe.width // 32, context=recipe.context, seed=recipe.seed,
        )  # fmt: skip
    model = load.causal(recipe.model, torch.float32)
    if model.config.vocab_size < vocabulary:
        model.resize_token_embeddings(vocabulary, mean_resizing=False)
    return model


def _require_numbers(model: str) -> None:
    """Raise RecipeError for a model whose tokenizer numbers a word otherwise than that of a
    stream's examples, Pebble's.

    One that only lacks words is no other one: they are added at its end.
    """
    theirs, ours = load.tokenizer(model), pebble_tokenizer()
    numbers = ours.get_vocab()
    for word, number in theirs.get_vocab().items():
        if numbers.get(word) != number:
            raise RecipeError(
                f"{model} has the tokenizer {tokenizer_digest(theirs)[:SHOWN]}, in "
                f"which {word!r} is {number}, and a stream"
                " makes examples of the tokenizer "
                f"{tokenizer_digest(ours)[:SHOWN]}; go on from a model with that one,"
                " or begin with model=pebble"
            )


def _require_alive(actors: list[Any]) -> None:
    for actor in actors:
        if actor.exitcode:
            raise RuntimeError(
                f"actor {actor.name} ended with exit code {actor.exitcode}; its error is above"
            )


def _act(number: int, recipe: StreamRecipe, folder: Path) -> None:
    """Play until told to stop: the work of one process."""
    torch.set_num_threads(1)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    files, tokenizer = _Folder(folder), pebble_tokenizer()
    actor = StreamActor(number, recipe.first_seed + 1_000_000 * number, recipe.games)
    student: LanguagePlanner | None = None
    known, looked, made = "", 0.0, 0
    answers: list[ChatExample] = []
    while not files.stop.exists():
        if time.monotonic() - looked > _LOOK_EVERY:
            looked = time.monotonic()
            newest = files.students[-1:]
            if newest and newest[0].name != known:
                student, known = _student(recipe, newest[0]) or student, newest[0].name
        answers += actor.step(student)
        if len(answers) >= recipe.shard:
            while len(files.waiting()) >= _WAITING and not files.stop.exists():
                time.sleep(0.2)
            made += 1
            shard = encode(answers, tokenizer)
            kept = np.flatnonzero(shard.lengths <= recipe.context)
            shard.take(kept).save(files.shards / f"{number}-{made}.npz")
            answers = []


def _student(recipe: StreamRecipe, folder: Path) -> LanguagePlanner | None:
    """The student of a folder; None if the folder has just been removed."""
    from agent.models.local import LocalModel
    from agent.models.protocol import ModelError

    try:
        model = LocalModel(str(folder), Hardware(device=recipe.student_device, threads=1))
    except (ModelError, OSError):
        return None
    prompt = CompactPrompt(version=2)
    return LanguagePlanner(
        "student", model, prompt=prompt, masked=True, temperature=recipe.temperature
    )
