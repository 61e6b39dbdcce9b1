"""What every training run has: a recipe, a folder with checkpoints, a log and its curves; figures
and tables.

Imports ``agent`` alone. In goes YAML; out come a checked recipe and a run's folder.
"""
