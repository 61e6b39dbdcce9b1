"""The next planner from people's games: ``run`` goes all the way, ``judge`` says whether the child
is as good as its parent.

Imports ``agent``, ``data``, ``demos``, ``evaluation``, ``play``, ``runs`` and ``sft``. In go a data
folder and a recipe; out comes a registered version.
"""
