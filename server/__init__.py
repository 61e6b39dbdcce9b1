"""What serves: FastAPI and one typed WebSocket round ``agent.episode``. Imports ``agent`` only."""
