"""What is served over HTTP, and the WebSocket's endpoints.

Imports ``sessions``, ``library``, ``study`` and all beneath them. In: requests. Out: pages, JSON,
commands to sessions.
"""
