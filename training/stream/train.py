"""DAgger as a stream: actors play and label on all cores while one process learns (after arXiv
2412.07057).

The folder of a run holds ``recipe.yaml``, ``run.json``, ``curves.jsonl``, ``published/N``
(students, an ordinary model folder each; the actors play the newest), ``kept/UPDATES`` (those of
its hours, see ``training.stream.bill``), ``shards/`` (examples on their way), ``checkpoint.pt``,
and at the end ``best/``. A run that was stopped goes on from its
weights; the actors fill the replay again.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import torch

from agent.core.files import write_atomic
from agent.models.hardware import Hardware
from agent.models.protocol import Model
from agent.planners import settings
from agent.planners.language import LanguagePlanner
from training.data.examples import ChatExample, Examples, encode_states
from training.data.tokenizer import SHOWN, pebble_tokenizer, tokenizer_digest
from training.models import attention, load, pebble
from training.models.labels import LabelLogits
from training.models.optimizers import MuonWithAdamW
from training.runs.folder import RunFolder
from training.runs.recipe import RecipeError
from training.stream import replay
from training.stream.actors import StreamActor
from training.stream.folder import StreamFolder
from training.stream.recipe import StreamRecipe
from training.stream.replay import POOL, Replay
from training.stream.students import OwnStudent, ServedStudent, serve

_WAITING = 64  # shards that may wait for the learner, after which the actors wait
_PUBLISHED = 3  # students that are kept: an actor may be reading one
_LOG_EVERY = 10.0  # seconds
_SAVE_EVERY = 60.0  # seconds
_FRESH = 512  # examples on which a student is judged before it learns from them
_AVERAGED = 0.999  # weight of the past in the averaged weights
_WAIT = 0.2  # seconds
# by which actors yield to the learner and to who serves them: they make more than can be read
_YIELDING = 10
_FILE = "14MB"  # of weights in a file: with its header under 15 MB, which is easily carried
OnLog = Callable[[dict[str, float]], None]


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
    files = StreamFolder(folder)
    files.stop.unlink(missing_ok=True)
    shutil.rmtree(files.shards, ignore_errors=True)
    files.shards.mkdir()
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    learner = _Learner(recipe, files)
    count = recipe.actors or max(1, (os.cpu_count() or 2) - 1)
    processes = _start(recipe, folder, count)
    try:
        entry = learner.learn(run, processes, on_log)
    except KeyboardInterrupt:
        learner.save()
        raise
    finally:
        files.stop.touch()
        for process in processes:
            process.join(timeout=20)
            process.terminate()
    learner.write(run.best)
    shutil.rmtree(files.shards, ignore_errors=True)
    return entry


class _Learner:
    def __init__(self, recipe: StreamRecipe, files: StreamFolder) -> None:
        self._recipe = recipe
        self._files = files
        self._tokenizer = pebble_tokenizer()
        self._digest = tokenizer_digest(self._tokenizer)
        torch.manual_seed(recipe.seed)
        self._model = _fresh(recipe, len(self._tokenizer)).to(recipe.device).train()
        if recipe.device == "cpu":
            attention.use_fp32(self._model)
        self._logits = LabelLogits()
        self._averaged = [weight.detach().clone() for weight in self._model.parameters()]
        self._optimizer = MuonWithAdamW(self._model, recipe.optimizer)
        self._rates = [group["lr"] for group in self._optimizer.param_groups]
        self._replay = Replay(recipe.device, recipe.most, recipe.loss, recipe.seed)
        self._plan = int(self._tokenizer.convert_tokens_to_ids("<plan>"))
        self._step = 0
        self._seconds = 0.0
        self._read = 0  # examples, each as often as it was read
        self._used = 0.0  # processor seconds, those of the actors included, up to ``_clocked``
        self._clocked: dict[int, float] = {}  # process -> processor seconds by its clock
        self._allowed = 0.0  # reads that are left of those that ``recipe.reads`` grants
        if files.checkpoint.exists():
            self._load()

    def learn(
        self, run: RunFolder, processes: list[BaseProcess], on_log: OnLog | None
    ) -> dict[str, float]:
        recipe = self._recipe
        entry: dict[str, float] = {}
        logged = saved = published = kept = self._seconds
        if self._step:
            self._publish()
        losses: list[torch.Tensor] = []
        fresh: list[dict[str, float]] = []
        begun = time.monotonic() - self._seconds
        while self._left > 0:
            fresh += self._take()
            if self._may_learn():
                losses += [self._update(batch) for batch in self._replay.batches(recipe.batch)]
                if recipe.device == "cuda":
                    torch.cuda.synchronize()
            else:
                _require_alive(processes)
                time.sleep(_WAIT)
            self._seconds = time.monotonic() - begun
            if not losses:
                continue
            if self._seconds - published >= recipe.publish_every and self._seconds >= recipe.taught:
                published = self._seconds
                self._publish()
            if self._seconds - saved >= _SAVE_EVERY:
                saved = self._seconds
                self.save()
            keeps = self._seconds - kept >= 60 * recipe.kept_every or self._left <= 0
            if keeps:
                kept = self._seconds
                self._files.kept.mkdir(exist_ok=True)
                self.write(self._files.kept / str(self._step))
            if keeps or self._seconds - logged >= _LOG_EVERY:
                logged = self._seconds
                self._clock(processes)
                entry = self._entry(losses, fresh)
                losses, fresh = [], []
                with (run.path / "curves.jsonl").open("a", encoding="utf-8") as file:
                    file.write(json.dumps(entry) + "\n")
                if on_log:
                    on_log(entry)
        if not self._step:
            raise RecipeError(
                f"{self._replay.taken} examples came in {recipe.minutes:g} minutes, and learning"
                f" begins with {recipe.least}; give it more minutes, or a smaller least"
            )
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
        model.to(torch.float16).save_pretrained(draft, max_shard_size=_FILE)
        self._tokenizer.save_pretrained(draft)
        settings.write(self._recipe.planner, draft)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)

    def _update(self, batch: replay.ReplayBatch) -> torch.Tensor:
        warm = min(1.0, (self._step + 1) / max(1, self._recipe.optimizer.warmup))
        for group, rate in zip(self._optimizer.param_groups, self._rates, strict=True):
            group["lr"] = rate * max(0.0, self._left) * warm
        with self._cast():
            loss = replay.loss_of(replay.logits(self._logits, self._model, batch), batch)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), self._recipe.optimizer.clip)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self._step += 1
        self._read += len(batch)
        self._allowed -= len(batch)
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

    def _may_learn(self) -> bool:
        """Whether there are examples enough for the next updates."""
        recipe = self._recipe
        if len(self._replay) < recipe.least:
            return False
        return recipe.reads is None or self._allowed >= POOL * recipe.batch

    def _take(self) -> list[dict[str, float]]:
        """Take in what the actors have made; how well the student did on it before."""
        found = self._files.waiting()
        if not found:
            return []
        shards = [Examples.load(path) for path in found]
        for path, shard in zip(found, shards, strict=True):
            shard.require_tokenizer(path, self._digest, self._recipe.model)
        self._replay.add(shards)
        self._allowed += (self._recipe.reads or 0.0) * sum(map(len, shards))
        for path in found:
            path.unlink()
        with torch.no_grad(), self._cast():
            batch = self._replay.newest(_FRESH)
            return [
                replay.judge(replay.logits(self._logits, self._model, batch), batch, self._plan)
            ]

    def _cast(self) -> Any:
        return torch.autocast(self._recipe.device, torch.bfloat16)

    def _clock(self, processes: list[BaseProcess]) -> None:
        """Add up what processor time was used since the last time."""
        for number in (os.getpid(), *(process.pid for process in processes if process.pid)):
            with suppress(psutil.NoSuchProcess):
                times = psutil.Process(number).cpu_times()
                now = times.user + times.system
                self._used += now - self._clocked.get(number, 0.0)
                self._clocked[number] = now

    def _entry(self, losses: list[torch.Tensor], fresh: list[dict[str, float]]) -> dict[str, float]:
        entry = {
            "seconds": round(self._seconds, 1),
            "step": self._step,
            "core_hours": self._used / 3600,
            "decisions": self._replay.decisions,
            "examples": self._replay.taken,
            "reads": self._read / self._replay.taken,
            "students": len(self._files.students) and int(self._files.students[-1].name),
            "loss": float(torch.stack(losses).mean()),
        }
        for name in fresh[0] if fresh else ():
            entry[f"fresh_{name}"] = float(np.mean([one[name] for one in fresh]))
        return {name: round(value, 4) for name, value in entry.items()}

    def _publish(self) -> None:
        students = self._files.students
        number = int(students[-1].name) + 1 if students else 1
        self._files.published.mkdir(exist_ok=True)
        self.write(self._files.published / str(number))
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
            "used": self._used,
            "decisions": self._replay.decisions,
            "taken": self._replay.taken,
            "read": self._read,
        }
        written = BytesIO()
        torch.save(state, written)
        write_atomic(self._files.checkpoint, written.getvalue())

    def _load(self) -> None:
        state = torch.load(self._files.checkpoint, map_location=self._recipe.device)
        self._model.load_state_dict(state["model"])
        self._averaged = [weight.to(self._recipe.device) for weight in state["averaged"]]
        self._optimizer.load_state_dict(state["optimizer"])
        self._step, self._seconds = state["step"], state["seconds"]
        self._replay.taken, self._read = state["taken"], state["read"]
        self._replay.decisions, self._used = state["decisions"], state["used"]


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
                f"{model} has the tokenizer {tokenizer_digest(theirs)[:SHOWN]}, in which {word!r}"
                f" is {number}, and a stream makes examples of the tokenizer"
                f" {tokenizer_digest(ours)[:SHOWN]}; go on from a model with that one, or begin"
                " with model=pebble"
            )


def _require_alive(processes: list[BaseProcess]) -> None:
    for process in processes:
        if process.exitcode:
            raise RuntimeError(
                f"{process.name} ended with exit code {process.exitcode}; its error is above"
            )


def _start(recipe: StreamRecipe, folder: Path, actors: int) -> list[BaseProcess]:
    """Start the actors, and what serves their students if the recipe asks for it."""
    context = multiprocessing.get_context("spawn")
    pipes = [context.Pipe() for _ in range(actors)] if recipe.served else []
    ends: list[Connection | None] = [ours for ours, _ in pipes] or [None] * actors
    processes: list[BaseProcess] = [
        context.Process(
            target=_act, name=f"actor {number}", args=(number, recipe, folder, end), daemon=True
        )
        for number, end in enumerate(ends)
    ]
    if recipe.served:
        theirs = [end for _, end in pipes]
        processes.append(
            context.Process(
                target=_serve, name="students", args=(recipe, folder, theirs), daemon=True
            )
        )
    for process in processes:
        process.start()
    for pipe in pipes:  # who waits at one end learns that the other has gone, if nobody else has it
        for end in pipe:
            end.close()
    return processes


def _act(number: int, recipe: StreamRecipe, folder: Path, connection: Connection | None) -> None:
    """Play until told to stop: the work of one process."""
    torch.set_num_threads(1)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    os.nice(_YIELDING)
    files, tokenizer = StreamFolder(folder), pebble_tokenizer()
    first_seed = recipe.first_seed + 1_000_000 * number
    actor = StreamActor(number, first_seed, recipe.games, ways=recipe.ways, trail=recipe.trail)
    student = (
        OwnStudent(files, Hardware(recipe.student_device, threads=1))
        if connection is None
        else ServedStudent(files, connection)
    )
    made = 0
    states: list[list[ChatExample]] = []
    while not _is_over(files):
        model = student.newest()
        states += actor.step(None if model is None else _planner(recipe, model))
        if sum(map(len, states)) >= recipe.shard:
            while len(files.waiting()) >= _WAITING and not _is_over(files):
                time.sleep(_WAIT)
            made += 1
            shard = encode_states(states, tokenizer)
            kept = np.flatnonzero(shard.lengths <= recipe.context)
            shard.take(kept).save(files.shards / f"{number}-{made}.npz")
            states = []


def _serve(recipe: StreamRecipe, folder: Path, connections: list[Connection]) -> None:
    """Decide for the actors until all of them have ended: the work of one process."""
    serve(OwnStudent(StreamFolder(folder), Hardware(recipe.student_device, threads=1)), connections)


def _is_over(files: StreamFolder) -> bool:
    """Whether the learner has told to stop, or has died without telling."""
    learner = multiprocessing.parent_process()
    return files.stop.exists() or (learner is not None and not learner.is_alive())


def _planner(recipe: StreamRecipe, model: Model) -> LanguagePlanner:
    used = recipe.planner
    return LanguagePlanner(
        "student",
        model,
        prompt=used.make_prompt(),
        masked=used.masked,
        temperature=used.temperature,
    )
