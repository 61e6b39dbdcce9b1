"""A toy world, to show what a world takes: a maze whose walls show only to whoever stands by them.

It is plugged in by its entry in ``agent.worlds.registry.WORLDS`` and by a line in
``web/static/worlds/index.js``; see ``tests.maze.plug``.
"""
