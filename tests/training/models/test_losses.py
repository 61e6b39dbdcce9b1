"""Losses against numbers worked out by hand."""

import pytest
import torch

from training.models.losses import weighted_losses

LOGITS = torch.tensor([[2.0, 1.0, 0.5, -1.0]])


def test_what_is_to_be_written_costs_its_surprise_and_what_is_not_its_chance() -> None:
    chance = LOGITS.softmax(-1)[0, 0]
    label = torch.tensor([0])
    wanted = weighted_losses(LOGITS, label, torch.tensor([2.0]))
    assert wanted.item() == pytest.approx(-2 * chance.log().item())
    shunned = weighted_losses(LOGITS, label, torch.tensor([-2.0]))
    assert shunned.item() == pytest.approx(-2 * (1 - chance).log().item())


def test_a_certain_token_that_is_not_to_be_written_has_a_finite_loss() -> None:
    logits = torch.tensor([[200.0, 0.0]], requires_grad=True)
    loss = weighted_losses(logits, torch.tensor([0]), torch.tensor([-1.0])).sum()
    assert loss.item() == pytest.approx(200)
    (moved,) = torch.autograd.grad(loss, logits)
    assert moved.tolist() == [[1, -1]]


@pytest.mark.parametrize("weight", [1.0, -1.0])
def test_a_decision_leaves_the_choice_among_the_others_as_it_is(weight: float) -> None:
    logits = LOGITS.clone().requires_grad_()
    loss = weighted_losses(logits, torch.tensor([0]), torch.tensor([weight])).sum()
    (moved,) = torch.autograd.grad(loss, logits)
    shares = moved[0, 1:] / LOGITS.softmax(-1)[0, 1:]
    assert shares.tolist() == pytest.approx([shares[0].item()] * 3)
