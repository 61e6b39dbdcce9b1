"""How often planning pays: evaluations in one mode after another, beside the paper's.

Imports ``agent``, ``evaluation`` and ``runs``. In go a planner's name, modes and seeds; out come
evaluations, a table, a figure.
"""
