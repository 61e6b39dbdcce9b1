"""What others read of an export: datasets, and a trainer of TRL."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.training.export.episodes import Play, guided
from tests.training.sft import tiny_sft
from training.data.tokenizer import END, pebble_tokenizer
from training.export.dataset import export
from training.export.kinds import KINDS, KindName


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A split with people's plans and one in which columns are empty from top to bottom."""
    guided(tmp_path / "traces" / "a.jsonl")
    Play(tmp_path / "traces" / "b.jsonl", seed=2000, turns=[(None, "Noop")]).plan(4).act(
        "Do"
    ).plan().end()
    return tmp_path / "traces"


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.is_table])
def test_datasets_loads_every_split_with_the_same_columns(
    recorded: Path, tmp_path: Path, name: KindName, offline: dict[str, str]
) -> None:
    from datasets import load_dataset

    made = export(name, [recorded], tmp_path / "out")
    data = load_dataset(str(tmp_path / "out"))
    assert {split: len(rows) for split, rows in data.items()} == made.rows
    assert len(made.rows) == 2
    assert data["train"].features == data["test"].features
    assert data["train"].column_names == [column.name for column in KINDS[name].columns]
    assert data["test"][0]["plan_text"] is None


def test_the_cards_snippet_runs_as_it_stands(
    recorded: Path, tmp_path: Path, offline: dict[str, str]
) -> None:
    export("messages", [recorded], tmp_path / "out")
    card = (tmp_path / "out" / "README.md").read_text()
    (snippet, _) = re.findall(r"```python\n(.*?)```", card, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", snippet],
        cwd=tmp_path / "out",
        env=offline,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Move East" in done.stdout


@pytest.fixture
def model(tmp_path: Path) -> str:
    """A folder with a tiny model."""
    tiny_sft.model().save_pretrained(tmp_path / "model")
    pebble_tokenizer().save_pretrained(tmp_path / "model")
    return str(tmp_path / "model")


def once(out: Path) -> dict[str, Any]:
    """The settings of a training of one update."""
    quiet: dict[str, Any] = {"report_to": [], "disable_tqdm": True, "save_strategy": "no"}
    size = {"max_steps": 1, "per_device_train_batch_size": 4, "max_length": None}
    return {"output_dir": str(out), "use_cpu": True, "bf16": False, **size, **quiet}


def test_trl_trains_on_the_messages_and_on_the_completions_alone(
    recorded: Path, tmp_path: Path, model: str, offline: dict[str, str]
) -> None:
    from datasets import load_dataset
    from transformers import AutoTokenizer
    from trl import SFTConfig, SFTTrainer

    export("messages", [recorded], tmp_path / "out")
    data = load_dataset(str(tmp_path / "out"), split="train")
    trainer = SFTTrainer(model, args=SFTConfig(**once(tmp_path / "run")), train_dataset=data)
    assert trainer.train().training_loss > 0
    tokenizer = AutoTokenizer.from_pretrained(model)
    batch = next(iter(trainer.get_train_dataloader()))
    for labels in batch["labels"]:
        trained = tokenizer.decode(labels[labels != -100]).strip()
        assert trained.removesuffix(END) in {row["completion"][0]["content"] for row in data}
        assert trained.endswith(END)


def test_trl_learns_preferences_from_the_pairs(
    recorded: Path, tmp_path: Path, model: str, offline: dict[str, str]
) -> None:
    from datasets import load_dataset
    from trl import DPOConfig, DPOTrainer

    export("corrections", [recorded], tmp_path / "out")
    pairs = load_dataset(str(tmp_path / "out"), split="train").filter(lambda row: row["pair"])
    trainer = DPOTrainer(model, args=DPOConfig(**once(tmp_path / "run")), train_dataset=pairs)
    assert trainer.train().training_loss > 0
