"""The training itself: loss, resuming, evaluation, the run's folder."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM

from agent.core import packages
from agent.planners import settings
from tests.training.sft import tiny_sft
from training.data.batches import Collator, GroupedBatches
from training.data.examples import Examples
from training.data.tokenizer import pebble_tokenizer, tokenizer_digest
from training.models import attention, losses
from training.runs.recipe import LossSettings, RecipeError
from training.sft import metrics as offline
from training.sft import rollout_eval, train
from training.sft.recipe import Evaluation, Recipe


@pytest.fixture
def values(tmp_path: Path) -> dict[str, Any]:
    return tiny_sft.lay_out(tmp_path)


def follow(
    values: dict[str, Any], folder: Path, resume: bool = False, **changes: Any
) -> dict[str, Any]:
    return train.train(
        Recipe.model_validate({**values, "threads": 1, **changes}), folder, resume=resume
    )


def curve(folder: Path, name: str) -> dict[int, float]:
    entries = [json.loads(line) for line in (folder / "curves.jsonl").read_text().splitlines()]
    return {entry["step"]: entry[name] for entry in entries if name in entry}


def two_examples() -> Examples:
    """Prompt 5 6, plan block 10 7 11, action 8, end 1; prompt 5, action 9, end 1, of weight 2."""
    return Examples(
        np.array([5, 6, 10, 7, 11, 8, 1, 5, 9, 1], np.int32),
        np.array([7, 10], np.int64),
        np.array([2, 1], np.int32),
        np.array([3, 0], np.int32),
        np.array([1, 2], np.float32),
    )


def test_a_batch_is_padded_on_the_left_and_weighs_the_completion_alone() -> None:
    batch = Collator(two_examples(), LossSettings(plan_weight=0.25, action_weight=3))([0, 1])
    assert batch["input_ids"].tolist() == [[5, 6, 10, 7, 11, 8], [0, 0, 0, 0, 5, 9]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1]]
    assert batch["position_ids"].tolist() == [[0, 1, 2, 3, 4, 5], [0, 0, 0, 0, 0, 1]]
    assert batch["labels"].tolist() == [[10, 7, 11, 8, 1], [0, 0, 5, 9, 1]]
    assert batch["weights"].tolist() == [[3, 0.25, 0.25, 3, 3], [0, 0, 0, 6, 6]]


def test_the_loss_is_the_weighted_mean_of_the_tokens() -> None:
    model = tiny_sft.model()
    examples = two_examples()
    only = Examples(
        examples.ids[7:],
        examples.ends[:1] - 4,
        examples.prompts[1:],
        examples.plans[1:],
        examples.weights[1:],
    )
    with torch.no_grad():
        first = model(torch.tensor([[5, 6, 10, 7, 11, 8]])).logits[0].log_softmax(-1)
        second = model(torch.tensor([[5, 9]])).logits[0].log_softmax(-1)
    action = -(second[0, 9] + second[1, 1])
    assert offline.measure(model, only, LossSettings())["loss"] == pytest.approx(
        float(action) / 2, rel=1e-5
    )
    lost = (
        -(3 * first[1, 10] + 0.25 * (first[2, 7] + first[3, 11]) + 3 * (first[4, 8] + first[5, 1]))
        + 6 * action
    )
    measured = offline.measure(model, examples, LossSettings(plan_weight=0.25, action_weight=3))[
        "loss"
    ]
    assert measured == pytest.approx(float(lost) / (3 * 3 + 2 * 0.25 + 2 * 6), rel=1e-5)


def test_kl_is_zero_from_the_same_weights_and_not_from_others() -> None:
    examples = tiny_sft.examples(8)
    model, other = tiny_sft.model(), tiny_sft.model(seed=1)
    assert offline.measure(model, examples, LossSettings(), base=model)["kl"] == 0
    assert offline.measure(model, examples, LossSettings(), base=other)["kl"] > 0
    ours = torch.tensor([[[0.0, float(np.log(3))]]])
    theirs = torch.zeros(1, 1, 2)
    assert losses.kl_divergence(
        ours.log_softmax(-1), theirs.log_softmax(-1)
    ).item() == pytest.approx(0.25 * np.log(0.5) + 0.75 * np.log(1.5))


class Always(torch.nn.Module):
    """Predicts that each token is followed by one fixed token."""

    device = torch.device("cpu")

    def __init__(self, token: int) -> None:
        super().__init__()
        self.token = token

    def forward(self, input_ids: torch.Tensor, logits_to_keep: int, **_: Any) -> Any:
        logits = torch.zeros(len(input_ids), logits_to_keep, 64)
        logits[..., self.token] = 1
        return type("Output", (), {"logits": logits})


def test_plan_decisions_and_actions_are_counted() -> None:
    examples = two_examples()
    planning = offline.measure(Always(10), examples, LossSettings())
    assert (planning["plan_precision"], planning["plan_recall"], planning["action_accuracy"]) == (
        0.5,
        1,
        0,
    )
    acting = offline.measure(Always(9), examples, LossSettings())
    assert (acting["plan_recall"], acting["action_accuracy"]) == (0, 0.5)
    assert "plan_precision" not in acting


def test_an_epoch_has_every_example_once_in_batches_of_similar_length() -> None:
    sizes = np.random.default_rng(0).integers(5, 100, 1000)
    batches = GroupedBatches(sizes, 16, seed=3)
    first = list(batches)
    assert sorted(at for batch in first for at in batch) == list(range(1000))
    assert len(first) == len(batches)
    padded = sum(len(batch) * sizes[batch].max() for batch in first)
    assert padded < 1.1 * sizes.sum()
    assert first == list(GroupedBatches(sizes, 16, seed=3))
    batches.set_epoch(1)
    assert first != list(batches)


def test_two_updates_leave_a_model_folder_and_what_it_was_made_from(
    values: dict[str, Any], tmp_path: Path
) -> None:
    metrics = follow(values, tmp_path / "run", base=values["model"], loss={"kl": 0.1})
    run = tmp_path / "run"
    assert metrics["finished"]
    assert metrics["last"]["eval_kl"] > 0
    assert json.loads((run / "metrics.json").read_text()) == metrics
    model = AutoModelForCausalLM.from_pretrained(run / "best").eval()
    again = offline.measure(model, Examples.load(tmp_path / "held_out.npz"), LossSettings())
    assert again["loss"] == pytest.approx(metrics["best"]["eval_loss"], rel=1e-5)
    made = json.loads((run / "run.json").read_text())
    assert set(made["data"]) == {*values["train"], values["held_out"]}
    assert {"torch", "transformers"} <= set(made["packages"])
    assert list((run / "tensorboard").glob("events*"))
    assert not (run / "drafts").exists()


def test_the_best_model_is_used_as_it_was_measured(values: dict[str, Any], tmp_path: Path) -> None:
    follow(values, tmp_path / "run", evaluation={"every": 2, "prompt": "grid", "temperature": 0.5})
    found = settings.read(tmp_path / "run" / "best")
    assert (found.prompt, found.temperature, found.masked) == ("grid", 0.5, True)


def test_attention_has_32_bits_where_the_rest_has_16() -> None:
    model = tiny_sft.model()
    ids = torch.arange(20, 40)[None]
    padding = torch.ones_like(ids)
    padding[0, :3] = 0
    before = model(input_ids=ids, attention_mask=padding).logits
    attention.use_fp32(model)
    assert torch.equal(model(input_ids=ids, attention_mask=padding).logits[:, 3:], before[:, 3:])
    seen: list[torch.dtype] = []

    def note(
        module: torch.nn.Module, query: torch.Tensor, *_: Any, **__: Any
    ) -> tuple[torch.Tensor, None]:
        seen.append(query.dtype)
        return query.transpose(1, 2), None

    with pytest.MonkeyPatch.context() as patch, torch.autocast("cpu", torch.bfloat16):
        patch.setattr(attention, "sdpa_attention_forward", note)
        model(input_ids=ids)
    assert seen == [torch.float32] * 2


def test_a_fresh_pebble_is_that_of_the_seed(values: dict[str, Any], tmp_path: Path) -> None:
    values |= {"model": "pebble", "steps": 1}
    for name, seed in (("first", 0), ("again", 0), ("other", 1)):
        follow(values, tmp_path / name, seed=seed)
    loss = {name: curve(tmp_path / name, "loss")[1] for name in ("first", "again", "other")}
    assert loss["first"] == loss["again"] != loss["other"]


def test_accumulated_batches_give_the_update_of_one_large_batch(
    values: dict[str, Any], tmp_path: Path
) -> None:
    values["steps"] = 1
    follow(values, tmp_path / "large", batch=24)
    follow(values, tmp_path / "parts", batch=8, accumulate=3)
    loss, norm = (
        [curve(tmp_path / run, name)[1] for run in ("large", "parts")]
        for name in ("loss", "grad_norm")
    )
    assert loss[0] == pytest.approx(loss[1], rel=1e-5)
    assert norm[0] == pytest.approx(norm[1], rel=1e-4)


def test_adapters_are_resumed_and_merged_into_an_ordinary_folder(
    values: dict[str, Any], tmp_path: Path
) -> None:
    pytest.importorskip("peft")
    values |= {"steps": 4, "lora": {"r": 4, "alpha": 8, "targets": ["q_proj", "v_proj"]}}
    whole = follow(values, tmp_path / "whole")
    follow(values, tmp_path / "parts", max_minutes=1e-9)
    parts = follow(values, tmp_path / "parts", resume=True)
    assert parts["last"]["eval_loss"] == whole["last"]["eval_loss"]
    best = tmp_path / "parts" / "best"
    assert not list(best.glob("adapter*"))
    model = AutoModelForCausalLM.from_pretrained(best).eval()
    measured = offline.measure(model, Examples.load(tmp_path / "held_out.npz"), LossSettings())
    assert measured["loss"] == pytest.approx(parts["best"]["eval_loss"], rel=1e-5)


def test_a_decision_is_learned_from_what_it_gains(values: dict[str, Any], tmp_path: Path) -> None:
    """Prompts that end in 20 gain by a plan, those that end in 21 lose by it."""
    ids = [[30, 31, 20, tiny_sft.PLAN], [30, 31, 21, tiny_sft.PLAN]] * 8
    decisions = Examples(
        np.array(ids, np.int32).ravel(),
        np.arange(4, 4 * len(ids) + 1, 4),
        np.full(len(ids), 3, np.int32),
        np.array([1, 0] * 8, np.int32),
        np.array([0.5, -0.5] * 8, np.float32),
        tokenizer_digest(pebble_tokenizer()),
    )
    decisions.save(tmp_path / "decisions.npz")
    values |= {"train": [tmp_path / "decisions.npz"], "held_out": tmp_path / "decisions.npz"}
    follow(values, tmp_path / "run", steps=60, evaluation={"every": 30})
    model = AutoModelForCausalLM.from_pretrained(tmp_path / "run" / "best")
    with torch.no_grad():
        found = model(torch.tensor(ids[:2])[:, :3]).logits[:, -1].softmax(-1)[:, tiny_sft.PLAN]
    assert found[0] > 0.9
    assert found[1] < 0.01
    correlations = curve(tmp_path / "run", "eval_decision_correlation")
    assert correlations[60] == pytest.approx(1)


def test_a_penalty_keeps_the_model_near_its_base(values: dict[str, Any], tmp_path: Path) -> None:
    far, near = (
        follow(values, tmp_path / str(kl), base=values["model"], loss={"kl": kl}, steps=6)["last"][
            "eval_kl"
        ]
        for kl in (0.0, 10.0)
    )
    assert near < far


@pytest.mark.parametrize(
    "how",
    [{}, {"precision": "bf16", "optimizer": {"lr": 1e-2, "muon_lr": 1e-2}}],
    ids=["adamw", "muon"],
)
def test_a_run_that_was_stopped_goes_on_to_the_same_losses(
    values: dict[str, Any], tmp_path: Path, how: dict[str, Any]
) -> None:
    values |= {"steps": 7, "checkpoint_every": 2, **how}  # an epoch has 3 updates
    follow(values, tmp_path / "whole")
    assert not follow(values, tmp_path / "parts", max_minutes=1e-9, log_every=1)["finished"]
    stopped = curve(tmp_path / "parts", "loss")
    assert list(stopped) == [1]
    assert follow(values, tmp_path / "parts", resume=True)["finished"]
    assert curve(tmp_path / "parts", "loss") == curve(tmp_path / "whole", "loss")
    assert curve(tmp_path / "parts", "eval_loss") == curve(tmp_path / "whole", "eval_loss")
    assert [int(path.name) for path in sorted((tmp_path / "parts" / "checkpoints").iterdir())] == [
        6,
        7,
    ]


def test_a_kill_while_saving_loses_nothing_that_was_saved(
    values: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    values |= {"steps": 6, "checkpoint_every": 2}
    follow(values, tmp_path / "whole")

    def cut(self: train.SftTrainer, folder: str) -> None:
        if self.state.global_step == 4:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(train.SftTrainer, "_save_rng_state", cut)
        with pytest.raises(Killed):
            follow(values, tmp_path / "killed")
    run = tmp_path / "killed"
    assert [path.name for path in (run / "checkpoints").iterdir()] == ["2"]
    assert (run / "drafts" / "checkpoint-4").exists()
    (run / "best").replace(run / "best.former")  # as if the change of the best were cut in two
    follow(values, run, resume=True)
    assert curve(run, "loss") == curve(tmp_path / "whole", "loss")
    assert not (run / "best.former").exists()
    best = [
        (tmp_path / name / "best" / "model.safetensors").read_bytes()
        for name in ("killed", "whole")
    ]
    assert best[0] == best[1]


def test_a_finished_run_is_not_trained_on(values: dict[str, Any], tmp_path: Path) -> None:
    first = follow(values, tmp_path / "run")
    assert follow(values, tmp_path / "run", resume=True) == first


def test_the_best_is_the_one_that_plays_best(
    values: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = iter([5.0, 7.0, 7.0, 6.0])

    def play(folder: Path, device: str, evaluation: Evaluation) -> dict[str, float]:
        return {"unlocked": next(scores)}

    monkeypatch.setattr(rollout_eval, "measure", play)
    metrics = follow(values, tmp_path / "run", steps=4, evaluation={"every": 1})
    eval_loss = curve(tmp_path / "run", "eval_loss")
    assert metrics["best"]["step"] == min((2, 3), key=lambda step: eval_loss[step])
    model = AutoModelForCausalLM.from_pretrained(tmp_path / "run" / "best").eval()
    held_out = Examples.load(tmp_path / "held_out.npz")
    assert offline.measure(model, held_out, LossSettings())["loss"] == pytest.approx(
        metrics["best"]["eval_loss"], rel=1e-5
    )


def test_a_folder_plays_the_same_episodes_every_time(values: dict[str, Any]) -> None:
    evaluation = Evaluation(every=1, seeds="1000-1001", cap=2)
    settings.write(evaluation.planner, Path(values["model"]))
    first = rollout_eval.measure(Path(values["model"]), "cpu", evaluation)
    assert set(first) == {"unlocked", "plans_per_100_steps"}
    assert rollout_eval.measure(Path(values["model"]), "cpu", evaluation) == first
    assert rollout_eval.measure(Path(values["model"]), "cpu", Evaluation(every=1)) == {}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"held_out": "absent.npz"}, "absent.npz cannot be read: No such file or directory"),
        ({"context": 4}, "train: the longest example has 11 tokens; the context is 4"),
        ({"model": "/"}, "/ is no model folder: it has no config.json"),
        (
            {"lora": {"r": 8, "alpha": 16}},
            f"the recipe asks for LoRA, which needs the package peft: {packages.pip()} install peft",
        ),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    values: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, Any],
    why: str,
) -> None:
    monkeypatch.setitem(sys.modules, "peft", None)
    with pytest.raises(RecipeError) as error:
        follow(values, tmp_path / "run", **changes)
    assert str(error.value) == why
    assert not (tmp_path / "run").exists()


def test_a_run_goes_on_only_with_its_own_recipe_and_data(
    values: dict[str, Any], tmp_path: Path
) -> None:
    follow(values, tmp_path / "run")
    with pytest.raises(RecipeError, match="has a run already; go on with --resume"):
        follow(values, tmp_path / "run")
    with pytest.raises(RecipeError, match="another recipe: seed differ"):
        follow(values, tmp_path / "run", resume=True, seed=1)
    tiny_sft.examples(24, seed=5).save(tmp_path / "train.npz")
    with pytest.raises(RecipeError, match=r"other data: .*train.npz changed"):
        follow(values, tmp_path / "run", resume=True)


def test_examples_of_another_tokenizer_are_refused(values: dict[str, Any], tmp_path: Path) -> None:
    some = tiny_sft.examples(8)
    replace(some, tokenizer="0123456789abcdef").save(tmp_path / "held_out.npz")
    with pytest.raises(RecipeError) as error:
        follow(values, tmp_path / "run")
    assert str(error.value) == (
        f"{tmp_path}/held_out.npz has examples of the tokenizer 0123456789ab, and {tmp_path}/model has {some.tokenizer[:12]};"
        " make the examples again, with sidequest examples --model and this model's folder"
    )
    assert not (tmp_path / "run").exists()


def test_examples_of_a_former_version_are_refused_with_the_reason(
    values: dict[str, Any], tmp_path: Path
) -> None:
    with np.load(tmp_path / "train.npz") as arrays:
        former = {name: array for name, array in arrays.items() if name != "tokenizer"}
    np.savez_compressed(tmp_path / "train.npz", **former)
    with pytest.raises(RecipeError) as error:
        follow(values, tmp_path / "run")
    assert str(error.value) == (
        f"{tmp_path}/train.npz does not tell which tokenizer its numbers are of, since a former version made it;"
        " make the examples again"
    )


def test_tokens_that_the_model_does_not_have_are_refused(
    values: dict[str, Any], tmp_path: Path
) -> None:
    some = tiny_sft.examples(8)
    replace(some, ids=some.ids + 100_000).save(tmp_path / "train.npz")
    with pytest.raises(
        RecipeError, match=r"is none of the model's .*; make the examples with its tokenizer"
    ):
        follow(values, tmp_path / "run")


def test_a_model_that_cannot_be_talked_to_is_refused(
    values: dict[str, Any], tmp_path: Path
) -> None:
    for file in (tmp_path / "model").glob("tokenizer*"):
        file.unlink()
    with pytest.raises(RecipeError, match="no tokenizer can be loaded from"):
        follow(values, tmp_path / "run")
