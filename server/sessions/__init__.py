"""Games that people watch and steer.

Read ``session`` first, the loop that does one thing at a time. Who may do what, when: ``control``,
``rules``. The game itself: ``opening``, ``episode``, ``plans``, ``asking``, ``what_if``. What is
told to whom: ``state``, ``publish``, ``connections``, ``connection``; what was shown before:
``pictures``. ``manager`` has all sessions, ``planners`` and ``threads`` what they share.

Imports ``server.protocol``, ``server.core``, ``server.library.replays`` and ``agent``. In:
commands. Out: events, state frames, traces.
"""
