"""Muon for the matrices, AdamW for the rest, one schedule."""

import copy

import torch

from tests.training.sft import tiny_sft
from training.models.optimizers import MuonWithAdamW
from training.runs.recipe import Optimizer

SETTINGS = Optimizer(lr=1e-2, muon_lr=2e-2)


def update(model: torch.nn.Module, optimizer: torch.optim.Optimizer) -> None:
    ids = torch.arange(20, 40)[None]
    model(input_ids=ids, labels=ids).loss.backward()
    optimizer.step()
    optimizer.zero_grad()


def test_each_parameter_has_the_rate_of_its_kind() -> None:
    model = tiny_sft.model()
    optimizer = MuonWithAdamW(model, SETTINGS)
    rates = {
        id(weight): group["lr"] for group in optimizer.param_groups for weight in group["params"]
    }
    for name, weight in model.named_parameters():
        assert rates.pop(id(weight)) == (2e-2 if name.endswith("proj.weight") else 1e-2), name
    assert not rates


def test_a_schedule_sets_both_rates() -> None:
    model = tiny_sft.model()
    optimizer = MuonWithAdamW(model, SETTINGS)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1.0 if step == 0 else 0.0)
    before = [weight.detach().clone() for weight in model.parameters()]
    update(model, optimizer)
    after = [weight.detach().clone() for weight in model.parameters()]
    assert not any(torch.equal(old, new) for old, new in zip(before, after, strict=True))
    schedule.step()
    update(model, optimizer)
    assert all(torch.equal(old, new) for old, new in zip(after, model.parameters(), strict=True))


def test_what_is_saved_goes_on_to_the_same_weights() -> None:
    first, again = tiny_sft.model(), tiny_sft.model()
    one, other = MuonWithAdamW(first, SETTINGS), MuonWithAdamW(again, SETTINGS)
    update(first, one)
    again.load_state_dict(first.state_dict())
    other.load_state_dict(copy.deepcopy(one.state_dict()))
    for group in (*one.param_groups, *other.param_groups):
        group["lr"] /= 2
    update(first, one)
    update(again, other)
    for left, right in zip(first.parameters(), again.parameters(), strict=True):
        assert torch.equal(left, right)
