"""Supervised fine-tuning: a model learns to write what examples say.

Imports ``data``, ``models``, ``play`` and ``runs``. In go a recipe and files of examples; out come
a model folder and curves.
"""
