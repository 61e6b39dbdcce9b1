from dataclasses import replace

import numpy as np
import pytest
import torch

from training.data.batches import Collator
from training.data.examples import ChatExample, Examples, encode, encode_states
from training.data.tokenizer import pebble_tokenizer
from training.models import losses, pebble
from training.models.labels import LabelLogits
from training.runs.recipe import LossSettings
from training.stream import replay
from training.stream.replay import Replay, shared_beginnings

LOSS = LossSettings(plan_weight=0.3, action_weight=1.0)


@pytest.fixture(scope="module")
def examples() -> Examples:
    answers = [
        ChatExample(
            [{"role": "user", "content": f"near\nhealth{health} wood{wood}\nplan or act"}],
            plan,
            action,
            weight,
        )
        for health, wood, plan, action, weight in (
            (9, 0, None, "Move West", 1.0),
            (8, 3, "collect 2 wood, 4 west, then place a table", "Do", 2.5),
            (7, 1, "eat a cow", "Noop", 1.0),
            (6, 9, None, "Place Stone", 0.5),
        )
    ]
    return encode(answers, pebble_tokenizer())


@pytest.fixture(scope="module")
def model():
    return pebble.model(vocabulary=len(pebble_tokenizer()), width=64, layers=2, heads=2).eval()


def test_the_loss_of_a_batch_is_that_of_the_same_examples_one_by_one(
    examples: Examples, model
) -> None:
    kept = Replay("cpu", 100, LOSS, 0)
    kept.add([examples])
    batch = kept.batch(torch.tensor([2, 0, 1, 3]))
    with torch.no_grad():
        found = replay.loss_of(replay.logits(LabelLogits(), model, batch), batch)
        lost = weight = 0.0
        for at in range(len(examples)):
            one = Collator(examples, LOSS)([at])
            lost += float(
                (
                    losses.token_losses(losses.completion_logits(model, one), one["labels"])
                    * one["weights"]
                ).sum()
            )
            weight += float(one["weights"].sum())
    assert float(found) == pytest.approx(lost / weight, rel=1e-5)


def test_an_example_is_judged_by_its_first_token_and_its_action(examples: Examples, model) -> None:
    kept = Replay("cpu", 100, LOSS, 0)
    kept.add([examples])
    batch = kept.newest(4)
    plan = int(pebble_tokenizer().convert_tokens_to_ids("<plan>"))
    right = torch.zeros((4, batch.labels.shape[1], len(pebble_tokenizer())))
    right.scatter_(-1, batch.labels[..., None], 1.0)
    told = replay.judge(right[batch.weighed], batch, plan)
    assert (told["action"], told["decision"], told["plans"], told["planned"]) == (
        1.0,
        1.0,
        0.5,
        0.5,
    )
    right[:, 0] = 0.0
    right[:, 0, plan] = 1.0
    told = replay.judge(right[batch.weighed], batch, plan)
    assert (told["action"], told["decision"], told["plans"]) == (0.5, 0.5, 1.0)


def test_the_oldest_examples_make_room_and_the_rest_stay_as_they_were(examples: Examples) -> None:
    kept = Replay("cpu", 4, LOSS, 0)
    for _ in range(3):
        kept.add([examples, examples.take(np.array([1]))])
    assert kept.taken == 15
    assert len(kept) <= 5
    newest = kept.newest(1)
    alone = Replay("cpu", 4, LOSS, 0)
    alone.add([examples.take(np.array([1]))])
    expected = alone.newest(1)
    assert torch.equal(newest.ids, expected.ids)
    assert torch.equal(newest.labels, expected.labels)
    assert torch.equal(newest.weights, expected.weights)


def test_newer_examples_are_drawn_more_often(examples: Examples) -> None:
    kept = Replay("cpu", 1000, LOSS, 0)
    old, new = examples.take(np.array([0] * 100)), examples.take(np.array([3] * 100))
    kept.add([old, new])
    labels = torch.cat([batch.labels[:, 0] for _ in range(5) for batch in kept.batches(64)])
    share = float((labels == int(new.ids[new.prompts[0]])).float().mean())
    assert 0.55 < share < 0.75


def states() -> Examples:
    """Three states, under three plans, two, and one; each example weighs as many."""
    plans = {"health9 wood0": ("plan none", "own age3 0 0 collect 2 wood", "asked advice"),
             "health9 wood1": ("plan none", "own age3 0 0 collect 2 wood"),
             "health4 wood1": ("asked order",)}  # fmt: skip
    answers = [
        [
            ChatExample(
                [{"role": "user", "content": f"near\n{state}\n{plan}\nplan or act"}],
                None if at else "eat a cow",
                "Do",
                float(len(under)),
            )
            for at, plan in enumerate(under)
        ]
        for state, under in plans.items()
    ]
    return encode_states(answers, pebble_tokenizer())


def test_a_state_is_read_once_and_its_examples_lose_what_they_lose_alone(model) -> None:
    made = states()
    kept = Replay("cpu", 100, LOSS, 0)
    kept.add([made, made])
    # <|user|>, near, health9, wood0, and also "plan" or "own" where both have it
    assert shared_beginnings(made).tolist() == [0, 4, 4, 0, 4, 0]
    batch = kept.batch(torch.tensor([3, 1, 2]))
    assert len(batch) == 6
    alone = Replay("cpu", 100, LOSS, 0)
    alone.add([replace(made, states=None)])
    due = alone.newest(6)
    assert len(due) == 6
    assert not due.beginnings.shared.any()
    with torch.no_grad():
        found, expected = (
            replay.loss_of(replay.logits(LabelLogits(), model, one), one) for one in (batch, due)
        )
    assert float(found) == pytest.approx(float(expected), rel=1e-5)


def test_states_leave_and_are_drawn_whole() -> None:
    made = states()
    kept = Replay("cpu", 9, LOSS, 0)
    for _ in range(5):
        kept.add([made])
    assert 7 <= len(kept) <= 9
    for batch in kept.batches(6):
        firsts = (batch.beginnings.shared == 0).nonzero()[:, 0]
        assert len(firsts) == 3
        counts = torch.cat([firsts, torch.tensor([len(batch)])]).diff()
        # Each example of a state weighs as many as the state has.
        assert torch.equal(batch.weights[:, 0], counts.repeat_interleave(counts).float())
    assert [len(kept.newest(count)) for count in (1, 2, 3, 6)] == [1, 1, 3, 6]
