"""The files of a data set: those of each split that has rows.

| layout | files of a split |
| --- | --- |
| jsonl, parquet | one table, such as ``train.jsonl`` |
| sessions | one an episode, such as ``train/EPISODE.jsonl``; each row is a line |
| minari | a Minari data set with the id ``sidequest/train-v0``; each row is a state |
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import gymnasium
import minari
import pyarrow as pa
from minari.data_collector import EpisodeBuffer
from minari.dataset.minari_storage import MinariStorage
from pyarrow import parquet

import agent.gym  # noqa: F401  registers the environment
from agent.traces.sources import Source
from training.export.columns import Column, Row, schema
from training.export.episode import PromptName
from training.export.kinds import ExportKind, Layout
from training.export.splits import SPLITS, Split

_GROUP = 20_000  # rows of a Parquet row group, a few MB


class _Writer(Protocol):
    def add(self, source: Source, rows: Sequence[Row]) -> None:
        """Write the rows of an episode."""

    def close(self) -> None:
        """Nothing more will come."""


class SplitFiles:
    """Takes rows and writes each split's to files of its own, in the order in which they come."""

    def __init__(self, folder: Path, kind: ExportKind, told: PromptName) -> None:
        """``folder`` is there already. ``told``: how states are put."""
        self._folder = folder
        self._kind = kind
        self._told = told
        self._open: dict[Split, _Writer] = {}
        self._counts: dict[Split, int] = dict.fromkeys(SPLITS, 0)

    def add(self, split: Split, source: Source, rows: Sequence[Row]) -> None:
        """Append the rows of an episode to a split.

        One without rows gets no file, since nothing can load an empty one.

        OSError if the disk does not take them.
        """
        if not rows:
            return
        if split not in self._open:
            self._open[split] = self._writer(split)
        self._open[split].add(source, rows)
        self._counts[split] += len(rows)

    @property
    def counts(self) -> dict[Split, int]:
        """Rows of each split that has any, in the order of ``SPLITS``."""
        return {split: count for split, count in self._counts.items() if count}

    @property
    def patterns(self) -> dict[Split, str]:
        """Which files have the rows of each split that has any: a pattern below the folder."""
        return {split: _PATTERNS[self._kind.layout].format(split) for split in self.counts}

    def _writer(self, split: Split) -> _Writer:
        pattern = _PATTERNS[self._kind.layout].format(split)
        match self._kind.layout:
            case "jsonl":
                return _JsonLines(self._folder / pattern)
            case "parquet":
                return _Parquet(self._folder / pattern, self._kind.columns)
            case "sessions":
                return _Sessions(self._folder / split)
            case "minari":
                return _Minari(self._folder, f"sidequest/{split}-v0", self._kind.about, self._told)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for file in self._open.values():
            file.close()


_PATTERNS: Mapping[Layout, str] = {
    "jsonl": "{}.jsonl",
    "parquet": "{}.parquet",
    "sessions": "{}/*.jsonl",
    "minari": "sidequest/{}-v0/data/*/*.parquet",
}


class _JsonLines:
    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="\n")

    def add(self, source: Source, rows: Iterable[Row]) -> None:
        for row in rows:
            self._file.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")

    def close(self) -> None:
        self._file.close()


class _Parquet:
    def __init__(self, path: Path, columns: Iterable[Column]) -> None:
        self._schema = schema(columns)
        self._file = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[Row] = []

    def add(self, source: Source, rows: Sequence[Row]) -> None:
        self._waiting.extend(rows)
        while len(self._waiting) >= _GROUP:
            self._write(_GROUP)

    def close(self) -> None:
        try:
            if self._waiting:
                self._write(len(self._waiting))
        finally:
            self._file.close()

    def _write(self, count: int) -> None:
        self._file.write_table(pa.Table.from_pylist(self._waiting[:count], self._schema))
        del self._waiting[:count]


class _Sessions:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()

    def add(self, source: Source, rows: Iterable[Row]) -> None:
        file = _JsonLines(self._folder / f"{source.episode}.jsonl")
        try:
            file.add(source, rows)
        finally:
            file.close()

    def close(self) -> None:
        """Every file is closed already."""


class _Minari:
    def __init__(self, root: Path, name: str, about: str, told: PromptName) -> None:
        spec = gymnasium.make("sidequest/Crafter-v0", text=told).spec
        folder = root / name / "data"
        folder.mkdir(parents=True)
        self._storage = MinariStorage.new(folder, env_spec=spec, data_format="parquet")
        self._storage.update_metadata(
            {
                "dataset_id": name,
                "minari_version": minari.__version__,
                "description": about,
                "requirements": ["sidequest[gym]"],
            }
        )

    def add(self, source: Source, rows: Sequence[Row]) -> None:
        head, number = source.header, self._storage.total_episodes
        played = rows[:-1]
        episode = EpisodeBuffer(
            id=number,
            seed=head.seed,
            observations=[row["observations"] for row in rows],
            actions=[row["actions"] for row in played],
            rewards=[row["rewards"] for row in played],
            terminations=[row["terminations"] for row in played],
            truncations=[row["truncations"] for row in played],
            infos={name: [row["infos"][name] for row in rows] for name in rows[0]["infos"]},
        )
        self._storage.update_episodes([episode])
        about = {
            "episode": source.episode,
            "planner": head.planner,
            "participant": head.participant,
            "consent": head.consent,
            "parent": head.parent,
            "first_step": head.parent_step,
        }
        self._storage.update_episode_metadata([about], [number])

    def close(self) -> None:
        """Every episode is written already."""
