"""What several labels of a state gain: ``python -m tests.bench.groups [LABELS]``.

An actor of a stream plays and labels as in training, and as if it labelled 4, 6 or 8 plans in each
state. A Pebble learns from the same labels (LABELS an update, by default those of
``training/recipes/stream.yaml``) in four ways, side by side:

- together: the state is read once for all its labels, as the stream does it;
- packed: by the same code, without padding, but each example read whole;
- padded: separate examples of similar length in rows, as the stream read them before;
- own pass: the same rows by the model's own forward pass.

An update is both passes, clipping and the optimizers. Time is processor time, the median over
updates, and each ratio is the median over pairs of updates of the same labels, so that other work
on the machine changes it little. "Made and read" adds what an actor takes to play, label and encode
a label, the expert alone playing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.data.batches import Collator
from training.data.examples import ChatExample, Examples, encode_states
from training.data.tokenizer import pebble_tokenizer
from training.models import attention, pebble
from training.models.labels import LabelLogits
from training.models.losses import completion_logits, token_losses
from training.models.optimizers import MuonWithAdamW
from training.runs.recipe import load
from training.stream import replay
from training.stream.actors import GameSettings, StreamActor
from training.stream.recipe import StreamRecipe
from training.stream.replay import Replay

RECIPE = Path("training/recipes/stream.yaml")
FIRST_SEED = 1_040_000
STEPS = 60  # of the twenty games of an actor
FIXED = (4, 6, 8)  # labels a state
SHADOWS = 8  # plans that might have been, where so many are labelled
WARM, UPDATES = 2, 10
PARTS = 4  # of similar length, in which an update is read in padded rows

States = list[list[ChatExample]]


@dataclass
class Made:
    """What an actor made.

    Attributes:
        examples: in states.
        seconds: of processor time for each example.
    """

    examples: Examples
    seconds: float

    @property
    def labels(self) -> float:
        """Examples of a state in the mean."""
        return len(self.examples) / float(self.examples.firsts.sum())


@dataclass
class Reader:
    """A Pebble that learns in one of the ways; ``loss`` is of examples of these indices."""

    model: Any
    optimizer: MuonWithAdamW
    clip: float
    loss: Callable[[Any, Tensor], None]
    seconds: list[float] = field(default_factory=list)

    def update(self, chosen: Tensor, labels: int) -> None:
        """One update, timed: seconds for each label."""
        begun = time.process_time()
        with torch.autocast("cpu", torch.bfloat16):
            self.loss(self.model, chosen)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.seconds.append((time.process_time() - begun) / labels)


def play(games: GameSettings) -> tuple[States, float]:
    """What an actor labels, state by state, and the seconds that it takes for a label."""
    actor = StreamActor(0, FIRST_SEED, games)
    tokenizer = pebble_tokenizer()
    for _ in range(20):  # compile, and let plans come up
        list(actor.step(None))
    begun = time.process_time()
    states = [state for _ in range(STEPS) for state in actor.step(None)]
    encode_states(states, tokenizer)
    spent = time.process_time() - begun
    return states, spent / sum(map(len, states))


def made() -> dict[str, Made]:
    """Examples as the stream makes them, and with fixed numbers of labels a state."""
    tokenizer = pebble_tokenizer()
    states, seconds = play(GameSettings())
    counts = np.bincount([len(state) for state in states])
    shares = ", ".join(f"{count}: {n / len(states):.0%}" for count, n in enumerate(counts) if n)
    print(f"labels of a state of the stream, share of states: {shares}\n")
    found = {"the stream's": Made(encode_states(states, tokenizer), seconds)}
    states, seconds = play(GameSettings(shadows=SHADOWS))
    for count in FIXED:
        cut = [state[:count] for state in states if len(state) >= count]
        found[str(count)] = Made(encode_states(cut, tokenizer), seconds)
    return found


def kept(examples: Examples, recipe: StreamRecipe) -> Replay:
    """A replay of these."""
    filled = Replay("cpu", recipe.most, recipe.loss, recipe.seed)
    filled.add([examples])
    return filled


def by_replay(filled: Replay) -> Callable[[Any, Tensor], None]:
    """The stream's way to learn from states."""
    logits = LabelLogits()

    def backward(model: Any, states: Tensor) -> None:
        batch = filled.batch(states)
        torch.autograd.backward(replay.loss_of(replay.logits(logits, model, batch), batch))

    return backward


def in_rows(
    examples: Examples, recipe: StreamRecipe, *, lean: bool
) -> Callable[[Any, Tensor], None]:
    """To learn from padded rows of examples: by the pass for labels, or the model's own."""
    filled, collate = kept(replace(examples, states=None), recipe), Collator(examples, recipe.loss)
    logits = LabelLogits()

    def loss_in_rows(model: Any, part: Tensor) -> Tensor:
        if lean:
            batch = filled.batch(part)
            found = logits.at(model, batch.ids, batch.places, batch.weighed)
            return replay.loss_of(found, batch)
        rows = collate(part.tolist())
        losses = token_losses(completion_logits(model, rows), rows["labels"])
        return (losses * rows["weights"]).sum() / rows["weights"].sum()

    def backward(model: Any, chosen: Tensor) -> None:
        lengths = torch.from_numpy(examples.lengths)[chosen]
        for part in chosen[lengths.argsort()].tensor_split(PARTS):
            torch.autograd.backward(loss_in_rows(model, part) / PARTS)

    return backward


def reader(recipe: StreamRecipe, loss: Callable[[Any, Tensor], None]) -> Reader:
    """A fresh one."""
    model = pebble.model(
        vocabulary=len(pebble_tokenizer()), width=recipe.width, layers=recipe.layers,
        heads=recipe.width // 32, context=recipe.context, seed=recipe.seed,
    ).train()  # fmt: skip
    attention.use_fp32(model)
    return Reader(model, MuonWithAdamW(model, recipe.optimizer), recipe.optimizer.clip, loss)


def compare(name: str, of: Made, recipe: StreamRecipe, size: int) -> None:
    """Print one line of the table."""
    examples = of.examples
    shared = replay.shared_beginnings(examples)
    together = reader(recipe, by_replay(kept(examples, recipe)))
    packed = reader(recipe, by_replay(kept(replace(examples, states=None), recipe)))
    padded = reader(recipe, in_rows(examples, recipe, lean=True))
    own = reader(recipe, in_rows(examples, recipe, lean=False))
    firsts = np.flatnonzero(examples.firsts)
    members = np.split(np.arange(len(examples)), firsts[1:])
    rng = np.random.default_rng(0)
    for _ in range(WARM + UPDATES):
        states = rng.choice(len(firsts), max(1, round(size / of.labels)))
        chosen = torch.from_numpy(np.concatenate([members[state] for state in states]))
        together.update(torch.from_numpy(states), len(chosen))
        for one in (packed, padded, own):
            one.update(chosen, len(chosen))
    seconds = [np.array(one.seconds[WARM:]) for one in (own, packed, padded, together)]
    ours = seconds[-1]
    follows = shared > 0
    speeds = " | ".join(f"{1 / np.median(each):.0f}" for each in seconds)
    times = " | ".join(f"{np.median(each / ours):.2f}" for each in seconds[:-1])
    whole = np.median((seconds[-2] + of.seconds) / (ours + of.seconds))
    print(
        f"| {name} | {of.labels:.1f} | {shared[follows].mean():.0f}"
        f" | {(examples.lengths - shared)[follows].mean():.0f}"
        f" | {examples.lengths.sum() / (examples.lengths - shared).sum():.2f}"
        f" | {speeds} | {times} | {1e3 * of.seconds:.2f} | {whole:.2f} |",
        flush=True,
    )


def main(labels: int | None) -> None:
    """Print the table."""
    torch.set_num_threads(1)
    recipe = load(RECIPE, StreamRecipe, [])
    size = labels or recipe.batch
    found = made()
    print(f"{size} labels an update, in the mean; labels a core-second\n")
    print(
        "| labels of a state | mean | tokens of the beginning | of an ending | tokens, times less"
        " | own pass | packed | padded | together | times own pass | times packed | times padded"
        " | made, ms a label | made and read, times padded |\n|" + " --- |" * 14
    )
    for name, of in found.items():
        compare(name, of, recipe, size)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else None)
