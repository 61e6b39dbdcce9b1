"""The card of a data set: README.md as the Hugging Face hub reads it, and people."""

from __future__ import annotations

import importlib.metadata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from datasets import DatasetInfo, Features
from datasets.info import DatasetInfosDict
from huggingface_hub import DatasetCardData

from agent.core import seeds
from agent.core.files import sha256
from training.export.columns import schema
from training.export.kinds import KINDS, ExportKind, KindName
from training.export.splits import SPLITS, Split
from training.export.tally import EpisodeCounts

_NONE = "none recorded"
_LOADER = """
from pathlib import Path

from datasets import load_dataset

data = load_dataset(str(Path.cwd()))
print(data["{0}"][0])
"""
_LOADERS = {
    "minari": """
import os

os.environ["MINARI_DATASETS_PATH"] = os.getcwd()
import minari

data = minari.load_dataset("sidequest/{0}-v0")
print(data[0].infos["plan"])
"""
}
_TRAINERS = {
    "messages": """
from trl import SFTConfig, SFTTrainer

# TRL cuts rows off behind 1,024 tokens otherwise, and the completion is at the end.
whole = SFTConfig(max_length=None)
SFTTrainer(model="path/of/a/model", args=whole, train_dataset=data["train"]).train()
""",
    "corrections": """
from trl import DPOConfig, DPOTrainer

# TRL cuts rows off behind 1,024 tokens otherwise, and the answers are at the end.
whole = DPOConfig(max_length=None)
pairs = data["train"].filter(lambda row: row["pair"])
DPOTrainer(model="path/of/a/model", args=whole, train_dataset=pairs).train()
""",
}


def card(
    name: KindName,
    told: str,
    folder: Path,
    patterns: Mapping[Split, str],
    rows: Mapping[Split, int],
    episodes: Sequence[EpisodeCounts],
) -> str:
    """The text of the card. Nothing in it depends on when and where it is made.

    Args:
        name: what was exported.
        told: name of the prompt.
        folder: the data set's.
        patterns: its files, of the splits that have rows.
        rows: how many each of them has.
        episodes: all that were exported, in order.
    """
    kind, first = KINDS[name], next(iter(patterns))
    trainer = _TRAINERS.get(name)
    files = [path for pattern in patterns.values() for path in sorted(folder.glob(pattern))]
    parts = [
        f"# {kind.title}",
        kind.about,
        f"Made with `sidequest export {name} --prompt {told}`, version "
        f"{importlib.metadata.version('sidequest')}. The same traces "
        "give the same bytes. Every trace replays to the digest, so that frames can be drawn "
        "again.",
        "## Load it\nRun where this file lies:\n"
        + _code(_LOADERS.get(name, _LOADER).format(first).lstrip()),
    ]
    if trainer:
        parts.append(f"Train on it:\n{_code(trainer.lstrip())}")
    if kind.columns:
        columns = ((f"`{c.name}`", str(c.type), c.meaning) for c in kind.columns)
        parts.append("## Columns\n" + _table(("column", "type", "meaning"), columns))
    parts += [
        "## What is in it\n"
        + _table(("split", "episodes", "actions", "people", "rows"), _splits(rows, episodes)),
        "People are told apart by pseudonym. Episodes without a pseudonym count as nobody's.",
        _counted("plans by source", sum((episode.plans for episode in episodes), Counter())),
        _counted("planner", Counter(episode.header.planner for episode in episodes), "episodes"),
        _counted(
            "consent", Counter(episode.header.consent or _NONE for episode in episodes), "episodes"
        ),
        _counted(
            "Crafter",
            Counter(episode.header.versions.get("crafter", _NONE) for episode in episodes),
            "episodes",
        ),
        "## Splits\nNeither a participant nor a seed is in two splits. Episodes that share one, "
        "or are joined through others that do, form a group, and the hash of its smallest seed "
        "says where the group goes: eight tenths train, one validates, one tests. "
        f"A group with a seed from {seeds.write(seeds.PUBLISHED)} tests, and "
        f"another with one from {seeds.write(seeds.VALIDATION)} "
        "validates: these seeds are for results and for validation and never train.",
        "## Known limits\nWho plays along is not drawn at random, and neither is when they step "
        "in. The people of `sidequest teach` and `sidequest dagger` are drawn by a program and "
        "count as people here, without a pseudonym. What the expert played in a student's stead "
        "in `dagger` counts as the planner's.",
        "## Checksums\n"
        + _table(
            ("file", "SHA-256"),
            ((f"`{path.relative_to(folder).as_posix()}`", f"`{sha256(path)}`") for path in files),
        ),
        "Made from these traces:\n\n"
        + _table(
            ("trace", "episode", "split", "actions", "ended", "SHA-256"),
            (
                (
                    f"`{e.source.path.name}`",
                    f"`{e.source.episode}`",
                    e.split,
                    e.actions,
                    _ended(e),
                    f"`{e.source.sha256}`",
                )
                for e in episodes
            ),
        ),
    ]
    return f"---\n{_front(kind, patterns)}\n---\n\n" + "\n\n".join(parts) + "\n"


def _front(kind: ExportKind, patterns: Mapping[Split, str]) -> str:
    data = DatasetCardData(
        language=["en"],
        pretty_name=kind.title,
        task_categories=list(kind.tasks),
        tags=["crafter", "human-in-the-loop", "planning", *kind.tags],
        configs=[
            {
                "config_name": "default",
                "data_files": [
                    {"split": split, "path": pattern} for split, pattern in patterns.items()
                ],
            }
        ],
    )
    # With the features told, a column that happens to be empty in one split has its type all the
    # same. Without, sessions are found out to be such.
    if kind.is_table:
        features = DatasetInfo(features=Features.from_arrow_schema(schema(kind.columns)))
        DatasetInfosDict({"default": features}).to_dataset_card_data(data)
    return str(data.to_yaml())


def _splits(
    rows: Mapping[Split, int], episodes: Sequence[EpisodeCounts]
) -> Iterable[Sequence[object]]:
    for split in SPLITS:
        yield (
            split,
            *_sums([episode for episode in episodes if episode.split == split]),
            rows.get(split, 0),
        )
    yield "all", *_sums(episodes), sum(rows.values())


def _sums(episodes: Sequence[EpisodeCounts]) -> tuple[int, int, int]:
    people = {episode.header.participant for episode in episodes} - {""}
    return len(episodes), sum(episode.actions for episode in episodes), len(people)


def _ended(episode: EpisodeCounts) -> str:
    if episode.fault:
        return "damaged: read up to there"
    return "yes" if episode.ended else "no"


def _counted(what: str, counts: Counter[str], unit: str = "plans") -> str:
    return _table((what, unit), sorted(counts.items()) or [("none", 0)])


def _table(head: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join(
        f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |" for row in rows
    )


def _code(text: str) -> str:
    return f"```python\n{text}```"
