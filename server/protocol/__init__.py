"""The messages of ``/ws/v1``: commands of the page, events of the server, and both as a schema and
as the page's types.

``commands`` also says when each command is allowed. Imports ``agent.core``, and from ``web`` where
``schema`` writes the page's types; nothing else of ``server``. In: JSON. Out: typed commands and
events.
"""
