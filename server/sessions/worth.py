"""What a plan was worth: the game from the step at which it was written, with it and without it.

Pairs of branches are played from the record. The one has the plan. The other goes on without: the
planner may write none for ten steps, or a person's plan was never written. After that both do what
the planner does by itself. The two of a pair have the same luck. That is the planning advantage of
the paper (arXiv 2509.03581), as ``sidequest advantage`` measures it over many states.

The branches are played behind people's games: few at a time, and after each step as long is waited
as it took. They are not recorded.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from agent.analysis.stats import ratio_interval
from agent.core.mode import ALWAYS, DYNAMIC, parse_mode
from agent.core.planner import Decision, Question
from agent.core.prompt import Situation
from agent.core.reader import Rewording
from agent.episode import Episode
from agent.planners.advised import AdvisedPlanner
from agent.planners.language import LanguagePlanner
from agent.traces import trace as traces
from agent.traces.trace import PlanEvent
from agent.worlds import registry as worlds
from server.sessions.planners import PlannerPool, PlannerWorker
from server.sessions.threads import Threads

log = structlog.get_logger()

PAIRS = 16
HELD = 10  # steps for which no plan is written where there is to be none
HORIZON = 50  # steps of a branch
KEPT = 256  # results
MOST = 8  # that are measured or wait for it
_ABREAST = 2  # pairs at once: a batch that people's games wait for stays short
_LEAST_PAUSE = 0.002  # seconds between two steps

Ask = Callable[[Situation[Any, Any]], Question]


class BusyError(RuntimeError):
    """So many are waiting that one more would have to wait for long."""


@dataclass(slots=True)
class Worth:
    """What a plan was worth, as far as it was measured.

    Attributes:
        plan: its text, "" where every branch wrote one of its own.
        by_person: a person wrote it.
        step: at which it was written.
        pairs, horizon: see the module.
        played: pairs that were played.
        gains: of each of these, achievements with the plan less those without.
        unlocked: achievements a branch, with the plan and without.
        died: branches that ended in death, with the plan and without.
        interval: 95 % interval of the mean gain; None as long as few were played.
        fault: why it cannot be measured, for people.
    """

    plan: str
    by_person: bool
    step: int
    pairs: int
    horizon: int
    played: int = 0
    gains: list[int] = field(default_factory=list)
    unlocked: tuple[float, float] = (0.0, 0.0)
    died: tuple[int, int] = (0, 0)
    interval: tuple[float, float] | None = None
    fault: str = ""

    def take_in(self, gain: tuple[int, int], died: tuple[bool, bool]) -> None:
        """Add a pair: achievements and whether death was the end, with the plan and without."""
        self.gains.append(gain[0] - gain[1])
        sums = [mean * self.played + more for mean, more in zip(self.unlocked, gain, strict=True)]
        self.played += 1
        self.unlocked = (sums[0] / self.played, sums[1] / self.played)
        self.died = (self.died[0] + died[0], self.died[1] + died[1])
        self.interval = ratio_interval(self.gains, [1] * self.played)


class Worths:
    """What plans were worth. One is measured at a time. For the event loop."""

    def __init__(self, pool: PlannerPool, threads: Threads) -> None:
        """``pool``: whose planners play; ``threads`` play."""
        self._pool = pool
        self._threads = threads
        self._turn = asyncio.Lock()
        self._worths: dict[tuple[Path, int, int], Worth] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def find(self, record: Path, step: int, plan: int) -> Worth | None:
        """What was measured, None if that was never asked for; see ``measure``."""
        return self._worths.get((record, step, plan))

    async def measure(self, record: Path, step: int, plan: int) -> Worth:
        """What the plan of a number is worth, as far as it is measured; begins to measure it.

        Args:
            record: a trace.
            step: at which it was written, or at which the planner is to write one.
            plan: its number in the record, 0 for one that the planner is to write.

        Raises TraceError if the record cannot be read or has no such step, ValueError if no such
        plan was written at that step, BusyError if ``MOST`` are waiting.
        """
        known = self.find(record, step, plan)
        if known and not known.fault:
            return known
        if len(self._tasks) >= MOST:
            raise BusyError(f"{MOST} plans are being measured. Ask again in a few minutes.")
        trace = await self._threads.step(partial(_read, record, step))
        written = next(
            (event for event in trace.events if isinstance(event, PlanEvent) and event.id == plan),
            None,
        )
        if plan and (written is None or written.step != step):
            raise ValueError(f"No plan {plan} was written at step {step}.")
        by_person = written is not None and written.source == "human"
        worth = Worth(written.text if written else "", by_person, step, PAIRS, HORIZON)
        self._worths[record, step, plan] = worth
        while len(self._worths) > KEPT:
            del self._worths[next(iter(self._worths))]
        task = asyncio.create_task(self._run(worth, trace, written), name=f"worth {record} {step}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return worth

    async def end(self) -> None:
        """End what is being measured."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, worth: Worth, trace: traces.Trace, written: PlanEvent | None) -> None:
        try:
            async with self._turn:
                await self._measure(worth, trace, written)
        except Exception as error:
            log.exception("the worth of a plan was not measured", path=str(trace.path))
            worth.fault = f"It cannot be measured: {error}"

    async def _measure(self, worth: Worth, trace: traces.Trace, written: PlanEvent | None) -> None:
        head = trace.header
        mode = parse_mode(str(head.options.get("mode", DYNAMIC)))
        load = partial(self._pool.load, head.planner, head.world)
        worker = await self._threads.make(partial(load, mode))
        planner = worker.planner
        if isinstance(planner, AdvisedPlanner):  # what is only tried costs no adviser
            planner = planner.fast
        ask: Ask | None = None
        planning, must = worker, ask
        if isinstance(planner, LanguagePlanner):  # the same model, with other questions
            ask = planner.with_prompt(lambda prompt: prompt, mode, paired=True).ask
            must = planner.with_prompt(lambda prompt: prompt, ALWAYS, paired=True).ask
        elif written is None:
            planning = await self._threads.make(partial(load, ALWAYS))
        root = await self._threads.make(
            lambda: Episode.restore(worlds.find(head.world).make(), planner, trace, worth.step)
        )
        root.consults = False
        for first in range(0, worth.pairs, _ABREAST):
            numbers = range(first, min(first + _ABREAST, worth.pairs))
            pairs = await self._threads.make(partial(_begin_all, root, written, numbers))
            live = [episode for pair in pairs for episode in pair]
            if written is None:  # those that have to plan do so in their first step
                await self._step([pair[0] for pair in pairs], planning, must, let=True)
                await self._step([pair[1] for pair in pairs], worker, ask)
            while any(not episode.over for episode in live):
                await self._step([one for one in live if not one.over], worker, ask)
            known = len(root.view.unlocked)
            for with_plan, without in pairs:
                gain = (len(with_plan.view.unlocked) - known, len(without.view.unlocked) - known)
                worth.take_in(gain, (with_plan.over == "died", without.over == "died"))

    async def _step(
        self,
        episodes: Sequence[Episode[Any, Any]],
        worker: PlannerWorker,
        ask: Ask | None,
        *,
        let: bool = False,
    ) -> None:
        """Play a step of each, and wait as long as that took; ``let``: an order may wait."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        decisions = await asyncio.gather(
            *(_decide(episode, worker, ask, let=let) for episode in episodes)
        )
        for episode, decision in zip(episodes, decisions, strict=True):
            await self._threads.step(partial(_play, episode, decision))
        await asyncio.sleep(max(_LEAST_PAUSE, loop.time() - begun))


def _read(record: Path, step: int) -> traces.Trace:
    """A trace. TraceError if it cannot be read, or has no such step."""
    trace = traces.read(record)
    trace.until(step)
    return trace


async def _decide(
    episode: Episode[Any, Any], worker: PlannerWorker, ask: Ask | None, *, let: bool
) -> Decision:
    """One decision. Nobody can be asked whether an order may wait, so it may only if it is let."""
    decision = await worker.decide(episode.situation, ask)
    if not let and episode.must_ask(decision):
        episode.mute(1)
        decision = await worker.decide(episode.situation, ask)
    return decision


def _play(episode: Episode[Any, Any], decision: Decision) -> None:
    episode.play(decision)
    episode.end_if_complete()


def _begin_all(
    root: Episode[Any, Any], written: PlanEvent | None, numbers: Sequence[int]
) -> list[tuple[Episode[Any, Any], Episode[Any, Any]]]:
    """Pairs of branches, with the plan and without it."""
    pairs = []
    for number in numbers:
        with_plan, without = (root.fork(steps=HORIZON, sample_index=number + 1) for _ in range(2))
        with_plan.world.vary(number)
        without.world.vary(number)
        if written and written.source in ("human", "adviser"):
            rewording = Rewording(written.read_as, written.reader)
            with_plan.inject(written.text, written.authority, rewording)
        else:
            if written:
                with_plan.adopt(written.text)
                with_plan.mute(1)  # it has just planned
            without.mute(HELD)
        pairs.append((with_plan, without))
    return pairs
