"""What is counted while the server runs, for Prometheus; see ``server.routes.health``.

The counters are the process's. What can be looked up at any time (sessions, viewers, queues, disk)
is no counter: it is asked for when somebody asks.
"""

from __future__ import annotations

from prometheus_client import Counter, Histogram

TICK_LATENESS = Histogram(
    "sidequest_tick_lateness_seconds",
    "From when a step was due to when it was played and told",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
DECISION_TIME = Histogram(
    "sidequest_decision_seconds",
    "What a step's decision took, with the waiting for other sessions' decisions",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
DECISIONS = Counter("sidequest_decisions", "Decisions of planners", ["planner"])
INVALID = Counter("sidequest_invalid_decisions", "Decisions that could not be read", ["planner"])
TOKENS = Counter("sidequest_tokens", "Tokens of language models", ["planner", "kind"])
FRAMES_SKIPPED = Counter(
    "sidequest_frames_skipped", "Pictures that were not sent because a newer one came"
)
VIEWERS_CUT = Counter("sidequest_viewers_cut", "Viewers that were cut off for being too slow")
REQUESTS = Counter("sidequest_requests", "Answers to requests", ["status"])
REFUSED = Counter("sidequest_refused", "What a limit refused", ["limit"])
