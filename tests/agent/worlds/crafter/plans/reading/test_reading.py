from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.core.goals import Condition, Goal, Reading, Relation
from agent.worlds.crafter.plans.describing import DIRECTIONS, describe, describe_all, state
from agent.worlds.crafter.plans.reading.conditions import find
from agent.worlds.crafter.plans.reading.lexing import lex
from agent.worlds.crafter.plans.reading.meaning import takes_cell
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.plans.reading.vocabulary import TARGETS
from agent.worlds.crafter.rules import VITALS
from tests.agent.worlds.crafter.plans.reading.wordings import UNREAD, WORDINGS

ALL = [wording for wordings in WORDINGS.values() for wording in wordings]
RELATIONS: tuple[Relation, ...] = ("at least", "at most")
CONDITIONS = [
    *(Condition(vital, relation, 4) for vital in VITALS for relation in RELATIONS),
    *(Condition(item, relation, 2) for item in ("wood", "iron_pickaxe") for relation in RELATIONS),
    *(Condition(hour, "is") for hour in ("night", "day", "morning", "awake")),
    *(Condition(thing, "seen") for thing in ("cow", "zombie", "water", "diamond", "ripe")),
]
VERBS_WITH_COUNT = ("collect", "make", "place", "eat", "fight")


@st.composite
def goals(draw: st.DrawFn) -> Goal:
    verb = draw(st.sampled_from(sorted(TARGETS)))
    target = draw(st.sampled_from(TARGETS[verb]))
    direction = draw(st.sampled_from([None, *DIRECTIONS.values()]))
    count = draw(st.integers(1, 99))
    if verb in VERBS_WITH_COUNT:
        return Goal(verb, target, count)
    if verb in ("wait", "play"):
        return Goal(verb, count=count)
    if verb == "explore":
        return Goal(verb, target, direction=direction)
    if verb == "go":
        direction = direction or (None if target else (1, 0))
        return Goal(
            verb, target, draw(st.integers(1 if target else 0, 30)) if direction else 1, direction
        )
    return Goal(verb)


@pytest.mark.parametrize(("text", "expected"), ALL, ids=[text for text, _ in ALL])
def test_a_wording_is_read_whole(text: str, expected: list[Goal]) -> None:
    reading = read(text)
    assert list(reading.goals) == expected
    assert reading.unread == ()


@pytest.mark.parametrize("text", UNREAD)
def test_what_cannot_be_a_goal_is_given_back_as_written_and_never_read_as_something_else(
    text: str,
) -> None:
    assert read(text).goals == ()
    assert ", ".join(read(text).unread) == text


@pytest.mark.parametrize(
    ("text", "expected", "unread"),
    [
        (
            "Go 2 east and do a Backflip, then drink",
            [Goal("go", count=2, direction=(1, 0)), Goal("collect", "drink")],
            "do a Backflip",
        ),
        (
            "collect stone until the sun explodes",
            [Goal("collect", "stone")],
            "until the sun explodes",
        ),
        ("don't sleep and collect wood", [Goal("play", count=100)], "collect wood"),
        (
            "collect wood until you have 5 or it gets dark",
            [Goal("collect", "wood", until=Condition("wood", "at least", 5))],
            "it gets dark",
        ),
        (
            "if you have iron, drink, otherwise dance",
            [Goal("collect", "drink", when=Condition("iron", "at least", 1), skip=True)],
            "otherwise dance",
        ),
        ("get wood or stone", [Goal("collect", "wood")], "stone"),
        (
            "dance. collect until you have 5 wood and 3 stone",
            [
                Goal("collect", "wood", until=Condition("wood", "at least", 5)),
                Goal("collect", "stone", 3),
            ],
            "dance",
        ),
    ],
)
def test_only_the_part_that_is_not_understood_is_unread(
    text: str, expected: list[Goal], unread: str
) -> None:
    assert list(read(text).goals) == expected
    assert read(text).unread == (unread,)


@pytest.mark.parametrize(
    "text",
    [
        "collect five (5) wood", "Collect Five (5) wood", "“collect 5 wood”", '"collect 5 wood"',
        "‘collect 5 wood’", "«collect 5 wood»", "collect '5' wood",
    ],
)  # fmt: skip
def test_quotes_and_numbers_that_are_said_twice_change_nothing(text: str) -> None:
    assert read(text) == read("collect 5 wood")
    assert read(text).goals[0].count == 5


def test_a_step_that_is_taken_back_is_no_goal() -> None:
    assert read("you could eat the cow, but don't").goals == ()
    assert read("we could sleep, but not").goals == ()


@given(goals())
def test_a_goal_that_is_described_is_read_back(goal: Goal) -> None:
    assert read(describe(goal)).goals == (goal,)
    assert read(f"Please {describe(goal)}!").goals == (goal,)
    assert read(describe(goal)).unread == ()


CELLS = st.tuples(st.integers(-9, 9), st.integers(-9, 9))
# "when food is low" stands, and is not waited for once
STANDS = ("food", "drink", "energy", "health")


@st.composite
def conditioned(draw: st.DrawFn) -> Goal:
    """Any goal as the reader gives it, with a cell, with what it waits for and with
    what ends it.
    """
    goal = draw(goals())
    if goal.verb == "go" and not goal.target and draw(st.booleans()):
        goal = Goal("go", at=draw(CELLS))
    elif takes_cell(goal):
        goal = replace(goal, at=draw(st.none() | CELLS))
    when = draw(st.none() | st.sampled_from([c for c in CONDITIONS if not _standing(c)]))
    until = draw(
        st.none()
        | st.sampled_from([c for c in CONDITIONS if c.subject != "day" and not _rested(goal, c)])
    )
    if when is not None:
        goal = replace(goal, when=when, skip=draw(st.booleans()) and when.subject != "night")
    if until is not None:
        goal = replace(goal, until=until, count=goal.count if goal.verb in ("go", "explore") else 1)
    return goal


def _standing(condition: Condition) -> bool:
    """Whether "when" it is so makes a standing order."""
    sunk = condition.subject in VITALS and condition.relation == "at most"
    return sunk or condition.subject in ("zombie", "skeleton", "cow")


def _rested(goal: Goal, condition: Condition) -> bool:
    """Whether this is what ends a sleep anyway."""
    return goal.verb == "sleep" and condition.subject in ("morning", "awake", "energy")


@settings(deadline=None)
@given(conditioned())
def test_a_goal_with_a_cell_and_conditions_is_read_back(goal: Goal) -> None:
    reading = read(describe(goal))
    assert reading.goals == (goal,)
    assert reading.unread == ()


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """A plan with refusals and standing orders."""
    done = tuple(dict.fromkeys(draw(st.lists(goals(), min_size=1, max_size=3))))
    refused = [
        refusal for goal in draw(st.lists(goals(), max_size=2)) for refusal in _refusals(goal)
    ]
    kept = draw(st.lists(st.tuples(goals(), st.sampled_from(CONDITIONS)), max_size=2))
    standing = [replace(goal, when=met) for goal, met in kept]
    condition = draw(st.none() | st.sampled_from(CONDITIONS))
    refused = [replace(goal, when=condition) for goal in refused]
    return Reading(done, (), tuple(dict.fromkeys(refused)), tuple(dict.fromkeys(standing)))


def _refusals(goal: Goal) -> list[Goal]:
    """A goal as it is refused: of no amount; and who is not to go into the cave or lava is not to
    look for it either.
    """
    refused = replace(goal, count=0 if goal.verb == "go" and not goal.target else 1)
    unsought = refused.verb == "go" and refused.target in ("cave", "lava")
    return [refused, *([Goal("explore", refused.target)] if unsought else [])]


@settings(deadline=None)
@given(readings())
def test_all_that_is_told_of_a_plan_is_read_back(reading: Reading) -> None:
    assert read(". ".join(describe_all(reading))) == reading


@settings(deadline=None)
@given(goals(), goals())
def test_what_was_refused_is_no_goal_whatever_is_refused(refused: Goal, wanted: Goal) -> None:
    reading = read(f"don't {describe(refused)}. {describe(wanted)}")
    assert reading.goals == (wanted,)
    assert reading.refused or reading.unread == (f"don't {describe(refused)}",)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("don't eat, sleep or fight", [Goal("eat"), Goal("sleep"), Goal("fight")]),
        ("get wood but not stone", [Goal("collect", "stone")]),
        ("get wood without fighting zombies", [Goal("fight", "zombie")]),
        ("don't make a sword", [Goal("make", f"{of}_sword") for of in ("wood", "stone", "iron")]),
        ("leave the cow alone and go home", [Goal("eat", "cow")]),
        ("never go into the cave", [Goal("go", "cave"), Goal("explore", "cave")]),
        ("don't attack the cow, we need it later", [Goal("eat", "cow")]),
        ("be careful not to fight the skeleton", [Goal("fight", "skeleton")]),
        ("it would be better not to sleep", [Goal("sleep")]),
        ("forget about the diamond, get wood", [Goal("collect", "diamond")]),
        ("don't run from the zombie", [Goal("flee")]),
        ("when zombies attack don't run", [Goal("flee", when=Condition("zombie", "seen"))]),
        ("don't go mining", [Goal("collect", "stone")]),
        ("mind the lava", [Goal("go", "lava"), Goal("explore", "lava")]),
        ("don't go east", [Goal("go", count=0, direction=(1, 0))]),
        (
            "don't fight if your health is below 5",
            [Goal("fight", when=Condition("health", "at most", 4))],
        ),
        (
            "if your health is below 5, don't fight",
            [Goal("fight", when=Condition("health", "at most", 4))],
        ),
        ("don't sleep until it is dark", [Goal("sleep", until=Condition("night", "is"))]),
    ],
)
def test_a_refusal_is_read_as_one(text: str, refused: list[Goal]) -> None:
    reading = read(text)
    assert list(reading.refused) == refused
    assert reading.unread == ()
    assert not set(reading.goals) & set(refused)


@pytest.mark.parametrize(
    ("text", "goals", "foes"),
    [
        ("avoid zombies", [Goal("play", count=100)], ["zombie"]),
        ("stay away from the zombies", [Goal("play", count=100)], ["zombie"]),
        ("steer clear of skeletons", [Goal("play", count=100)], ["skeleton"]),
        ("don't go near zombies", [Goal("play", count=100)], ["zombie"]),
        ("keep your distance from monsters", [Goal("play", count=100)], ["zombie", "skeleton"]),
        ("avoid zombies and skeletons", [Goal("play", count=100)], ["zombie", "skeleton"]),
        ("collect 2 wood and avoid zombies", [Goal("collect", "wood", 2)], ["zombie"]),
        ("get 2 wood while avoiding zombies", [Goal("collect", "wood", 2)], ["zombie"]),
        ("avoid the skeletons and get iron", [Goal("collect", "iron")], ["skeleton"]),
        # These are let be, and only not fought.
        ("ignore the zombies", [Goal("play", count=100)], []),
        ("avoid fighting zombies", [Goal("play", count=100)], []),
        ("avoid the cow and get iron", [Goal("collect", "iron")], []),
        ("avoid zombies at night", [Goal("play", count=100)], []),
    ],
)
def test_who_avoids_a_foe_keeps_away_from_it(text: str, goals: list[Goal], foes: list[str]) -> None:
    reading = read(text)
    assert list(reading.goals) == goals
    assert list(reading.standing) == [Goal("flee", when=Condition(foe, "seen")) for foe in foes]
    assert reading.refused
    assert reading.unread == ()
    assert read(". ".join(describe_all(reading))) == reading


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("your health is above 6", Condition("health", "at least", 7)),
        ("hp drops to 3", Condition("health", "at most", 3)),
        ("food < 4", Condition("food", "at most", 3)),
        ("drink >= 7", Condition("drink", "at least", 7)),
        ("your energy is low", Condition("energy", "at most", 3)),
        ("health is full", Condition("health", "at least", 9)),
        ("you are not hungry", Condition("food", "at least", 5)),
        ("you have at least 3 iron", Condition("iron", "at least", 3)),
        ("you don't have a pickaxe", Condition("wood_pickaxe", "at most", 0)),
        ("you run out of stone", Condition("stone", "at most", 0)),
        ("there are no zombies", Condition("zombie", "unseen")),
        ("a skeleton shows up", Condition("skeleton", "seen")),
        ("the sapling has grown", Condition("ripe", "seen")),
        ("the sun goes down", Condition("night", "is")),
        ("it isn't dark", Condition("day", "is")),
        ("dawn breaks", Condition("morning", "is")),
        ("you wake up", Condition("awake", "is")),
    ],
)
def test_a_condition_is_read(text: str, condition: Condition) -> None:
    found = find(lex(text))
    assert found is not None
    assert found.conditions == (condition,)
    assert found.end == len(lex(text))


@pytest.mark.parametrize("condition", CONDITIONS, ids=state)
def test_a_condition_that_is_described_is_read_back(condition: Condition) -> None:
    found = find(lex(state(condition)))
    assert found is not None
    assert found.conditions == (condition,)


@pytest.mark.parametrize(
    ("text", "goals", "standing"),
    [
        (
            "if you see a zombie, fight it, then sleep",
            [Goal("sleep")],
            [Goal("fight", "zombie", when=Condition("zombie", "seen"))],
        ),
        (
            "sleep unless you are hungry",
            [Goal("sleep", when=Condition("food", "at least", 5), skip=True)],
            [],
        ),
        (
            "go east until you find coal",
            [Goal("go", count=0, direction=(1, 0), until=Condition("coal", "seen"))],
            [],
        ),
        (
            "get coal and if you see a zombie, run",
            [Goal("collect", "coal")],
            [Goal("flee", when=Condition("zombie", "seen"))],
        ),
        (
            "keep your food above 4",
            [Goal("play", count=100)],
            [Goal("eat", when=Condition("food", "at most", 4))],
        ),
        (
            "never let your drink fall below 3, get wood",
            [Goal("collect", "wood")],
            [Goal("collect", "drink", when=Condition("drink", "at most", 2))],
        ),
        (
            "if your health drops below 4, rest until it's above 7",
            [Goal("play", count=100)],
            [
                Goal(
                    "sleep",
                    when=Condition("health", "at most", 3),
                    until=Condition("health", "at least", 8),
                )
            ],
        ),
        (
            "if (health < 4) { sleep } else { explore }",
            [Goal("explore")],
            [Goal("sleep", when=Condition("health", "at most", 3))],
        ),
        ("go south until you reach the lake", [Goal("go", "water", 1, (0, 1))], []),
        (
            "collect until you have 5 wood and 3 stone",
            [
                Goal("collect", "wood", until=Condition("wood", "at least", 5)),
                Goal("collect", "stone", 3),
            ],
            [],
        ),
        ("fence until it is dark", [Goal("shelter", until=Condition("night", "is"))], []),
        ("when you have enough wood, build a table", [Goal("place", "table")], []),
        ("while it is night, stay inside", [Goal("wait", until=Condition("morning", "is"))], []),
        (
            "if you see a cow or a zombie, kill it, then drink",
            [Goal("collect", "drink")],
            [
                Goal("eat", "cow", when=Condition("cow", "seen")),
                Goal("fight", "zombie", when=Condition("zombie", "seen")),
            ],
        ),
    ],
)
def test_conditions_wait_end_pass_over_or_stand(
    text: str, goals: list[Goal], standing: list[Goal]
) -> None:
    reading = read(text)
    assert list(reading.goals) == goals
    assert list(reading.standing) == standing
    assert reading.unread == ()


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            (
                "Make an iron pickaxe: collect 1 coal (3 east 1 south), then go to the "
                "table and make an iron pickaxe."
            ),
            [Goal("collect", "coal"), Goal("go", "table"), Goal("make", "iron_pickaxe")],
        ),
        ("My energy is low, so wall in and sleep until morning.", [Goal("shelter"), Goal("sleep")]),
        (
            "Goal: drink 5 times. Water is 4 west. I am thirsty because drink is 2.",
            [Goal("collect", "drink", 5)],
        ),
        (
            "Subgoal 1: collect 2 wood. Subgoal 2: place a table.",
            [Goal("collect", "wood", 2), Goal("place", "table")],
        ),
        (
            "I could look for a cow or drink first; the cow is nearer, so eat a cow.",
            [Goal("eat", "cow")],
        ),
        (
            "Next steps: 1. go to the tree, 4 west; 2. collect 3 wood.",
            [Goal("go", "tree", at=(-4, 0)), Goal("collect", "wood", 3)],
        ),
        ("In order to make a table, collect 2 wood", [Goal("collect", "wood", 2)]),
        ("explore for iron in order to make an iron sword", [Goal("explore", "iron")]),
        ("to make a table", [Goal("place", "table")]),
    ],
)
def test_what_steps_are_for_what_is_weighed_and_how_things_stand_are_no_steps(
    text: str, steps: list[Goal]
) -> None:
    assert list(read(text).goals) == steps
    assert read(text).unread == ()


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error_and_unread_parts_are_its_own(text: str) -> None:
    assert all(part in text for part in read(text).unread)


@given(
    st.lists(
        st.sampled_from(
            [
                *(word for text, _ in ALL for word in text.split()),
                *("not", "if", "until", "so", "before", "or", "and", ","),
                *("don't", "at night", "in the morning", "yet"),
            ]
        ),
        max_size=40,
    )
)
def test_any_words_of_plans_are_read_without_an_error(words: list[str]) -> None:
    read(" ".join(words))


@pytest.mark.parametrize(
    "piece",
    [
        "wood,",
        "so get ",
        "get wood before you eat ",
        "to ",
        "until ",
        "1. ",
        "not ",
        "heal ",
        "at night sleep ",
        "don't drink at night or ",
        "if you have wood get wood ",
        "a" * 10,
    ],
)
def test_ten_thousand_characters_are_read_without_an_error(piece: str) -> None:
    read(piece * (10_000 // len(piece)))


@pytest.mark.parametrize("text", ["", "   ", "\n", ",;."])
def test_an_empty_plan_has_no_goals(text: str) -> None:
    assert read(text).goals == ()


def test_all_that_was_understood_is_told() -> None:
    told = describe_all(
        read("collect 2 wood. don't sleep yet. whenever you see a zombie, fight it")
    )
    assert told[0] == "collect 2 wood"
    assert sorted(told[1:]) == ["not: sleep", "whenever you see a zombie: fight a zombie"]
