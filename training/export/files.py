"""The files of a data set: one for each split that has rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
from pyarrow import parquet

from training.export.columns import Column, Row, schema
from training.export.kinds import ExportKind
from training.export.splits import SPLITS, Split

_GROUP = 20_000  # rows of a Parquet row group, a few MB


class SplitFiles:
    """Takes rows and writes each split's to a file of its own, in the order in which they come."""

    def __init__(self, folder: Path, kind: ExportKind) -> None:
        """``folder`` is there already."""
        self._folder = folder
        self._kind = kind
        self._open: dict[Split, _JsonLines | _Parquet] = {}
        self._counts: dict[Split, int] = dict.fromkeys(SPLITS, 0)

    def add(self, split: Split, rows: Sequence[Row]) -> None:
        """Append rows to a split.

        One without rows gets no file, since nothing can load an empty one.

        OSError if the disk does not take them.
        """
        if not rows:
            return
        if split not in self._open:
            path = self._folder / f"{split}.{self._kind.ending}"
            self._open[split] = (
                _JsonLines(path)
                if self._kind.ending == "jsonl"
                else _Parquet(path, self._kind.columns)
            )
        self._open[split].add(rows)
        self._counts[split] += len(rows)

    @property
    def counts(self) -> dict[Split, int]:
        """Rows of each split that has any, in the order of ``SPLITS``."""
        return {split: count for split, count in self._counts.items() if count}

    def paths(self) -> dict[Split, Path]:
        """The file of each split that has rows."""
        return {split: self._folder / f"{split}.{self._kind.ending}" for split in self.counts}

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


class _JsonLines:
    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="\n")

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._file.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")

    def close(self) -> None:
        self._file.close()


class _Parquet:
    def __init__(self, path: Path, columns: Iterable[Column]) -> None:
        self._schema = schema(columns)
        self._file = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[Row] = []

    def add(self, rows: Sequence[Row]) -> None:
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
