"""What plays: worlds, language, models, planners, and the loop that joins them.

Imports neither ``server`` nor ``training``. World -> view -> memory -> observation -> context ->
completion -> decision -> world, and every turn of that wheel appends to a trace.
"""
