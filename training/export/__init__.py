"""Traces to data sets that others' trainers read: ``sidequest export``.

Imports ``agent`` and ``play``. In go traces, out comes a folder: a file for each split (JSON Lines
or Parquet) and a card, README.md. The same traces give the same bytes, wherever they lie and in
whatever order they are named. ``kinds`` lists what can be exported, ``dataset`` makes a folder of
it; ``docs/data.md`` has the columns and says why they are so.
"""
