from agent.core.completion import write
from agent.core.planner import Decision
from agent.episode import Episode
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.rules import ACTION_NAMES
from tests.agent.scripted import Script
from training.play.clock import playing

EAST = ACTION_NAMES.index("Move East")


def deciding(plan: str | None, tokens: int) -> Decision:
    return Decision(EAST, plan, write(plan, "Move East"), valid=True, plan_tokens=tokens)


def test_the_world_goes_on_for_a_step_for_each_so_many_tokens_of_a_plan() -> None:
    episode = Episode(CrafterWorld(), Script([]), seed=1000, cap=50)
    play = playing(4)
    play(episode, deciding("explore east", 11))
    assert episode.view.step == 3
    assert episode.plan is not None
    assert episode.plan.step == 2  # it is in force when it is written
    play(episode, deciding(None, 0))
    play(episode, deciding("explore east", 3))
    assert episode.view.step == 5


def test_the_last_step_comes_while_a_plan_is_written() -> None:
    episode = Episode(CrafterWorld(), Script([]), seed=1000, cap=2)
    playing(1)(episode, deciding("explore east", 9))
    assert (episode.view.step, episode.over, episode.plans) == (2, "cap", [])


def test_without_a_clock_the_world_waits() -> None:
    episode = Episode(CrafterWorld(), Script([]), seed=1000, cap=50)
    playing(None)(episode, deciding("explore east", 99))
    assert episode.view.step == 1
