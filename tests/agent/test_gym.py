"""The worlds as Gymnasium environments."""

from __future__ import annotations

import re
from typing import Any

import gymnasium
import pytest
from gymnasium.utils.env_checker import check_env

import agent.gym  # noqa: F401
from agent.core import seeds
from agent.episode import Episode
from agent.planners import registry
from agent.worlds import registry as worlds
from tests.documented import code_of

CRAFTER, POGS = "sidequest/Crafter-v0", "sidequest/POGS-v0"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("name", "options"),
    [
        (CRAFTER, {}),
        (CRAFTER, {"text": "grid", "remembers": False}),
        (CRAFTER, {"text": "brief"}),
        (CRAFTER, {"text": "brief", "ways": False}),
        (POGS, {}),
        (POGS, {"nodes": 12, "hops": 3, "remembers": False}),
    ],
)
def test_gymnasiums_checker_passes(name: str, options: dict[str, Any]) -> None:
    env = gymnasium.make(name, render_mode="ansi", **options)
    check_env(env.unwrapped)


@pytest.mark.parametrize("text", ["prose", "grid", "brief"])
def test_every_text_stays_in_the_observation_space(text: str) -> None:
    env = gymnasium.make(CRAFTER, text=text)
    for seed in range(3):
        read, _ = env.reset(seed=seed)
        env.action_space.seed(seed)
        for _ in range(150):
            assert read in env.observation_space, set(read)
            read, _, over, cut, _ = env.step(env.action_space.sample())
            if over or cut:
                break


def test_an_episode_is_the_one_that_planners_play() -> None:
    env = gymnasium.make(CRAFTER, text="brief")
    episode = Episode(worlds.find("crafter").make(), registry.load("expert"), seed=1003, cap=60)
    _, info = env.reset(seed=1003)
    assert (info["seed"], info["step"], info["achievements"]) == (1003, 0, [])
    for _ in range(60):
        decision = episode.decide()
        outcome = episode.play(decision)
        _, reward, over, cut, info = env.step(episode.world.actions[decision.action])
        assert reward == outcome.reward
        assert tuple(info["unlocked"]) == outcome.unlocked
    assert info["achievements"] == sorted(episode.view.unlocked)
    assert len(info["achievements"]) > 3
    assert (over, cut) == (False, False)


def test_without_a_seed_one_that_may_be_trained_on_is_drawn() -> None:
    env = gymnasium.make(POGS)
    drawn = [env.reset()[1]["seed"] for _ in range(20)]
    assert len(set(drawn)) > 10
    assert min(drawn) >= seeds.FIRST_TRAINING
    again = [env.reset(seed=3)[1]["seed"], env.reset()[1]["seed"]]
    assert again == [env.reset(seed=3)[1]["seed"], env.reset()[1]["seed"]]
    assert again[0] == 3


def test_an_action_is_an_index_or_a_name() -> None:
    one, other = (gymnasium.make(CRAFTER) for _ in range(2))
    one.reset(seed=5)
    other.reset(seed=5)
    assert one.step(1) == other.step(one.unwrapped.actions[1])  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="'Fly' is no action; these are: Noop, "):
        one.step("Fly")


def test_an_episode_ends_at_the_target_and_is_cut_at_the_cap() -> None:
    env = gymnasium.make(POGS, nodes=12, cap=9)
    env.reset(seed=1000)
    ends = [env.step(0)[2:] for _ in range(9)]
    assert [(over, cut) for over, cut, _ in ends] == [(False, False)] * 8 + [(False, True)]
    world = worlds.find("pogs:nodes=12")
    episode = Episode(
        world.make(), registry.load("explorer", world="pogs:nodes=12"), seed=1000, cap=30
    )
    env = gymnasium.make(POGS, nodes=12)
    env.reset(seed=1000)
    over = False
    while not over:
        decision = episode.decide()
        episode.play(decision)
        _, _, over, cut, info = env.step(decision.action)
        assert not cut
    assert len(info["achievements"]) == 1


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="crafter has no text 'haiku'; it has prose, grid, brief"):
        gymnasium.make(CRAFTER, text="haiku")
    with pytest.raises(ValueError, match="an episode has 1 step or more, not 0"):
        gymnasium.make(CRAFTER, cap=0)
    with pytest.raises(ValueError, match=re.escape("nodes")):
        gymnasium.make(POGS, nodes=1)


def test_the_documents_code_plays(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = code_of("environments.md", "Gymnasium")
    read: list[str] = []

    def my_agent(text: str, actions: tuple[str, ...]) -> str:
        read.append(text)
        return actions[-1]

    exec(code.replace('text="prose"', 'text="prose", cap=9'), {"my_agent": my_agent})
    assert len(read) == 9
    assert capsys.readouterr().out == "[]\n"
