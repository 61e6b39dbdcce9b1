"""The clock of a session."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.routes.rate import Bucket
from server.sessions.clock import Clock


@given(st.lists(st.floats(0, 0.09), min_size=1, max_size=50))
def test_steps_that_take_their_time_do_not_make_the_clock_drift(delays: list[float]) -> None:
    clock = Clock(10)
    clock.start(0.0)
    for delay in delays:
        clock.advance(clock.due + delay)
    assert abs(clock.due - (len(delays) + 1) / 10) < 1e-9


def test_after_a_stall_no_burst_follows() -> None:
    clock = Clock(10)
    clock.start(0.0)
    clock.advance(100.0)
    assert clock.due == 100.0
    clock.advance(100.0)
    assert clock.due == 100.1


def test_a_bucket_takes_a_burst_and_then_its_rate() -> None:
    bucket = Bucket(5, now=0.0)
    assert [bucket.take(0.0) for _ in range(6)] == [True] * 5 + [False]
    assert [bucket.take(0.2), bucket.take(0.2)] == [True, False]
