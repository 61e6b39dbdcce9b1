"""What Minari reads of an export."""

from pathlib import Path
from typing import Any

import minari
import pytest

from agent.worlds.crafter.rules import ACTION_NAMES
from tests.training.export.episodes import branch, guided, read
from training.export.dataset import export
from training.export.episode import PromptName


def load(out: Path, monkeypatch: pytest.MonkeyPatch) -> minari.MinariDataset:
    """The one data set of an export."""
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(out))
    (name,) = minari.list_local_datasets()
    return minari.load_dataset(name)


def test_an_episode_is_what_its_trace_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = guided(tmp_path / "a.jsonl")
    export("minari", [path], tmp_path / "out")
    (episode,) = load(tmp_path / "out", monkeypatch)
    steps = list(read(path).steps)
    assert [ACTION_NAMES[action] for action in episode.actions] == [one.action for one in steps]
    assert episode.rewards.tolist() == [one.reward for one in steps]
    assert len(episode.observations) == len(episode.infos["plan"]) == len(steps) + 1
    assert not episode.terminations.any()
    assert episode.truncations.tolist() == [False] * 15 + [True]
    assert episode.infos["step"].tolist() == list(range(17))
    assert episode.infos["plan"][:6].tolist() == [
        "",
        "go east",
        "collect 3 wood",
        "collect 3 wood",
        "",
        "",
    ]
    assert episode.infos["plan_source"][:3].tolist() == ["", "agent", "human"]
    assert episode.infos["new_plan"][0] == "go east"
    by_hand = [at for at, who in enumerate(episode.infos["driver"]) if who == "person"]
    assert by_hand == [6, 7, 14, 15]


@pytest.mark.parametrize("told", ["brief", "prose", "grid"])
def test_the_environment_that_it_names_plays_the_same_episode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: PromptName
) -> None:
    export("minari", [guided(tmp_path / "a.jsonl")], tmp_path / "out", told=told)
    data = load(tmp_path / "out", monkeypatch)
    (episode,) = data
    (about,) = data.storage.get_episode_metadata([0])
    env: Any = data.recover_environment()
    seen, _ = env.reset(seed=about["seed"])
    assert seen == episode.observations[0]
    for at, action in enumerate(episode.actions):
        seen, reward, over, _, _ = env.step(action)
        assert (seen, reward, over) == (
            episode.observations[at + 1],
            episode.rewards[at],
            episode.terminations[at],
        )


def test_each_episode_says_whose_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = guided(tmp_path / "a.jsonl")
    path = branch(parent, tmp_path / "b.jsonl", 5, "Move North")
    export("minari", [parent, path], tmp_path / "out")
    data = load(tmp_path / "out", monkeypatch)
    first, second = data.storage.get_episode_metadata([0, 1])
    assert (first["participant"], first["consent"]) == ("ada", "2 9f86d081")
    assert (second["parent"], second["first_step"]) == ("a.jsonl", 5)
    assert [len(episode) for episode in data] == [16, 2]
    assert data.total_steps == 18
