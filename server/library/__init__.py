"""What was played: every record found again, watched again, compared, rated, shared, filmed.

The records under ``<data>/sessions`` are the truth. ``index`` holds a row for each in ``index.sqlite`` and may be deleted at any
time; what people add (``reviews``, ``links``) is nowhere else and lies in ``notes.sqlite``. Imports ``agent``, and of ``server`` what
does not know sessions: the state frame, the settings, the templates.
"""
