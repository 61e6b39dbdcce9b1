"""What can be exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from training.export import corrections, messages, minari, sessions, steps
from training.export.columns import Column, Row
from training.export.episode import Recorded

KindName = Literal["messages", "steps", "corrections", "sessions", "minari"]
Layout = Literal["jsonl", "parquet", "sessions", "minari"]


@dataclass(frozen=True, slots=True)
class ExportKind:
    """One kind of data set.

    Attributes:
        columns: what the card tells of; in a table, the columns of its files, in order.
        rows: makes the rows of an episode.
        layout: of its files, see ``training.export.files``: jsonl and parquet are tables.
        title: for people.
        about: what a row is and who reads it, in Markdown.
        tasks: as the Hugging Face hub names them.
        tags: besides those that all have.
    """

    columns: tuple[Column, ...]
    rows: Callable[[Recorded], Iterator[Row]]
    layout: Layout
    title: str
    about: str
    tasks: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def is_table(self) -> bool:
        """Whether every row has these columns, so that the card can tell their types."""
        return self.layout in ("jsonl", "parquet")


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
        ("trl",),
    ),
    "steps": ExportKind(
        steps.COLUMNS,
        steps.rows,
        "parquet",
        "Sidequest: steps of play",
        "A row is one action in the game Crafter, whoever chose it: what was known before it, "
        "what it brought, and what it cost.",
        ("reinforcement-learning",),
        ("trl",),
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
        ("trl",),
    ),
    "sessions": ExportKind(
        (),
        sessions.rows,
        "sessions",
        "Sidequest: sessions of play",
        "A file is one episode of the game Crafter as a session of an agent, in the session format "
        "of Pi, which the Hugging Face hub shows in its viewer of agent traces. A person's plan "
        "is a message of the user's; the planner's plan is its reasoning, each action a call of "
        "the tool `act`, and what is seen afterwards its result. The model of an action that a "
        "person chose is `person`. `datasets` reads the files as chats with tool calls if the "
        "package `teich` is installed.",
        ("text-generation", "reinforcement-learning"),
        ("agent-traces",),
    ),
    "minari": ExportKind(
        minari.COLUMNS,
        minari.rows,
        "minari",
        "Sidequest: episodes of play",
        "Episodes of the game Crafter as Minari data sets, one a split: observations, actions, "
        "rewards and ends as the Gymnasium environment `sidequest/Crafter-v0` gives them, with the "
        "plans in the infos. An episode has one observation and one info more than actions.",
        ("reinforcement-learning",),
        ("minari",),
    ),
}
