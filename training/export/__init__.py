"""Traces to data sets that others' tools read: ``sidequest export``.

Imports ``agent`` and ``play``. In go traces, out comes a folder: files for each split (JSON Lines,
Parquet, sessions, Minari) and a card, README.md. The same traces give the same bytes, wherever they
lie and in whatever order they are named. ``kinds`` lists what can be exported, ``dataset`` makes a
folder of it; ``docs/data.md`` has the columns and says why they are so.
"""
