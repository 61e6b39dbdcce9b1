"""Who plays: participants under pseudonyms, what they agreed to, the studies that they take part in, and how their data is removed.

``<data>/people.sqlite`` (``store``) holds the participants, ``<data>/consents`` the texts that they agreed to. A study is a YAML file
(``study``). ``desk`` joins these with the sessions; ``study_routes`` is what a participant sees, ``people_routes`` what a researcher
sees, ``you_routes`` what a player without a study sees. Imports ``agent``, ``server`` and ``server.library``.
"""
