"""What a decision of a language model costs, engine beside engine on the same prompts:
``python -m tests.bench.decision [--prompts N] [--threads N] [--games N --cap STEPS]``.

The prompts are those of games that the planner plays, drawn from at the planner's own temperature,
seeds and masks. Engines take turns, batch by batch, so that a busy machine slows all alike. A row
prints, for an engine and a batch:

- cpu ms: processor time of a decision, all threads together: prompt text to parsed tokens, without
  making the prompt and without the game;
- p50 and p95: of a batch, on the clock;
- equal: completions with the same tokens as transformers';
- logprob: the largest difference of a written token's log-probability.

OpenVINO is measured where it is installed, on the same graph; torch's compiler with ``--compiled``.
``--games`` plays whole games with transformers and onnxruntime, and tells where they part.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from transformers import AutoConfig, AutoModelForCausalLM

from agent.core.context import Message
from agent.episode import Episode
from agent.models import llama_graph
from agent.models.hardware import Hardware
from agent.models.local import LocalModel
from agent.models.onnx import OnnxModel
from agent.models.protocol import Generation, Model
from agent.models.tokens import tokenizer_of
from agent.planners import registry
from agent.planners import settings as planner_settings
from agent.planners.language import MAX_TOKENS, LanguagePlanner
from agent.worlds.crafter.engine.engine import CrafterWorld

BATCHES = (1, 8, 20, 64)
FIRST_SEED, CAP = 1000, 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """One context, and how it is completed."""

    context: Sequence[Message]
    seed: int
    barred: Collection[str]


class Recorder:
    """A model that remembers what it was asked."""

    def __init__(self, model: Model) -> None:
        self.name = model.name
        self._model = model
        self.asked: list[Asked] = []

    def complete(
        self,
        contexts: Sequence[Sequence[Message]],
        *,
        max_tokens: int,
        temperature: float = 1.0,
        seeds: Sequence[int] | None = None,
        barred: Sequence[Collection[str]] | None = None,
    ) -> list[Generation]:
        """Ask the model."""
        assert seeds is not None
        assert barred is not None
        self.asked += map(Asked, contexts, seeds, barred)
        return self._model.complete(
            contexts, max_tokens=max_tokens, temperature=temperature, seeds=seeds, barred=barred
        )


@dataclass
class Measured:
    """Of one engine at one batch size."""

    cpu: float = 0.0  # seconds
    clock: list[float] = field(default_factory=list)  # ms of a batch
    equal: int = 0
    gap: float = 0.0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--planner", default="pebble")
    parser.add_argument("--prompts", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--compiled", action="store_true")
    parser.add_argument("--games", type=int, default=0)
    parser.add_argument("--cap", type=int, default=CAP)
    given = parser.parse_args()
    path, hardware = registry.model_of(given.planner), Hardware(threads=given.threads)
    local, quick = LocalModel(path, hardware), OnnxModel(path, hardware)
    if given.games:
        compare_games(path, local, quick, range(FIRST_SEED, FIRST_SEED + given.games), given.cap)
        return
    engines: dict[str, Model] = {"transformers": local, "onnxruntime": quick}
    if importlib.util.find_spec("openvino"):
        for precision in ("f32", "bf16"):
            engines[f"openvino {precision}"] = openvino(path, precision, given.threads)
    if given.compiled:
        engines["torch.compile"] = compiled(path)
    asked = prompts(path, quick, given.prompts)
    temperature = planner_settings.read(Path(path)).temperature
    print(f"{len(asked)} prompts, {given.threads} threads, temperature {temperature}")
    print(f"{'engine':16} batch   cpu ms      p50      p95    equal   logprob")
    for batch in BATCHES:
        for name, found in measure(engines, asked, batch, temperature).items():
            p50, p95 = np.percentile(found.clock, (50, 95))
            print(
                f"{name:16} {batch:5} {1000 * found.cpu / len(asked):8.2f} {p50:8.1f} {p95:8.1f}  "
                f"{100 * found.equal / len(asked):6.2f}%  {found.gap:.1e}",
                flush=True,
            )


def measure(
    engines: Mapping[str, Model], asked: Sequence[Asked], batch: int, temperature: float
) -> dict[str, Measured]:
    """All engines on all prompts; the first is what the others are compared with."""
    measured = {name: Measured() for name in engines}
    for model in engines.values():  # what is made at the first call is no part of a decision's cost
        completed(model, asked[:batch], temperature)
    starts = range(0, len(asked), batch)
    for start in track(starts, f"batch {batch}", console=Console(stderr=True), transient=True):
        expected: list[Generation] = []
        for name, model in engines.items():
            figures = measured[name]
            cpu, clock = time.process_time(), time.perf_counter()
            written = completed(model, asked[start : start + batch], temperature)
            figures.cpu += time.process_time() - cpu
            figures.clock.append(1000 * (time.perf_counter() - clock))
            expected = expected or written
            for one, other in zip(expected, written, strict=True):
                if one.token_ids == other.token_ids:
                    figures.equal += 1
                    gaps = np.subtract(one.logprobs, other.logprobs)
                    figures.gap = max(figures.gap, float(np.abs(gaps).max()))
    return measured


def completed(model: Model, asked: Sequence[Asked], temperature: float) -> list[Generation]:
    """What a model writes."""
    return model.complete(
        [one.context for one in asked],
        max_tokens=MAX_TOKENS,
        temperature=temperature,
        seeds=[one.seed for one in asked],
        barred=[one.barred for one in asked],
    )


def prompts(path: str, model: Model, count: int) -> list[Asked]:
    """Of games from the first validation seed on."""
    recorder, seed = Recorder(model), FIRST_SEED
    with Console(stderr=True).status("playing for prompts"):
        while len(recorder.asked) < count:
            game = playing(path, recorder, seed, CAP)
            while not game.over and len(recorder.asked) < count:
                game.play(game.decide())
            seed += 1
    return recorder.asked


def playing(path: str, model: Model, seed: int, cap: int) -> Episode[Any, Any]:
    """A game of the planner in a folder, in the engine given."""
    settings = planner_settings.read(Path(path))
    planner = LanguagePlanner(
        model.name,
        model,
        prompt=settings.make_prompt(),
        masked=settings.masked,
        temperature=settings.temperature,
    )
    return Episode(CrafterWorld(), planner, seed=seed, cap=cap)


def compare_games(path: str, one: Model, other: Model, seeds: Sequence[int], cap: int) -> None:
    """Play whole games with both, and say for each seed whether they were the same."""
    for seed in seeds:
        games = [playing(path, model, seed, cap) for model in (one, other)]
        steps = 0
        while not games[0].over:
            decisions = [game.decide() for game in games]
            if len({decision.completion for decision in decisions}) > 1:
                break
            for game, decision in zip(games, decisions, strict=True):
                game.play(decision)
            steps += 1
        same = games[0].over and games[0].world.digest() == games[1].world.digest()
        print(f"seed {seed}: {'the same' if same else 'parted'} after {steps} steps", flush=True)


def openvino(path: str, precision: str, threads: int) -> OnnxModel:
    """The same graph in OpenVINO."""
    import openvino as ov

    graph = llama_graph.draw(Path(path), AutoConfig.from_pretrained(path)).SerializeToString()
    core = ov.Core()
    options = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": precision}
    request = core.compile_model(core.read_model(graph, b""), "CPU", options).create_infer_request()

    class Session:
        def run(self, outputs: list[str], given: dict[str, Any]) -> list[Any]:
            found = request.infer(given)
            return [np.array(found[name]) for name in outputs]

    model = OnnxModel(path)
    model._session = Session()
    return model


def compiled(path: str) -> LocalModel:
    """Transformers' model in torch's compiler."""
    model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32).eval()
    model.forward = torch.compile(model.forward, dynamic=True)
    return LocalModel.of(path, tokenizer_of(path), model)


if __name__ == "__main__":
    main()
