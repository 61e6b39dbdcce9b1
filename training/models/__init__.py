"""Models to train: built, loaded, adapted, written; their losses and optimizers.

Imports ``agent``, ``data`` and ``runs``. In goes the name of a model or its folder; out come torch
modules and model folders.
"""
