from __future__ import annotations

import random
import re

import pytest

from agent.core.goals import Condition, Goal
from agent.worlds.crafter.plans.describing import DIRECTIONS
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.plans.reading.vocabulary import TARGETS
from training.instructions import paraphrase as wording
from training.instructions.goal_sampler import Instruction
from training.instructions.paraphrase import paraphrase, words
from training.instructions.splits import PAIRS, is_held_out, is_new_combination, kind
from training.instructions.templates import WORDS

EAST = (1, 0)
COMMON = [
    *(Goal("collect", item, count) for item in ("wood", "stone", "coal", "iron", "sapling", "drink") for count in (1, 2, 4)),
    Goal("collect", "diamond"), *(Goal("make", tool) for tool in TARGETS["make"]),
    *(Goal("place", thing) for thing in ("stone", "table", "furnace", "plant")),
    Goal("place", "stone", 3),
    *(Goal("go", count=count, direction=way) for way in DIRECTIONS.values() for count in (1, 4, 7)),
    *(Goal("go", thing) for thing in ("tree", "water", "table", "start", "cave", "cow", "coal")),
    *(Goal("eat", target) for target in ("cow", "plant", "")),
    *(Goal("fight", target) for target in ("zombie", "")), Goal("eat", "cow", 2),
    Goal("fight", "skeleton", 2), Goal("sleep"), Goal("shelter"), Goal("explore"),
    *(Goal("explore", target) for target in ("tree", "water", "iron", "cow")),
    Goal("explore", direction=EAST), Goal("explore", "tree", direction=EAST), Goal("wait", count=5),
]  # fmt: skip


def plans(rng: random.Random, n: int, *, new: bool = False) -> list[tuple[Goal, ...]]:
    """Goals one to three at a time, none twice in a row."""
    drawn: list[tuple[Goal, ...]] = []
    while len(drawn) < n:
        goals = tuple(rng.sample(COMMON, rng.choices((1, 2, 3), (6, 3, 1))[0]))
        if is_new_combination(goals) == new:
            drawn.append(goals)
    return drawn


def bare(text: str) -> str:
    return re.sub(r"[.!?]+$", "", text.lower())


def test_most_wordings_are_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "_TYPO", 0.0)
    rng = random.Random(0)
    for held_out in (False, True):
        drawn = plans(rng, 2500)
        right = sum(
            read(paraphrase(goals, rng, held_out=held_out)).goals == goals for goals in drawn
        )
        assert right / len(drawn) > 0.88


@pytest.mark.parametrize(
    "goal",
    [
        Goal("collect", "wood", 3),
        Goal("go", count=4, direction=EAST),
        Goal("make", "stone_pickaxe"),
    ],
)
def test_a_common_goal_has_thousands_of_wordings(goal: Goal) -> None:
    rng = random.Random(0)
    assert len({bare(paraphrase([goal], rng)) for _ in range(10_000)}) > 2000


@pytest.mark.parametrize("goal", COMMON)
def test_no_wording_is_both_trained_and_held_out(goal: Goal) -> None:
    rng = random.Random(0)
    trained = {bare(paraphrase([goal], rng)) for _ in range(300)}
    kept_out = {bare(paraphrase([goal], rng, held_out=True)) for _ in range(300)}
    assert len(kept_out) > 10
    assert not trained & kept_out


def test_a_held_out_word_is_never_used_in_training() -> None:
    rng = random.Random(0)
    whole = [
        element
        for row in ("sleep", "shelter", "one drink", "one cow")
        for element in WORDS[row]
        if is_held_out(element)
    ]
    texts = [
        bare(
            paraphrase(
                [
                    rng.choice(
                        (
                            Goal("sleep"),
                            Goal("shelter"),
                            Goal("collect", "drink"),
                            Goal("eat", "cow"),
                        )
                    )
                ],
                rng,
            )
        )
        for _ in range(3000)
    ]
    assert whole
    assert not [text for text in texts if text in whole]


def test_about_a_fifth_is_held_out_and_the_plainest_never() -> None:
    elements = {element for row in WORDS.values() for element in row}
    assert 0.15 < sum(map(is_held_out, elements)) / len(elements) < 0.25
    assert not [row for row, (plainest, *_) in WORDS.items() if is_held_out(plainest)]


def test_held_out_combinations_are_worded_only_when_asked_for_and_in_seen_words() -> None:
    rng = random.Random(0)
    for goals in plans(rng, 100, new=True):
        assert any(
            pair in PAIRS for pair in zip(map(kind, goals), map(kind, goals[1:]), strict=False)
        )
        with pytest.raises(ValueError, match="are a combination that is held out"):
            paraphrase(goals, rng)
        assert paraphrase(goals, rng, held_out=True)
    drink_and_go = {
        paraphrase(
            [Goal("collect", "drink"), Goal("go", count=0, direction=EAST)], rng, held_out=True
        )
        for _ in range(300)
    }
    unseen = [element for element in WORDS["one drink"] if is_held_out(element)]
    assert unseen
    assert not [
        text
        for text in drink_and_go
        for element in unseen
        if text.lower().startswith(f"{element},")
    ]


def test_the_same_draw_gives_the_same_text() -> None:
    goals = [Goal("collect", "wood", 3), Goal("place", "table")]
    assert [paraphrase(goals, random.Random(seed)) for seed in range(50)] == [
        paraphrase(goals, random.Random(seed)) for seed in range(50)
    ]


def test_slips_spare_numbers_and_directions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "_TYPO", 1.0)
    rng = random.Random(0)
    texts = [paraphrase([Goal("go", count=7, direction=EAST)], rng).lower() for _ in range(500)]
    assert all(
        re.search(r"7|seven", text) and re.search(r"\b(east|right|eastwards?)\b|7e", text)
        for text in texts
    )
    assert (
        len({text for text in texts if not set(re.findall("[a-z]+", text)) <= words_of_rows()})
        > 100
    )


def words_of_rows() -> set[str]:
    rows = " ".join(element for row in WORDS.values() for element in row).lower()
    plurals = {f"{word}s" for word in WORDS["unit"]}
    return {*re.findall("[a-z]+", rows), *plurals, "seven", "e"}


def test_the_place_of_the_first_goal_is_told() -> None:
    rng = random.Random(0)
    texts = [
        paraphrase([Goal("collect", "iron")], rng, where="4 west 12 north").lower()
        for _ in range(200)
    ]
    assert all(re.search(r"4|four", text) and re.search(r"12|twelve", text) for text in texts)
    assert all(re.search(r"west|left", text) and re.search(r"north|up", text) for text in texts)


def test_all_that_a_plan_can_say_has_words() -> None:
    rng = random.Random(0)
    for verb, targets in TARGETS.items():
        for target in targets:
            for count in (1, 2, 30):
                goal = Goal(verb, target, count, EAST if verb == "go" and not target else None)
                assert paraphrase([goal], rng)
                assert paraphrase([goal], rng, held_out=True)


@pytest.mark.parametrize("n", [0, 8])
def test_no_or_too_many_goals_are_refused(n: int) -> None:
    with pytest.raises(ValueError, match=f"there are {n} goals; one to seven can be worded"):
        paraphrase([Goal("sleep")] * n, random.Random(0))


NIGHT = Condition("night", "is")
WISHES = [
    Instruction((Goal("collect", "wood", until=NIGHT),)),
    Instruction(
        (
            Goal("place", "table", when=Condition("wood", "at least", 4)),
            Goal("make", "wood_pickaxe"),
        )
    ),
    Instruction((Goal("eat", "cow", when=NIGHT, skip=True),)),
    Instruction((Goal("wait", until=Condition("morning", "is")),)),
    Instruction(
        (Goal("collect", "stone", 4),),
        refused=(Goal("sleep"), Goal("go", count=0, direction=(0, 1))),
    ),
    Instruction(
        (Goal("collect", "iron"),),
        standing=(
            Goal(
                "collect",
                "drink",
                when=Condition("drink", "at most", 3),
                until=Condition("drink", "at least", 8),
            ),
            Goal("fight", "zombie", when=Condition("zombie", "seen")),
        ),
    ),
    Instruction((Goal("play", count=100),), refused=(Goal("fight", until=NIGHT),)),
    Instruction(
        (
            Goal("collect", "wood", 4),
            Goal("place", "table"),
            Goal("make", "wood_pickaxe"),
            Goal("collect", "stone", 5),
            Goal("place", "furnace"),
            Goal("collect", "iron"),
            Goal("make", "iron_pickaxe"),
        )
    ),
]


@pytest.mark.parametrize("held_out", [False, True])
@pytest.mark.parametrize("instruction", WISHES, ids=lambda instruction: instruction.text)
def test_a_whole_plan_has_many_wordings_that_are_all_read_as_it(
    instruction: Instruction, held_out: bool
) -> None:
    rng = random.Random(0)
    texts = {words(instruction, rng, held_out=held_out) for _ in range(60)}
    assert len(texts) > 30
    for text in texts:
        told = read(text)
        assert (told.goals, told.refused, told.standing) == (
            instruction.goals,
            instruction.refused,
            instruction.standing,
        )
        assert not told.unread


def test_words_of_training_and_held_out_words_differ() -> None:
    rng = random.Random(0)
    instruction = WISHES[4]
    trained = {bare(words(instruction, rng)) for _ in range(300)}
    kept_out = {bare(words(instruction, rng, held_out=True)) for _ in range(300)}
    assert not trained & kept_out


def test_a_plan_beyond_words_is_said_in_its_plainest() -> None:
    instruction = Instruction((Goal("collect", "wood", when=Condition("fun", "at least", 3)),))
    assert words(instruction, random.Random(0)) == instruction.text
