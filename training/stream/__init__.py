"""DAgger as a stream: processes play and label while one learns.

Imports ``data``, ``instructions``, ``models`` and ``runs``. In goes a recipe; out come a model
folder and curves.
"""
