from pathlib import Path

import numpy as np
import pytest
from transformers import AutoTokenizer

from agent.core.completion import parse
from agent.core.mode import Mode
from agent.core.seeds import FIRST_TRAINING
from agent.traces import trace as traces
from agent.worlds import registry as worlds
from agent.worlds.crafter.expert.teacher import ExpertTeacher
from agent.worlds.crafter.prompts.compact import CompactPrompt
from agent.worlds.crafter.rules import ACTION_NAMES
from agent.worlds.pogs import plans as routes
from agent.worlds.pogs.outline import OutlinePrompt
from tests.agent.worlds.pogs import records as graphs
from training.data.examples import Examples
from training.data.labels import ExampleSettings, ExampleWriter, build
from training.data.tokenizer import ASSISTANT, pebble_tokenizer
from training.demos import record
from training.models import outline


def every(view: object, action: str, before: str) -> float:
    """No state is left out."""
    return 1.0


@pytest.fixture(scope="module")
def tokenizer():
    return pebble_tokenizer()


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> traces.Trace:
    folder = tmp_path_factory.mktemp("lesson")
    taught = record.Demonstration(FIRST_TRAINING, Mode("dynamic"), "plain", 0.02, True)
    record.play([taught], 250, folder)
    return traces.read(folder / f"{FIRST_TRAINING}.jsonl")


def completions(examples: Examples, tokenizer) -> list[str]:
    starts = [0, *examples.ends[:-1]]
    return [
        tokenizer.decode(examples.ids[start + prompt : end - 1])
        for start, prompt, end in zip(starts, examples.prompts, examples.ends, strict=True)
    ]


def test_each_state_is_an_example_that_the_grammar_reads(lesson: traces.Trace, tokenizer) -> None:
    examples = ExampleWriter(CompactPrompt(), tokenizer, share=every).examples(lesson)
    assert len(examples) == sum(1 for _ in lesson.steps)
    for text, plan in zip(completions(examples, tokenizer), examples.plans, strict=True):
        completion = parse(text, ACTION_NAMES)
        assert completion.valid, text
        assert (completion.plan is not None) == (plan > 0)
    assert (examples.ids[examples.ends - 1] == tokenizer.eos_token_id).all()


def test_naive_has_the_same_actions_and_no_plan_anywhere(lesson: traces.Trace, tokenizer) -> None:
    dynamic = ExampleWriter(CompactPrompt(), tokenizer).examples(lesson)
    naive = ExampleWriter(CompactPrompt(), tokenizer, recipe="naive").examples(lesson)
    assert not naive.plans.any()
    actions = [
        [parse(text, ACTION_NAMES).action for text in completions(part, tokenizer)]
        for part in (dynamic, naive)
    ]
    assert actions[0] == actions[1]
    first = tokenizer.decode(naive.ids[: naive.prompts[0]])
    assert "plan none" in first
    assert first.endswith(f" act{ASSISTANT}")


def test_dull_states_are_thinned_and_plans_never(lesson: traces.Trace, tokenizer) -> None:
    whole = ExampleWriter(CompactPrompt(), tokenizer, share=every, asked=0.0).examples(lesson)
    thin = ExampleWriter(
        CompactPrompt(), tokenizer, share=ExpertTeacher(0.0, 0.2, 0.2).share, asked=0.0
    ).examples(lesson)
    assert len(thin) < 0.9 * len(whole)
    assert (thin.plans > 0).sum() >= 0.9 * (whole.plans > 0).sum()


def test_a_persons_plan_can_be_put_in_other_words(lesson: traces.Trace, tokenizer) -> None:
    writer = ExampleWriter(
        CompactPrompt(), tokenizer, share=every, reword=lambda text, rng: f"please {text} quickly"
    )
    examples = writer.examples(lesson)
    prompts = [
        tokenizer.decode(examples.ids[a : a + n])
        for a, n in zip([0, *examples.ends[:-1]], examples.prompts, strict=True)
    ]
    people = [prompt for prompt in prompts if "plan person" in prompt]
    assert people
    assert all("please" in prompt and "quickly" in prompt for prompt in people)
    assert not any("please" in prompt for prompt in prompts if "plan own" in prompt)


def test_examples_tell_the_last_steps_to_a_model_that_reads_them(lesson: traces.Trace) -> None:
    plain, trail = (
        next(build([lesson.path], ExampleSettings(trail=steps), jobs=1)) for steps in (0, 3)
    )
    longer = trail.prompts - plain.prompts
    # a word before the steps; in the first states there are fewer of them
    assert set(longer.tolist()) == {0, 2, 3, 4}


def test_examples_are_saved_and_joined_exactly(
    lesson: traces.Trace, tokenizer, tmp_path: Path
) -> None:
    examples = ExampleWriter(CompactPrompt(), tokenizer).examples(lesson)
    examples.save(tmp_path / "new" / "a.npz")
    again = Examples.load(tmp_path / "new" / "a.npz")
    two = Examples.joined([examples, again])
    assert len(two) == 2 * len(examples)
    half = len(examples.ids)
    for part in (two.ids[:half], two.ids[half:], again.ids):
        assert np.array_equal(part, examples.ids)
    assert np.array_equal(two.ends[len(examples) :], examples.ends + half)


def test_a_game_of_pogs_is_labelled_with_the_explorers_routes(tmp_path: Path) -> None:
    taught = record.Demonstration(
        FIRST_TRAINING, Mode("dynamic"), "plain", 0.05, False, world="pogs"
    )
    record.play([taught], 40, tmp_path)
    trace = traces.read(tmp_path / f"{FIRST_TRAINING}.jsonl")
    words = outline.tokenizer()
    words.save_pretrained(tmp_path / "words")
    words = AutoTokenizer.from_pretrained(tmp_path / "words")
    made = ExampleWriter(OutlinePrompt(), words, world="pogs", asked=0.0).examples(trace)
    assert len(made) == sum(1 for _ in trace.steps)
    actions = worlds.find("pogs").make().actions
    written = [parse(text, actions) for text in completions(made, words)]
    assert all(completion.valid for completion in written)
    plans = [plans for completion in written if (plans := completion.plan)]
    assert plans
    assert all(routes.read(plan).goals and not routes.read(plan).unread for plan in plans)
    played = [
        (event.text, step.action)
        for event, step in zip(trace.events, trace.events[1:], strict=False)
        if isinstance(event, traces.PlanEvent) and isinstance(step, traces.StepEvent)
    ]
    assert (played[0][0], actions.index(played[0][1])) == (written[0].plan, written[0].action)


def test_a_trace_of_another_world_is_refused_in_one_line(tokenizer, tmp_path: Path) -> None:
    trace = traces.read(graphs.write(tmp_path / "1.jsonl"))
    with pytest.raises(traces.TraceError, match="is of world 'pogs:nodes=8', not 'crafter'"):
        ExampleWriter(CompactPrompt(), tokenizer).examples(trace)
