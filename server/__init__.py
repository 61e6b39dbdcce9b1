"""What serves: FastAPI and one typed WebSocket round ``agent.episode``. Imports ``agent``, and from ``web`` where its files lie."""
