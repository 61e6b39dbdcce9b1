"""Recipes of PPO."""

from pathlib import Path

import pytest

from training.ppo.recipe import PpoRecipe
from training.runs import recipe
from training.runs.recipe import RecipeError

RECIPES = sorted(recipe.FOLDER.glob("*-ppo.yaml"))


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_of_ours_is_read_and_written(path: Path, tmp_path: Path) -> None:
    read = recipe.load(path, PpoRecipe)
    (tmp_path / "again.yaml").write_text(recipe.dump(read))
    assert recipe.load(tmp_path / "again.yaml", PpoRecipe) == read


def test_one_of_ours_is_known_by_its_name_and_begins_with_what_ships_wherever_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    read = recipe.load(Path("pebble-ppo"), PpoRecipe)
    assert read == recipe.load(recipe.FOLDER / "pebble-ppo.yaml", PpoRecipe)
    assert (Path(read.model) / "model.safetensors").is_file()
    with pytest.raises(
        RecipeError, match=r"there is no recipe 'pebbel'; give a file, or one of: .*pebble-ppo"
    ):
        recipe.load(Path("pebbel"), PpoRecipe)


def test_the_papers_numbers() -> None:
    paper = recipe.load(recipe.FOLDER / "paper-ppo.yaml", PpoRecipe)
    assert (paper.worlds, paper.turns, paper.worlds * paper.turns * paper.updates) == (
        192,
        16,
        199_680,
    )
    assert (paper.discount, paper.decay, paper.temperature, paper.epochs, paper.max_tokens) == (
        1,
        0.95,
        1,
        1,
        200,
    )
    assert paper.critic
    assert (
        paper.actor.lr,
        paper.critic.lr,
        paper.actor.kl,
        paper.actor.clip_ratio,
        paper.critic.clip_value,
    ) == (
        5e-6,
        5e-6,
        0.05,
        0.2,
        1,
    )
    assert paper.lora == recipe.Lora(r=128, alpha=64, rank_stabilised=True)
    assert paper.weights == {"task": 1, "health": 0, "goal": 0, "plan_tokens": 0, "invalid": 0}


def test_the_arms_are_overrides() -> None:
    arm = recipe.load(
        recipe.FOLDER / "pebble-ppo.yaml",
        PpoRecipe,
        ["model=runs/sft/pebble-base/best", "mode=never", "cost=0.001"],
    )
    assert (arm.model, arm.mode, arm.weights["plan_tokens"]) == (
        "runs/sft/pebble-base/best",
        "never",
        -0.001,
    )


@pytest.mark.parametrize(
    ("override", "why"),
    [
        ("kost=1", "kost: Extra inputs are not permitted"),
        ("cost=-1", "cost: Input should be greater than or equal to 0"),
        (
            "mode=sometimes",
            "mode: 'sometimes' is not a mode; write dynamic, never, always, every:k",
        ),
        ("first_seed=1000", "first_seed: Input should be greater than or equal to 1000000"),
        (
            "evaluation.seeds=2000",
            "evaluation.seeds: 2000 are not validation seeds; those are 1000 to 1999",
        ),
        ("ray.actors=0", "ray.actors: Input should be greater than 0"),
        ("ray.adress=auto", "ray.actors: Field required"),
        ("temperature=0", "temperature: Input should be greater than 0"),
    ],
)
def test_a_bad_value_is_told_with_its_place(override: str, why: str) -> None:
    with pytest.raises(RecipeError) as error:
        recipe.load(recipe.FOLDER / "pebble-ppo.yaml", PpoRecipe, [override])
    assert why in str(error.value)
