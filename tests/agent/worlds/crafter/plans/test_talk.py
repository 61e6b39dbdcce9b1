"""What people say that is no plan gets a fitting answer, and what is a plan stays one."""

from __future__ import annotations

import pytest

from agent.core.spoken import SpokenCommand
from agent.core.talk import Answer, Question, SpokenPlan
from agent.episode import Episode
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.plans.talk.hearing import hear
from server.sessions.episode import LiveEpisode
from tests.agent.scripted import Script
from tests.agent.worlds.crafter.plans.reading.sentences import FOUND, LIMITS, OWN
from tests.agent.worlds.crafter.plans.reading.wordings import WORDINGS

PLANS = [
    *("".join(part.words for part in parts) for parts in (*OWN, *FOUND, *LIMITS)),
    *(words for rows in WORDINGS.values() for words, *_ in rows),
]


@pytest.fixture(scope="module")
def live() -> LiveEpisode:
    """A game on grass with water 3 east, some wood in the bag, and an order in force."""
    world = CrafterWorld()
    game = Episode(world, Script([(None, "Noop")]), seed=3, cap=100)
    world.clear()
    world.place_material((35, 32), "water")
    world.set_item("wood", 2)
    world.set_item("drink", 3)
    live = LiveEpisode(game)
    live.play(game.decide())
    live.write("collect 5 wood", "order", queued=False)
    live.play(game.decide())
    return live


COMMANDS = {
    "stop": "pause",
    "wait!": "pause",
    "Please pause": "pause",
    "go on": "play",
    "continue": "play",
    "undo": "back",
    "go back 20 steps": "back",
    "faster": "faster",
    "slow down": "slower",
    "you decide": "decide",
    "do what you want": "decide",
    "never mind": "decide",
    "take over": "take_over",
    "let me play": "take_over",
    "new world": "new_world",
    "yes": "let",
    "no": "keep",
}
ANSWERS = {
    "what are you doing?": "Your plan is “collect 5 wood” (0 of 5 wood)",
    "where are you going?": "Your plan is “collect 5 wood”",
    "why?": "“collect 5 wood”",
    "why did you do that": "“collect 5 wood”",
    "what do you need for an iron pickaxe?": "An iron pickaxe takes 1 wood, 1 coal and 1 iron",
    "how do I make a table?": "A table takes",
    "how do i get diamonds": "an iron pickaxe. You have none yet",
    "where is water?": "3 east",
    "where is the cow": "I have not seen a cow yet",
    "have you seen diamonds?": "No, I have not seen a diamond yet",
    "can you see water?": "Yes: the nearest water",
    "how are you?": "Not well: health 9, food 9, drink 3",
    "are you thirsty?": "drink 3",
    "how much wood do you have?": "2 wood",
    "what is in your bag?": "In the bag: 2 wood",
    "what can I say?": "Say what to do",
    "help": "Say what to do",
    "who are you?": "I am Script",
    "what is the goal?": "22 things to achieve",
    "what should I do?": "Some ideas: drink some water",
    "is it night?": "It is day. Night comes in",
    "what happened?": "Lately I got 2 wood",
    "are you stuck?": "No. Your plan is",
    "come back here": "I come back to this spot",
    "hello": "Hello!",
    "thank you": "You are welcome",
    "good job": "Thank you!",
    "you idiot": "Sorry",
    "that's wrong": "Sorry",
    "tell me a joke": "I only know this game",
    "hola, corta un árbol": "I understand English only",
    "sammle bitte Holz": "I understand English only",
    "砍树": "I understand English only",
    "asdf": "I do not understand “asdf”",
    "make armor": "I don't know “armor”: there is none in this game. I can make a pickaxe",
    "kill the dragon": "I don't know “dragon”",
    "what do you think of love?": "I have no answer to that",
    "bye": "Goodbye",
}


def test_commands_in_words_are_commands() -> None:
    assert {
        said: heard.deed for said in COMMANDS if isinstance(heard := hear(said), SpokenCommand)
    } == COMMANDS


def test_to_undo_is_ten_steps_unless_the_person_says_how_many() -> None:
    assert hear("undo") == SpokenCommand("back", 10)
    assert hear("go back 20 steps") == SpokenCommand("back", 20)


@pytest.mark.parametrize("said", ANSWERS)
def test_a_question_gets_its_answer(live: LiveEpisode, said: str) -> None:
    heard = live.hear(said)
    assert isinstance(heard, Question), heard
    answer = live.answer(said, heard)
    assert ANSWERS[said] in answer.text


def test_plans_that_are_offered_can_be_read(live: LiveEpisode) -> None:
    for said in ANSWERS:
        heard = live.hear(said)
        assert isinstance(heard, Question)
        for offer in live.answer(said, heard).offers:
            assert offer.does not in ("plan", "order") or read(offer.text).goals, offer


def test_to_come_back_here_is_added_to_the_plan(live: LiveEpisode) -> None:
    heard = live.hear("come back here")
    assert isinstance(heard, Question)
    answer: Answer = live.answer("come back here", heard)
    assert [goal.verb for goal in read(answer.corrected).goals] == ["collect", "go"]


def test_plans_are_not_taken_for_questions_or_commands() -> None:
    assert len(PLANS) > 257
    taken = [text for text in PLANS if read(text).goals and hear(text) != SpokenPlan()]
    assert taken == []


def test_only_what_was_understood_is_a_plan() -> None:
    said = ["can you make a pickaxe?", "why don't you eat a cow?", "collect wood and make armor"]
    assert [hear(text) for text in said] == [SpokenPlan()] * 3
    assert hear("don't sleep if it rains") == Question("unknown", "nap", is_riddle=True)
