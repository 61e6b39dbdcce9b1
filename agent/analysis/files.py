"""Figures as files: reads traces, writes a folder.

The same traces give the same bytes, wherever they lie and in whatever order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from agent.analysis import drawing
from agent.analysis.figure import Figure, Table, shown
from agent.analysis.games import Record
from agent.analysis.summary import account
from agent.traces import trace as traces

_DIGITS = 6  # that matter of a number in figures.json: the last ones differ between machines


class FiguresError(ValueError):
    """Figures that cannot be made."""


def find(paths: Iterable[Path]) -> list[Path]:
    """The traces among these files, and in these folders and theirs.

    FiguresError if there are none, or a path is not there.
    """
    named = list(paths)
    found = sorted({file.resolve() for path in named for file in _files(path)})
    if not found:
        raise FiguresError(f"there are no traces (.jsonl) in {', '.join(map(str, named))}")
    return found


def read(files: Sequence[Path], on_file: Callable[[], None] = lambda: None) -> list[Record]:
    """The records of these traces; the same content once.

    A parent is looked for in the folder of its branch. TraceError for a file that is no trace, with
    its name.
    """
    keys = {file: hashlib.sha256(_bytes(file)).hexdigest() for file in files}
    records: dict[str, Record] = {}
    for file, key in keys.items():
        if key not in records:
            told = account(traces.read(file))
            parent = (
                keys.get(file.with_name(told.parent), f"{file.parent}/{told.parent}")
                if told.parent
                else ""
            )
            number = int(file.stem) if file.stem.isdecimal() else 0
            records[key] = Record(key, parent, number, told)
        on_file()
    return list(records.values())


def write(figures: Sequence[Figure], out: Path) -> None:
    """Write a PNG and an SVG of each figure, ``figures.json`` and ``README.md``.

    OSError if the disk does not take them.
    """
    out.mkdir(parents=True, exist_ok=True)
    for figure in figures:
        (out / f"{figure.name}.svg").write_bytes(drawing.draw(figure, "svg"))
        (out / f"{figure.name}.png").write_bytes(drawing.draw(figure, "png"))
    numbers = {figure.name: _numbers(figure) for figure in figures}
    (out / "figures.json").write_text(
        json.dumps(numbers, indent=1, allow_nan=False) + "\n", encoding="utf-8"
    )
    (out / "README.md").write_text("\n".join(_report(figures)), encoding="utf-8")


def _files(path: Path) -> Iterable[Path]:
    if path.is_dir():
        return path.rglob("*.jsonl")
    if not path.exists():
        raise FiguresError(f"{path}: there is no such file or folder")
    return [path]


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise traces.TraceError(f"{file}: cannot be read: {error.strerror}") from error


def _numbers(figure: Figure) -> object:
    return _plain(
        {
            "title": figure.title,
            "says": figure.says,
            "missing": figure.missing,
            "conditions": asdict(figure.conditions),
            "notes": figure.notes,
            "numbers": figure.numbers,
        }
    )


def _plain(value: object) -> object:
    match value:
        case float():
            return float(f"{value:.{_DIGITS}g}")
        case dict():
            return {str(key): _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return value


def _report(figures: Sequence[Figure]) -> Iterator[str]:
    yield from ("# Figures of the collaboration", "")
    yield (
        "What each measure means: `docs/figures.md` of Sidequest. All numbers: "
        "`figures.json`. Every picture is there as SVG, too."
    )
    for figure in figures:
        yield from ("", f"## {figure.title}", "")
        yield from (
            [f"![{figure.title}]({figure.name}.png)", "", figure.says]
            if not figure.missing
            else [figure.missing]
        )
        yield ""
        yield "; ".join(f"{name}: {value}" for name, value in figure.conditions.lines()) + "."
        if not figure.missing:
            yield from ("", *(f"- {note}" for note in figure.notes))
            for table in figure.tables:
                if table.rows:
                    yield from ("", *_grid(table))
    yield ""


def _grid(table: Table) -> Iterator[str]:
    yield from (f"**{table.title}**", "")
    yield f"| {' | '.join(table.columns)} |"
    yield f"|{' --- |' * len(table.columns)}"
    for row in table.rows:
        yield f"| {' | '.join(shown(cell).replace('|', chr(92) + '|') for cell in row)} |"
