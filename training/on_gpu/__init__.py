"""One command for a machine with a GPU that reaches no network: ``python -m training.on_gpu``.

Imports ``stream``, ``evaluation``, ``play`` and ``runs``; nothing imports it. In go a recipe and
minutes; out come a planner, curves and a report. ``needs`` and ``__main__`` import nothing that may
be missing on such a machine.
"""
