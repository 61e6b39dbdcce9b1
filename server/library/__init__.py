"""Recorded games: found, watched again, compared, rated, shared, filmed.

The records under ``<data>/sessions`` are the truth. ``index`` keeps a row for each in
``index.sqlite``, which may be deleted at any time. What people add (``reviews``, ``links``) is in
``notes.sqlite`` and nowhere else.

Imports ``agent``, ``server.core`` and the state frames; it does not know sessions. In: traces,
requests. Out: pages, replays, figures, films.
"""
