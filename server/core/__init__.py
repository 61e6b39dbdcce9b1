"""What every part of the server uses: settings, who is let in, pages filled in, words for people.

Imports ``server.protocol``, whose limits the settings keep to, and ``agent``; nothing else of ``server``.
In: the environment, requests. Out: ``ServerSettings``, the access check, pages, sentences.
"""
