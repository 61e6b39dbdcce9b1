"""How well a planner plays: episodes on fixed seeds, measured, summed up, shown beside others.

Imports ``agent``, ``play`` and ``runs``. In go a planner's name and seeds; out come traces, a
report, tables and figures.
"""
