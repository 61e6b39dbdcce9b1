"""A data folder as the code of the commit "What a person refuses is ruled out in decoding" left it.

It has a learned planner (a tiny model that does ``Do``), a rated session of the expert with a
branch, a game of Pebble under a person's plan, and a game of POGS.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
RECORDS = sorted(FOLDER.glob("sessions/*/*.jsonl"))
