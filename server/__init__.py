"""The web server: FastAPI and one typed WebSocket round ``agent.episode``.

``app`` joins the parts, ``serve`` runs them, ``cli`` has the commands. Beneath them, each importing
only what stands under it:

| folder | what lives there |
| --- | --- |
| ``routes`` | pages and endpoints |
| ``study`` | participants and studies |
| ``library``, ``sessions`` | recorded games, and games that go on; neither knows the other |
| ``core`` | settings, access, pages, texts |
| ``protocol`` | the messages of the WebSocket |

Imports ``agent``, and from ``web`` where its files lie. In: settings, requests. Out: a running
application.
"""
