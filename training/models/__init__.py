"""Models to train: built (Pebble for Crafter, ``outline`` for POGS), loaded, adapted and written;
their losses and optimizers.

Imports ``agent``, ``data`` and ``runs``. In goes the name of a model or its folder; out come torch
modules and model folders.
"""
