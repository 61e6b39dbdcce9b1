"""Teachers other than the expert: chance, and language models told to plan as in the paper."""

from pathlib import Path
from typing import Any

import pytest

from agent.core.completion import parse
from agent.core.mode import Mode
from agent.core.seeds import FIRST_TRAINING as FIRST
from agent.episode import Episode
from agent.models.protocol import Generation
from agent.planners.language import LanguagePlanner
from agent.traces import trace as traces
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert.planner import Expert
from agent.worlds.crafter.expert.styles import STYLES
from agent.worlds.crafter.prompts.chat import ChatPrompt
from agent.worlds.crafter.prompts.compact import CompactPrompt
from agent.worlds.crafter.rules import ACTION_NAMES
from training.data.labels import ExampleWriter, Labels
from training.data.tokenizer import pebble_tokenizer
from training.demos import demonstrators, record

LABELS: tuple[Labels, Labels] = ("expert", "player")


class Planning:
    """Plans wherever it is asked to, and remembers what it was told."""

    name = "planning"

    def __init__(self) -> None:
        self.told: list[str] = []
        self.sizes: list[int] = []  # of the batches

    def complete(self, contexts: Any, **_: Any) -> list[Generation]:
        written = []
        self.sizes.append(len(contexts))
        for context in contexts:
            self.told.append(context[-1]["content"])
            plan = "<plan> find a cow </plan>\n" if "Write a new plan" in self.told[-1] else ""
            written.append(Generation(f"{plan}Move East", (1,), (0.0,), 0.5, 1, 1, 0))
        return written


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Planning:
    planning = Planning()
    planner = LanguagePlanner("hf:x", planning, prompt=ChatPrompt("grid"))
    monkeypatch.setattr(demonstrators, "_language", lambda name: planner)
    return planning


def test_a_language_model_plans_every_k_steps_in_the_style_of_the_lesson(
    model: Planning, tmp_path: Path
) -> None:
    taught = record.Demonstration(FIRST, Mode("every", 3), "milestone", 0.0, False, "hf:x")
    assert record.play([taught], 8, tmp_path) == 8
    trace = traces.read(tmp_path / f"{FIRST}.jsonl")
    assert trace.header.planner == "hf:x"
    assert [event.step for event in trace.events if isinstance(event, traces.PlanEvent)] == [
        0,
        3,
        6,
    ]
    assert [step % 3 == 0 for step in range(8)] == ["milestone" in text for text in model.told]


def test_lessons_of_a_language_model_are_the_same_alone_and_in_one_batch(
    model: Planning, tmp_path: Path
) -> None:
    taught = [record.demonstration(seed, teacher="hf:x") for seed in range(FIRST, FIRST + 3)]
    assert record.play(taught, 12, tmp_path / "together") == 36
    assert model.sizes == [3] * 12
    for one in taught:
        record.play([one], 12, tmp_path / "alone")
        together, alone = (
            [(event.type, event.step, getattr(event, "text", "")) for event in found.events]
            for kind in ("together", "alone")
            if (found := traces.read(tmp_path / kind / f"{one.seed}.jsonl"))
        )
        assert together == alone


def test_lessons_of_a_language_model_are_the_papers() -> None:
    lessons = [record.demonstration(seed, teacher="hf:x") for seed in range(FIRST, FIRST + 400)]
    assert {str(lesson.mode) for lesson in lessons} == {"random:2-12"}
    assert len({lesson.style for lesson in lessons}) == 16
    assert not any(lesson.people or lesson.disturbed for lesson in lessons)


def test_every_style_tells_something_of_its_own() -> None:
    episode = Episode(CrafterWorld(), Expert(), seed=FIRST, cap=2)
    episode.play(episode.decide())
    view_and_memory = episode.situation
    prompts = {
        demonstrators.StyledPrompt(ChatPrompt(), style).messages(view_and_memory, Mode("always"))[
            -1
        ]["content"]
        for style in STYLES
    }
    assert len(prompts) == 16
    acting = demonstrators.StyledPrompt(ChatPrompt(), "gap").messages(
        view_and_memory, Mode("never")
    )
    assert acting == ChatPrompt().messages(view_and_memory, Mode("never"))


def test_a_teacher_that_there_is_not_is_told() -> None:
    with pytest.raises(ValueError, match="hf:"):
        demonstrators.check("nobody")
    with pytest.raises(ValueError, match="'random' does not teach pogs; its own teacher does"):
        demonstrators.check(demonstrators.RANDOM, "pogs")


def test_what_chance_wrote_is_its_own_label(tmp_path: Path) -> None:
    record.play([record.demonstration(FIRST, teacher=demonstrators.RANDOM)], 120, tmp_path)
    trace = traces.read(tmp_path / f"{FIRST}.jsonl")
    words = pebble_tokenizer()
    made = ExampleWriter(
        CompactPrompt(), words, labels="player", share=lambda *state: 1.0, asked=0.0
    ).examples(trace)
    starts = [0, *made.ends[:-1]]
    written = [
        parse(words.decode(made.ids[start + prompt : end - 1]), ACTION_NAMES)
        for start, prompt, end in zip(starts, made.prompts, made.ends, strict=True)
    ]
    steps = list(trace.steps)
    plans = {
        event.step: event.text for event in trace.events if isinstance(event, traces.PlanEvent)
    }
    awake = [(ACTION_NAMES.index(step.action), step.step - 1 in plans) for step in steps]
    assert [(completion.action, completion.plan is not None) for completion in written] == awake[
        : len(written)
    ]
    assert len(written) >= len(steps) - 1
    assert 2 < len(plans) < 40


def test_what_was_done_by_accident_is_no_label_of_the_player(tmp_path: Path) -> None:
    record.play([record.Demonstration(FIRST, Mode("dynamic"), "plain", 0.1, False)], 100, tmp_path)
    trace = traces.read(tmp_path / f"{FIRST}.jsonl")
    bursts = sum(
        int(event.value or 0)
        for event in trace.events
        if isinstance(event, traces.ControlEvent) and event.what == "disturbed"
    )
    by_expert, by_player = (
        ExampleWriter(
            CompactPrompt(), pebble_tokenizer(), labels=labels, share=lambda *state: 1.0
        ).examples(trace)
        for labels in LABELS
    )
    assert bursts > 0
    # the last one can be cut off
    assert len(by_expert) - len(by_player) in (bursts, bursts - 1, bursts - 2, bursts - 3)
