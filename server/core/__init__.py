"""What every part of the server uses: settings, who is let in, pages filled in, and what is said to
people.

Imports ``agent``, and ``server.protocol``, whose limits the settings keep to; nothing else of
``server``. In: the environment, requests. Out: ``ServerSettings``, the access check, pages,
sentences.
"""
