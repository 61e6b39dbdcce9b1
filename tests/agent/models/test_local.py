"""A model folder on this machine."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from agent.core.completion import OPEN
from agent.core.context import Message
from agent.models.decoding import WORTH_KEEPING
from agent.models.hardware import Hardware
from agent.models.local import LocalModel
from agent.models.protocol import ModelError
from tests.agent.models.folders import LENGTH, chain_folder, random_folder

PLANNING = {
    "[model]": {"<plan>": 0.75, "Do": 0.2, "Sleep": 0.05},
    "<plan>": {"go": 1.0},
    "go": {"east": 1.0},
    "east": {"</plan>": 1.0},
    "</plan>": {"Do": 1.0},
}


def asking(text: str) -> list[Message]:
    return [{"role": "user", "content": text}]


SHORT, LONG = asking("now"), asking("tree water cow tree tree go west now east water")


@pytest.fixture(scope="module")
def random(tmp_path_factory: pytest.TempPathFactory) -> LocalModel:
    return LocalModel(str(random_folder(tmp_path_factory.mktemp("random"))))


@pytest.fixture(scope="module")
def planning(tmp_path_factory: pytest.TempPathFactory) -> LocalModel:
    return LocalModel(str(chain_folder(tmp_path_factory.mktemp("planning"), PLANNING)))


def test_the_likeliest_completion_is_written_up_to_the_end(planning: LocalModel) -> None:
    (written,) = planning.complete([SHORT], max_tokens=20, temperature=0)
    assert written.text == "<plan> go east </plan> Do"
    assert len(written.token_ids) == len(written.logprobs) == written.output_tokens == 6
    assert written.input_tokens == 3
    assert written.plan_tokens == 4
    assert written.logprobs[0] == pytest.approx(math.log(0.75), abs=1e-4)
    assert written.logprobs[1:] == pytest.approx([0.0] * 5, abs=1e-4)


def test_no_more_tokens_are_written_than_asked_for(planning: LocalModel) -> None:
    (written,) = planning.complete([SHORT], max_tokens=3, temperature=0)
    assert (written.text, written.output_tokens, written.plan_tokens) == ("<plan> go east", 3, 0)


def test_the_probability_of_planning_is_the_one_before_masking_and_temperature(
    planning: LocalModel,
) -> None:
    hot, masked = planning.complete(
        [SHORT, SHORT], max_tokens=9, temperature=3.0, barred=[[], [OPEN]]
    )
    assert hot.plan_probability == pytest.approx(0.75, abs=1e-4)
    assert masked.plan_probability == pytest.approx(0.75, abs=1e-4)


def test_the_probability_of_planning_is_that_of_the_library(random: LocalModel) -> None:
    tokenizer = AutoTokenizer.from_pretrained(random.name)
    model = AutoModelForCausalLM.from_pretrained(random.name)
    ids = tokenizer(["[user] tree water [model]"], return_tensors="pt")["input_ids"]
    logits = model(ids).logits[0, -1]
    expected = logits.softmax(-1)[tokenizer.convert_tokens_to_ids("<plan>")]
    (written,) = random.complete([asking("tree water")], max_tokens=1)
    assert written.plan_probability == pytest.approx(expected.item(), rel=1e-4)


def test_a_context_that_may_not_plan_begins_with_something_else(planning: LocalModel) -> None:
    seeds = list(range(40))
    free = planning.complete([SHORT] * 40, max_tokens=9, seeds=seeds)
    masked = planning.complete([SHORT] * 40, max_tokens=9, seeds=seeds, barred=[[OPEN]] * 39 + [[]])
    assert any(written.text.startswith("<plan>") for written in free[:39])
    assert {written.text for written in masked[:39]} == {"Do", "Sleep"}
    assert masked[39].token_ids == free[39].token_ids
    likely = next(written for written in masked if written.text == "Do")
    assert likely.logprobs[0] == pytest.approx(math.log(0.2 / 0.25), abs=1e-4)


def test_words_of_the_vocabulary_are_ruled_out_wherever_they_would_be_written(
    planning: LocalModel,
) -> None:
    likeliest, drawn = planning.complete(
        [SHORT, SHORT], max_tokens=9, temperature=1.0, barred=[["Do"], ["Do", OPEN]], seeds=[0, 0]
    )
    assert "Do" not in likeliest.text
    assert drawn.text == "Sleep"
    assert drawn.logprobs[0] == pytest.approx(0.0, abs=1e-4)
    assert set(drawn.banned) == {*likeliest.banned, *planning._tokens.plan}
    texts = ["Place Stone", "no token of this model's"]
    assert planning.complete([SHORT], max_tokens=9, temperature=0, barred=[texts])[0].banned == ()


def test_log_probabilities_are_those_that_were_sampled_with(planning: LocalModel) -> None:
    (written,) = planning.complete([SHORT], max_tokens=1, temperature=2.0, seeds=[1])
    roots = {"<plan>": math.sqrt(0.75), "Do": math.sqrt(0.2), "Sleep": math.sqrt(0.05)}
    assert written.logprobs[0] == pytest.approx(
        math.log(roots[written.text] / sum(roots.values())), abs=1e-4
    )


def test_samples_are_as_frequent_as_they_are_likely(planning: LocalModel) -> None:
    written = planning.complete([SHORT] * 2000, max_tokens=1, seeds=list(range(2000)))
    share = sum(one.text == "<plan>" for one in written) / 2000
    assert share == pytest.approx(0.75, abs=0.04)  # four standard deviations


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_a_batch_writes_what_its_contexts_write_one_by_one(
    random: LocalModel, temperature: float
) -> None:
    contexts = [SHORT, LONG, asking("go west"), asking("water water cow"), LONG]
    seeds = [5, 6, 7, 8, 6]
    together = random.complete(contexts, max_tokens=12, temperature=temperature, seeds=seeds)
    assert len({written.text for written in together}) > 2
    assert len({written.output_tokens for written in together}) > 1
    for context, seed, batched in zip(contexts, seeds, together, strict=True):
        (alone,) = random.complete([context], max_tokens=12, temperature=temperature, seeds=[seed])
        assert alone.token_ids == batched.token_ids
        assert alone.logprobs == pytest.approx(batched.logprobs, abs=1e-4)
        assert alone.plan_probability == pytest.approx(batched.plan_probability, abs=1e-5)
    assert together[1].token_ids == together[4].token_ids


def test_the_same_seed_repeats_and_another_does_not(random: LocalModel) -> None:
    first, again, other = random.complete([LONG] * 3, max_tokens=30, seeds=[3, 3, 4])
    assert first.token_ids == again.token_ids != other.token_ids


def test_a_model_without_seeds_draws_anew(random: LocalModel) -> None:
    assert len({random.complete([LONG], max_tokens=30)[0].token_ids for _ in range(4)}) > 1


def test_what_was_read_before_is_not_read_again_and_changes_nothing(
    random: LocalModel, tmp_path: Path
) -> None:
    story = "tree water cow go west now east water " * (WORTH_KEEPING // 8 + 2)
    grown = asking(story + "tree tree now")
    others = [grown, asking(story + "cow"), asking(story + "go go go water")]
    read = []
    forward = random._model.forward

    def counting(*args: object, **given: torch.Tensor) -> object:
        read.append(given["input_ids"].shape[1])
        return forward(*args, **given)

    fresh = LocalModel(random.name)
    (expected,) = fresh.complete([grown], max_tokens=5, temperature=0)
    random.complete([asking(story)], max_tokens=5, temperature=0)
    random._model.forward = counting
    try:
        (written,) = random.complete([grown], max_tokens=5, temperature=0)
        together = random.complete(others, max_tokens=5, temperature=0)
    finally:
        random._model.forward = forward
    assert read[0] < 10
    assert max(read) < 10
    assert written.token_ids == expected.token_ids
    assert written.plan_probability == pytest.approx(expected.plan_probability, rel=1e-3)
    for context, batched in zip(others, together, strict=True):
        (alone,) = LocalModel(random.name).complete([context], max_tokens=5, temperature=0)
        assert batched.token_ids == alone.token_ids


def test_the_same_long_context_twice_is_answered_twice(random: LocalModel) -> None:
    context = asking("tree water cow " * WORTH_KEEPING)
    first, second = (random.complete([context], max_tokens=5, temperature=0)[0] for _ in range(2))
    assert first.token_ids == second.token_ids


def test_no_contexts_no_completions(random: LocalModel) -> None:
    assert random.complete([], max_tokens=5) == []


def test_a_context_that_leaves_no_room_loses_its_beginning(random: LocalModel) -> None:
    room = LENGTH - 5
    end = "cow " * (room - 1)
    cut, whole = random.complete(
        [asking("tree water " * LENGTH + end), asking(end)], max_tokens=5, temperature=0
    )
    assert cut.input_tokens == whole.input_tokens == room
    assert cut.token_ids == whole.token_ids


def test_what_is_read_is_kept_however_much_may_be_written(random: LocalModel) -> None:
    context = asking("tree water " * (LENGTH // 4))
    few, many = (
        random.complete([context], max_tokens=most, temperature=0)[0] for most in (5, 10 * LENGTH)
    )
    assert few.input_tokens == many.input_tokens
    assert many.token_ids[: len(few.token_ids)] == few.token_ids
    assert many.input_tokens + many.output_tokens <= LENGTH


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model folder"):
        LocalModel(str(tmp_path))


def test_a_folder_without_weights_is_told_in_one_line(tmp_path: Path) -> None:
    (random_folder(tmp_path) / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="no language model can be loaded") as told:
        LocalModel(str(tmp_path))
    assert "\n" not in str(told.value)


def test_a_device_that_is_not_there_is_told(random: LocalModel) -> None:
    with pytest.raises(ModelError, match="cannot be put on the device 'cuda:99'"):
        LocalModel(random.name, Hardware(device="cuda:99"))


def test_the_number_of_threads_is_set(random: LocalModel) -> None:
    before = torch.get_num_threads()
    try:
        LocalModel(random.name, Hardware(threads=1))
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)
