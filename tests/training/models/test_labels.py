"""The lean pass of a Llama against its own: the same logits and gradients."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from transformers import LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM

from training.data.batches import Batch, Collator
from training.data.examples import Examples
from training.models import load
from training.models.labels import Beginnings, LabelLogits, as_llama
from training.models.losses import completion_logits, token_losses
from training.runs.recipe import Lora, LossSettings

LOSS = LossSettings(plan_weight=0.3)
# Sums in another order: a few units in the last place of 32 bits, for each of a hundred terms.
CLOSE = 1e-5


def llama(seed: int = 0, **changes: Any) -> LlamaForCausalLM:
    torch.manual_seed(seed)
    shape = {
        "vocab_size": 50,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 64,
        "tie_word_embeddings": True,
    }
    model = LlamaForCausalLM(LlamaConfig(**{**shape, **changes}))
    with torch.no_grad():  # norms that are not all ones
        for weight in model.parameters():
            weight.add_(0.1 * torch.randn_like(weight))
    return model.train()


def examples(count: int = 7) -> Examples:
    """Prompts of 3 to 20 tokens, completions of 2, with a plan of 4 in every second one."""
    rng = np.random.default_rng(0)
    prompts = rng.integers(3, 21, count)
    plans = np.where(np.arange(count) % 2, 4, 0)
    lengths = prompts + plans + 2
    return Examples(
        rng.integers(2, 50, lengths.sum()).astype(np.int32),
        np.cumsum(lengths).astype(np.int64),
        prompts.astype(np.int32),
        plans.astype(np.int32),
        rng.uniform(0.5, 2, count).astype(np.float32),
    )


class States:
    """Rows of several states: those of one begin alike, and so do its last two a little longer.

    Attributes:
        ids: (b, t) int64, padded on the right.
        beginnings: of the states.
        places: (b, 3) int64, the last three tokens of each row.
        wanted: (b, 3) bool: the first of them in every second row, and the others.
        labels: (b, 3) int64.
    """

    def __init__(self, *counts: int, words: int = 50) -> None:
        rng = np.random.default_rng(counts)
        rows: list[list[int]] = []
        shared = []
        for count in counts:
            beginning = rng.integers(0, words, rng.integers(3, 20)).tolist()
            for at in range(count):
                shared.append(len(beginning) if at else 0)
                if at and at == count - 1:
                    shared[-1] = len(rows[-1]) - 3
                    beginning = rows[-1][:-3]
                ending = rng.integers(0, words, rng.integers(4, 25)).tolist()
                rows.append([*beginning, *ending])
        lengths = torch.tensor([len(row) for row in rows])
        self.ids = torch.zeros((len(rows), int(lengths.max())), dtype=torch.int64)
        for padded, row in zip(self.ids, rows, strict=True):
            padded[: len(row)] = torch.tensor(row)
        self.beginnings = Beginnings(lengths, torch.tensor(shared))
        self.places = lengths[:, None] - torch.tensor([3, 2, 1])
        self.wanted = torch.ones_like(self.places, dtype=torch.bool)
        self.wanted[::2, 0] = False
        self.labels = torch.from_numpy(rng.integers(0, words, self.places.shape))

    def logits(self, model: nn.Module) -> torch.Tensor:
        """(n, vocabulary), each shared beginning read once."""
        return LabelLogits().at(
            model, self.ids, self.places, self.wanted, beginnings=self.beginnings
        )

    def separate_logits(self, model: nn.Module) -> torch.Tensor:
        """The same, each row read alone and whole by the model's own pass."""
        found = [
            model(input_ids=row[None, :length]).logits[0, places[wanted]]
            for row, length, places, wanted in zip(
                self.ids, self.beginnings.lengths, self.places, self.wanted, strict=True
            )
        ]
        return torch.cat(found)

    def loss(self, found: torch.Tensor) -> torch.Tensor:
        """Sum of the cross-entropies."""
        return token_losses(found, self.labels[self.wanted]).sum()


def batch(of: Examples) -> Batch:
    return Collator(of, LOSS)(range(len(of)))


def gradients(model: nn.Module, loss: torch.Tensor) -> dict[str, torch.Tensor]:
    weights = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    return dict(zip(weights, torch.autograd.grad(loss, list(weights.values())), strict=True))


def lean_loss(model: nn.Module, batch: Batch) -> torch.Tensor:
    wanted = batch["weights"] > 0
    losses = token_losses(LabelLogits()(model, batch), batch["labels"][wanted])
    return (losses * batch["weights"][wanted]).sum()


def separate_loss(model: nn.Module, of: Examples) -> torch.Tensor:
    """Of each example alone, without padding, by the model's own pass."""
    total = torch.zeros(())
    for at in range(len(of)):
        one = Collator(of, LOSS)([at])
        losses = token_losses(completion_logits(model, one), one["labels"])
        total = total + (losses * one["weights"]).sum()
    return total


def assert_same_gradients(model: nn.Module, of: Examples) -> None:
    ours = gradients(model, lean_loss(model, batch(of)))
    due = gradients(model, separate_loss(model, of))
    for name, gradient in due.items():
        assert (ours[name] - gradient).norm() <= CLOSE * gradient.norm(), name


@pytest.mark.parametrize("layers", [2, 3])
@pytest.mark.parametrize("shared", [2, 4], ids=["grouped heads", "all heads"])
def test_a_padded_batch_has_the_gradients_of_separate_examples(layers: int, shared: int) -> None:
    model = llama(num_hidden_layers=layers, num_key_value_heads=shared)
    assert_same_gradients(model, examples())


@pytest.mark.parametrize("model", [llama(), llama(attention_dropout=0.1).eval()])
def test_rows_padded_on_the_right_have_the_logits_of_the_whole_pass(
    model: LlamaForCausalLM,
) -> None:
    ids = torch.randint(2, 50, (3, 12))
    places = torch.tensor([[3, 4], [9, 10], [11, 11]])
    wanted = torch.tensor([[True, True], [True, True], [True, False]])
    found = LabelLogits().at(model, ids, places, wanted)
    due = model(ids).logits[torch.arange(3)[:, None], places][wanted]
    torch.testing.assert_close(found, due, rtol=CLOSE, atol=CLOSE)


def test_adapters_have_the_gradients_of_separate_examples() -> None:
    pytest.importorskip("peft")
    model = load.adapted(llama(), Lora(r=4, alpha=8), "CAUSAL_LM")
    assert as_llama(model) is not None
    with torch.no_grad():  # a fresh adapter's second matrix is zero, and the first has no gradient
        for name, weight in model.named_parameters():
            if "lora_B" in name:
                weight.normal_(std=0.1)
    assert_same_gradients(model, examples())


def test_in_bfloat16_the_logits_are_as_near_as_those_of_the_models_own_pass() -> None:
    model = llama()
    read = batch(examples(30))
    wanted = read["weights"] > 0
    with torch.no_grad():
        exact = completion_logits(model, read)[wanted]
        with torch.autocast("cpu", torch.bfloat16):
            ours = LabelLogits()(model, read)
            own = completion_logits(model, read)[wanted]
    # Both round each product to 8 bits; neither is twice as far from the truth as the other.
    assert (ours - exact).norm() < 2 * (own - exact).norm()


def test_in_bfloat16_the_gradients_are_as_near_as_those_of_the_models_own_pass() -> None:
    """Also where each of few tokens comes hundreds of times."""
    model = llama()
    many = examples(200)
    many.ids[:] = 2 + many.ids % 3
    read = batch(many)
    wanted = read["weights"] > 0

    def own_loss() -> torch.Tensor:
        losses = token_losses(completion_logits(model, read)[wanted], read["labels"][wanted])
        return (losses * read["weights"][wanted]).sum()

    exact = gradients(model, own_loss())
    with torch.autocast("cpu", torch.bfloat16):
        own = gradients(model, own_loss())
        ours = gradients(model, lean_loss(model, read))
    for name, gradient in exact.items():
        assert (ours[name] - gradient).norm() < 2 * (own[name] - gradient).norm(), name


def test_what_is_no_plain_llama_takes_its_own_pass() -> None:
    torch.manual_seed(0)
    other = MistralForCausalLM(
        MistralConfig(
            vocab_size=50, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
            num_attention_heads=4, num_key_value_heads=2, sliding_window=4,
        )
    )  # fmt: skip
    read = batch(examples())
    assert as_llama(other) is None
    found = LabelLogits()(other, read)
    assert torch.equal(found, completion_logits(other, read)[read["weights"] > 0])
    assert as_llama(llama(attention_dropout=0.1)) is None
    checkpointed = llama()
    checkpointed.activation_checkpointing_enable()
    assert as_llama(checkpointed) is None
    assert as_llama(nn.Module()) is None


def test_adapters_that_drop_out_take_their_own_pass() -> None:
    pytest.importorskip("peft")
    model = load.adapted(llama(), Lora(r=4, alpha=8, dropout=0.1), "CAUSAL_LM")
    assert as_llama(model) is None


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_a_beginning_read_once_has_the_gradients_of_separate_rows(count: int) -> None:
    model, states = llama(), States(count, 1, count, 3)
    found, due = states.logits(model), states.separate_logits(model)
    torch.testing.assert_close(found, due, rtol=CLOSE, atol=CLOSE)
    ours, theirs = (gradients(model, states.loss(logits)) for logits in (found, due))
    for name, gradient in theirs.items():
        assert (ours[name] - gradient).norm() <= CLOSE * gradient.norm(), name


def test_no_row_sees_what_another_one_goes_on_with() -> None:
    model, states = llama(), States(6, 1, 5, 5, words=8)
    row = 2
    before = states.logits(model)
    own = slice(int(states.beginnings.shared[row]), int(states.beginnings.lengths[row]))
    # The same tokens in another order, so that as many different ones are in the batch.
    states.ids[row, own] = states.ids[row, own].flip(0)
    after = states.logits(model)
    others = states.wanted.nonzero()[:, 0] != row
    assert torch.equal(before[others], after[others])
    assert not torch.equal(before[~others], after[~others])


def test_a_beginning_read_once_has_gradients_in_bfloat16_as_near_as_separate_rows() -> None:
    model, states = llama(), States(*[6] * 20)
    exact = gradients(model, states.loss(states.separate_logits(model)))
    with torch.autocast("cpu", torch.bfloat16):
        own = gradients(model, states.loss(states.separate_logits(model)))
        ours = gradients(model, states.loss(states.logits(model)))
    for name, gradient in exact.items():
        assert (ours[name] - gradient).norm() < 2 * (own[name] - gradient).norm(), name


def test_what_is_no_plain_llama_reads_rows_that_begin_alike_one_by_one() -> None:
    states = States(4, 2)
    other = llama(num_hidden_layers=1)
    assert as_llama(other) is None
    torch.testing.assert_close(
        states.logits(other), states.separate_logits(other), rtol=CLOSE, atol=CLOSE
    )
