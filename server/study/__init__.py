"""Participants under pseudonyms, what they agreed to, the studies they take part in, and how their
data is removed.

``people.sqlite`` (``store``) has the participants, ``<data>/consents`` the texts they agreed to; a
study is a YAML file (``study``). ``service`` joins these with the sessions. ``study_routes`` is
what a participant sees, ``people_routes`` what a researcher sees, ``you_routes`` what a player
without a study sees.

Imports ``sessions``, ``library`` and all beneath them. In: forms. Out: pages, ``people.sqlite``.
"""
