"""Records from before a planner's plan could stand beneath a person's, and what was read in them
then.

``1.jsonl`` to ``4.jsonl`` were recorded, and ``told.json`` was written, by the code of the commit
"Asking and asking anew in one place". Then a planner's new plan replaced a person's. Of each record
``told.json`` has

- ``account``: the JSON of its ``agent.analysis.summary.Account``;
- ``states``: of each step its number, the plan that was in force when it was decided (id, text,
  source, step, authority), the plan that was written with it, and whether chance chose the action;
- ``labels``: kind, step, completion and first line of the prompt of what
  ``training.data.person_labels`` learned, 5 steps before a death left out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent

RECORDS = sorted(_FOLDER.glob("*.jsonl"))


def told(record: Path) -> dict[str, Any]:
    """What was read in a record."""
    found: dict[str, Any] = json.loads((_FOLDER / "told.json").read_text(encoding="utf-8"))[
        record.name
    ]
    return found
