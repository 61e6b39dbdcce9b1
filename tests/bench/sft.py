"""How fast a Pebble learns from examples: ``python -m tests.bench.sft [THREADS]``.

Makes examples of a few lessons of the expert, and trains Pebbles on the same batches, as
``training/recipes/pebble.yaml`` says, side by side: by the model's own pass and by that of
``training.models.labels``, each with and without torch.compile. An update is the batch, both
passes, clipping and the optimizers. Time is processor time, the median over updates, and each
ratio is the median over pairs of updates of the same batch, so that other work on the machine
changes it little.

The share of peak is the arithmetic of the matrix products that an update does, attention and Muon
included, for each second of a core, of what one large product of bfloat16 does there in this run.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from training.data.batches import Batch, Collator, GroupedBatches
from training.data.examples import Examples
from training.data.labels import ExampleSettings, build
from training.demos import record
from training.models import attention, pebble
from training.models.labels import LabelLogits
from training.models.losses import completion_logits, token_losses
from training.models.optimizers import MuonWithAdamW
from training.runs.recipe import load
from training.sft.recipe import Recipe

RECIPE = Path("training/recipes/pebble.yaml")
SEEDS, CAP = range(1_030_000, 1_030_008), 1000
WARM, UPDATES = 6, 30
COUNTED = 3  # updates whose arithmetic is counted
PRODUCT = 2048  # rows and columns of the large matrices

Logits = Callable[[Any, Batch], Tensor]


@dataclass
class Learner:
    """One Pebble and how it learns.

    Attributes:
        logits: of the labels that have a weight, (n, vocabulary).
        seconds: of processor time, one for each update.
        losses: one for each update.
    """

    model: Any
    logits: Logits
    optimizer: MuonWithAdamW
    clip: float
    seconds: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)

    def update(self, collate: Collator, chosen: list[int]) -> None:
        """One update, timed."""
        begun = time.process_time()
        batch = collate(chosen)
        weighed = batch["weights"] > 0
        with torch.autocast("cpu", torch.bfloat16):
            found = self.logits(self.model, batch)
        weights = batch["weights"][weighed]
        loss = (token_losses(found, batch["labels"][weighed]) * weights).sum() / weights.sum()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.losses.append(float(loss.detach()))
        self.seconds.append(time.process_time() - begun)


def own_pass(model: Any, batch: Batch) -> Tensor:
    """Logits by the model's own pass over all tokens."""
    return completion_logits(model, batch)[batch["weights"] > 0]


def learner(recipe: Recipe, vocabulary: int, *, lean: bool, compiled: bool) -> Learner:
    """A fresh Pebble, the same each time."""
    model = pebble.model(vocabulary=vocabulary, context=recipe.context, seed=recipe.seed).train()
    attention.use_fp32(model)
    if compiled and not lean:
        model.compile(dynamic=True)
    logits: Logits = LabelLogits(compiled=compiled) if lean else own_pass
    optimizer = MuonWithAdamW(model, recipe.optimizer)
    return Learner(model, logits, optimizer, recipe.optimizer.clip)


def examples() -> Examples:
    """Of lessons of the expert."""
    with TemporaryDirectory() as folder:
        lessons = Path(folder)
        list(record.record_all(lessons, SEEDS, cap=CAP, jobs=1, people=0.4))
        return Examples.joined(
            list(build(sorted(lessons.glob("*.jsonl")), ExampleSettings(), jobs=1))
        )


def operations(recipe: Recipe, vocabulary: int, collate: Collator, chosen: list[list[int]]) -> Any:
    """Floating-point operations of the matrix products of an update: by the own pass, by ours."""
    found = []
    for lean in (False, True):
        one = learner(recipe, vocabulary, lean=lean, compiled=False)
        # torch's fused attention on a processor is not counted; this one has the same products
        one.model.set_attn_implementation("eager")
        with FlopCounterMode(display=False) as counter:
            for batch in chosen:
                one.update(collate, batch)
        found.append(counter.get_total_flops() / len(chosen))
    return found


def peak() -> float:
    """Floating-point operations in a second of processor time, in one large product."""
    matrix = torch.randn(PRODUCT, PRODUCT).bfloat16()
    best = float("inf")
    for _ in range(2):
        begun = time.process_time()
        matrix @ matrix
        best = min(best, time.process_time() - begun)
    return 2 * PRODUCT**3 / best


def main(threads: int) -> None:
    """Print the table."""
    torch.set_num_threads(threads)
    recipe = load(RECIPE, Recipe, [])
    made = examples()
    vocabulary = int(made.ids.max()) + 1
    collate = Collator(made, recipe.loss)
    batches = GroupedBatches(made.lengths, recipe.batch, recipe.seed)
    chosen = [batch for batch in islice(batches, WARM + UPDATES) if len(batch) == recipe.batch]
    own, ours = operations(recipe, vocabulary, collate, chosen[:COUNTED])
    learners = {
        (lean, compiled): learner(recipe, vocabulary, lean=lean, compiled=compiled)
        for compiled in (False, True)
        for lean in (False, True)
    }
    peaks = []
    for batch in chosen:
        for one in learners.values():
            one.update(collate, batch)
        peaks.append(peak())
    fastest = max(peaks)
    print(
        f"{len(made)} examples, {made.lengths.mean():.0f} tokens each; {recipe.batch} an update;"
        f" {threads} thread(s); peak {fastest / 1e9:.0f} billion operations a core-second\n"
    )
    print(
        "| pass | compiled | ms of a core a decision | decisions a core-second | times before |"
        " share of peak | last losses, mean |\n| --- | --- | --- | --- | --- | --- | --- |"
    )
    for (lean, compiled), one in learners.items():
        seconds = np.array(one.seconds[WARM:]) / recipe.batch
        before = np.array(learners[False, compiled].seconds[WARM:]) / recipe.batch
        done = (ours if lean else own) / recipe.batch
        # of the same moment: the clock of the core changes with other work
        share = np.median(done / seconds / np.array(peaks[WARM:]))
        print(
            f"| {'labels' if lean else 'own'} | {'yes' if compiled else 'no'}"
            f" | {1e3 * np.median(seconds):.2f} | {1 / np.median(seconds):.0f}"
            f" | {np.median(before / seconds):.2f} | {share:.0%}"
            f" | {np.mean(one.losses[-20:]):.3f} |"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
