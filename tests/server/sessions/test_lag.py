"""How well a session keeps time."""

from __future__ import annotations

import pytest

from server.sessions.lag import KEPT, Lag, Timing
from tests.server.conftest import Start


def test_of_nothing_nothing_is_told() -> None:
    assert Lag().figures(100.0, runs=True) == Timing(0, 0.0, None, None, None)
    assert Lag().figures(100.0, runs=False).reached is None


def test_mean_and_p95_are_of_the_time_from_due_to_played() -> None:
    lag = Lag()
    for n in range(1, 101):
        lag.note(due=n, played=n + n / 1000, deciding=0.004)
    figures = lag.figures(101.0, runs=True)
    assert figures.steps == 100
    assert figures.lag_mean == pytest.approx(50.5)
    assert figures.lag_p95 == pytest.approx(95)
    assert figures.decision_mean == pytest.approx(4)


def test_the_p95_of_a_few_steps_is_their_worst() -> None:
    lag = Lag()
    for late in (0.001, 0.5, 0.002):
        lag.note(due=1, played=1 + late, deciding=0)
    assert lag.figures(2.0, runs=True).lag_p95 == pytest.approx(500)


def test_the_rate_is_that_of_the_last_ten_seconds_and_falls_when_nothing_comes() -> None:
    lag = Lag()
    lag.start(0.0)
    for n in range(1, 101):
        lag.note(due=n / 5, played=n / 5, deciding=0)
    assert lag.figures(20.0, runs=True).reached == pytest.approx(5)
    assert lag.figures(25.0, runs=True).reached == pytest.approx(2.5)
    assert lag.figures(25.0, runs=False).reached is None


def test_time_before_the_clock_was_started_does_not_count() -> None:
    lag = Lag()
    for n in range(10):
        lag.note(due=n, played=n, deciding=0)
    lag.start(100.0)
    for n in range(1, 5):
        lag.note(due=100 + n / 2, played=100 + n / 2, deciding=0)
    assert lag.figures(102.0, runs=True).reached == pytest.approx(2)


def test_only_the_last_steps_are_kept() -> None:
    lag = Lag()
    for n in range(KEPT + 50):
        lag.note(due=n, played=n + (9 if n < 50 else 0), deciding=0)
    figures = lag.figures(KEPT + 50, runs=True)
    assert (figures.steps, figures.lag_mean) == (KEPT, 0)


@pytest.mark.anyio
async def test_a_session_notes_the_steps_of_its_clock_and_no_others(start: Start) -> None:
    async with start(steps_per_second=20) as site, site.paused() as client:
        (session,) = site.manager.all()
        before = session.lag.figures(0.0, runs=False).steps
        await client.ask("step")
        assert session.lag.figures(0.0, runs=False).steps == before
        await client.ask("play")
        played = [await client.until("thought") for _ in range(3)]
        assert len(played) == 3
        await client.ask("pause")
        figures = session.lag.figures(0.0, runs=session.runs)
        assert figures.steps >= before + 3
        assert figures.reached is None
        assert figures.lag_mean is not None
        assert figures.decision_mean is not None
        assert 0 <= figures.decision_mean <= figures.lag_mean
