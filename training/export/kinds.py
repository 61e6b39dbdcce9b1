"""What can be exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from training.export import corrections, messages, steps
from training.export.columns import Column, Row
from training.export.episode import Recorded

KindName = Literal["messages", "steps", "corrections"]


@dataclass(frozen=True, slots=True)
class ExportKind:
    """One kind of data set.

    Attributes:
        columns: of its files, in order.
        rows: makes the rows of an episode.
        ending: of its files' names: jsonl or parquet.
        title: for people.
        about: what a row is and who reads it, in Markdown.
        tasks: as the Hugging Face hub names them.
    """

    columns: tuple[Column, ...]
    rows: Callable[[Recorded], Iterator[Row]]
    ending: Literal["jsonl", "parquet"]
    title: str
    about: str
    tasks: tuple[str, ...]


KINDS: dict[KindName, ExportKind] = {
    "messages": ExportKind(
        messages.COLUMNS,
        messages.rows,
        "jsonl",
        "Sidequest: chats of play",
        "A row is one decision of a planner or one action of a person in the game Crafter: what "
        "is read, and what was written. TRL's `SFTTrainer` reads it as it is and trains the "
        "completion alone. A person's plan is in the prompt as the plan in force and is never a "
        "completion; a plan of the planner's own beneath it is one where it was written. "
        "Completions that broke the grammar and actions that chance chose are left out.",
        ("text-generation", "reinforcement-learning"),
    ),
    "steps": ExportKind(
        steps.COLUMNS,
        steps.rows,
        "parquet",
        "Sidequest: steps of play",
        "A row is one action in the game Crafter, whoever chose it: what was known before it, "
        "what it brought, and what it cost.",
        ("reinforcement-learning",),
    ),
    "corrections": ExportKind(
        corrections.COLUMNS,
        corrections.rows,
        "jsonl",
        "Sidequest: corrections by people",
        "A row is one time that a person stepped in while a planner played the game Crafter: "
        "replaced a plan, cancelled one, or took over and acted. The planner's own plan beneath a "
        "person's ends with that; it stands in the row of the person's. Where `pair` is true, "
        "TRL's `DPOTrainer` reads prompt, chosen and rejected as they are. A plan that was "
        "replaced and the one that replaced it have the same action behind them, the one that was "
        "played next: they differ in the plan alone. A person's first action in a branch is "
        "paired with what the planner had written in the same state.",
        ("text-generation", "reinforcement-learning"),
    ),
}
