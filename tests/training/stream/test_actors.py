import random
from dataclasses import replace

import pytest

from agent.core.completion import write
from agent.core.goals import Goal
from agent.core.mode import DYNAMIC
from agent.core.prompt import Situation
from agent.core.teacher import Label
from agent.episode import Episode
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert import label
from agent.worlds.crafter.expert.planner import Expert
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.prompts.compact import CompactPrompt
from agent.worlds.crafter.rules import ACTION_NAMES
from agent.worlds.crafter.scene.scene import Scene
from tests.agent.scripted import Thirsty
from training.data.examples import ChatExample
from training.stream.actors import GameSettings, StreamActor
from training.stream.starts import Scout, Starts, StartState, fill_bag, moments


def play(actor: StreamActor, steps: int, student=None) -> list[ChatExample]:
    return [answer for _ in range(steps) for state in actor.step(student) for answer in state]


def text(answer: ChatExample) -> str:
    return answer.messages[-1]["content"]


@pytest.fixture(scope="module")
def answers() -> list[ChatExample]:
    return play(StreamActor(0, 4_000_000, GameSettings(slots=6, people=1.0, visit=60)), 150)


def test_the_same_actor_gives_the_same_examples(answers: list[ChatExample]) -> None:
    again = play(StreamActor(0, 4_000_000, GameSettings(slots=6, people=1.0, visit=60)), 20)
    assert again == answers[: len(again)]
    assert (
        play(StreamActor(1, 5_000_000, GameSettings(slots=6, people=1.0, visit=60)), 5)
        != again[:100]
    )


def test_examples_are_under_peoples_plans_and_without_them(answers: list[ChatExample]) -> None:
    asked = [answer for answer in answers if "\nasked " in text(answer)]
    assert 0.4 < len(asked) / len(answers) < 0.9
    for authority in ("advice", "order"):
        assert any(f"\nasked {authority}\n" in text(answer) for answer in asked)
    assert any("\nwords " not in text(answer) for answer in asked)
    assert any("\ngoal " not in text(answer) for answer in asked)
    assert all("\nwords " in text(answer) or "\ngoal " in text(answer) for answer in asked)


def test_planning_under_a_persons_plan_is_labelled_and_rare(answers: list[ChatExample]) -> None:
    free = [
        answer
        for answer in answers
        if "\nasked " in text(answer) and text(answer).endswith("plan or act")
    ]
    planned = [answer.plan for answer in free if answer.plan is not None]
    assert 0.03 < len(planned) / len(free) < 0.4
    for plan in planned:
        assert read(plan).goals, plan
        assert not read(plan).unread, plan


def test_who_may_not_plan_is_given_no_plan(answers: list[ChatExample]) -> None:
    held = [answer for answer in answers if text(answer).endswith("\nact")]
    assert held
    assert all(answer.plan is None for answer in held)


def test_deeds_that_are_rare_for_what_is_pursued_weigh_more() -> None:
    actor = StreamActor(0, 4_000_000, GameSettings(slots=1))
    walking = Label(False, None, ACTION_NAMES.index("Move West"), Goal("make", "iron_pickaxe"))
    making = replace(walking, action=ACTION_NAMES.index("Make Iron Pickaxe"))
    for _ in range(100):
        common = actor._weight(walking, alone=False)
    rare = actor._weight(making, alone=False)
    assert (common, rare) == (1.0, 4.0)
    assert actor._weight(walking, alone=True) == 1.5


def test_a_label_is_what_the_expert_says_of_the_state_and_the_plans() -> None:
    game = Episode(CrafterWorld(), Expert(), seed=4_000_007, cap=100)
    game.inject("collect 2 wood, then place a table")
    for _ in range(10):
        game.play(game.decide())
    situation = game.situation
    told = label(situation.view, situation.memory, situation.plan, below=situation.below)
    actor = StreamActor(
        0, 4_000_000, GameSettings(slots=1, act_only=0.0, plan_now=0.0, wordless=0.0, unread=0.0)
    )
    scene = Scene(situation.view, situation.memory)
    example = actor._example(scene, situation, told)
    assert example.messages == CompactPrompt(version=2).messages(situation, DYNAMIC)
    assert write(example.plan, example.action) == write(
        told.plan if told.replans else None, ACTION_NAMES[told.action]
    )


def test_a_student_plays_its_share_and_what_it_asks_for_is_let_or_not() -> None:
    asked: list[Situation] = []

    class Watched(Thirsty):
        def decide(self, situation: Situation):
            asked.append(situation)
            return super().decide(situation)

    actor = StreamActor(0, 4_000_000, GameSettings(slots=6, people=1.0, expert=0.0, visit=60))
    play(actor, 120, Watched())
    assert any(not situation.may_plan for situation in asked)
    assert any(
        situation.below is not None and situation.below.text == "drink water" for situation in asked
    )


def test_states_are_kept_by_kind_and_drawn_kind_by_kind() -> None:
    rng = random.Random(0)
    starts, world = Starts(rng), CrafterWorld()
    game = Episode(world, Expert(), seed=4_000_001, cap=400)
    scout = Scout(starts, 4_000_001)
    while not game.over:
        game.play(game.decide())
        if not game.over:
            scout.look(world, game.view, game.memory)
    assert len(starts) > 5
    start = starts.draw()
    back = Episode.resume(
        CrafterWorld(),
        Expert(),
        start.snapshot,
        Memory.from_bytes(start.recalled),
        seed=start.seed,
        steps=30,
    )
    assert list(moments(back.view, back.memory))
    for _ in range(5):
        back.play(back.decide())
    assert back.view.step > 5


def test_a_state_in_which_the_next_step_kills_makes_room_for_another_game() -> None:
    world, memory = CrafterWorld(), Memory()
    world.reset(7)
    memory.update(world.view(), None)
    player = world.env._player
    for name in ("food", "drink", "energy"):
        player.inventory[name] = 0
    player.health, player._recover = 1, -15  # Crafter takes a point of health below
    actor = StreamActor(0, 1_000_000, GameSettings(slots=4, people=1.0))
    actor._starts.add("a last breath", StartState.of(7, world, memory))
    for game in actor._slots:
        game.episode.end("cap")
    play(actor, 2)
    assert not any(game.episode.over for game in actor._slots)


def test_what_is_put_into_a_bag_can_be_held() -> None:
    world = CrafterWorld()
    world.reset(4_000_002)
    for seed in range(20):
        fill_bag(world, random.Random(seed))
    have = world.view().inventory
    assert 0 < have["wood"] <= 9
    assert StartState.of(1, world, Memory()).seed == 1


def test_without_the_ways_what_is_read_names_no_first_action() -> None:
    actor = StreamActor(0, 1_000_000, GameSettings(slots=2), ways=False)
    (message,) = next(iter(next(actor.step(None)))).messages
    assert ">" not in message["content"]
    assert message["content"].startswith("front:")
