import numpy as np
import pytest
import torch

from training.data.batches import Collator
from training.data.examples import ChatExample, Examples, encode
from training.data.tokenizer import pebble_tokenizer
from training.models import losses, pebble
from training.models.labels import LabelLogits
from training.runs.recipe import LossSettings
from training.stream import replay
from training.stream.replay import Replay

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
