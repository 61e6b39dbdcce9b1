"""A what-if: one plan, tried in several branches from one step, beside the game, and compared."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import structlog

from agent.core.frame import Picture
from agent.core.reader import Rewording
from server.core import texts
from server.protocol.commands import TryPlan
from server.protocol.messages import Branch, PlanState, Try, WhatIfState
from server.sessions.asking import keep_going
from server.sessions.episode import Change, LiveEpisode
from server.sessions.planners import PlannerWorker
from server.sessions.publish import Publisher
from server.sessions.threads import Threads

log = structlog.get_logger()
T = TypeVar("T")

TELL_EVERY = 5  # steps


@dataclass(slots=True)
class _Trial:
    """One of the branches.

    Attributes:
        change: the newest.
        plan: the one that is tried; None where the planner plays by itself.
        unlocked: in this branch.
        begun: step at which it began.
    """

    number: int
    episode: LiveEpisode
    change: Change
    plan: PlanState | None
    unlocked: list[str] = field(default_factory=list)
    begun: int = field(init=False)

    def __post_init__(self) -> None:
        self.begun = self.change.picture.step

    @property
    def tries_on(self) -> bool:
        """Whether a plan is being tried in it still."""
        return self.plan is not None and self.plan.ended is None and not self.change.over

    def take_in(self, change: Change) -> None:
        self.change = change
        self.unlocked += change.unlocked
        for plan in change.plans:
            if self.plan and plan.id == self.plan.id:
                self.plan = plan

    def tell(self) -> Try:
        picture, plan = self.change.picture, self.plan
        return Try(
            episode=self.number,
            alone=plan is None,
            step=picture.step,
            unlocked=self.unlocked,
            status=plan.status if plan else "active",
            progress=plan.progress if plan else "",
            reason=plan.reason if plan else "",
            over=self.change.over,
            frame=base64.b64encode(picture.encode()).decode(),
            way=self.episode.way(self.begun),
        )


class Trials:
    """The what-ifs of a session, one at a time, each in a task of its own. For the event loop."""

    def __init__(self, publisher: Publisher, threads: Threads) -> None:
        """``publisher`` is told how far each is; ``threads`` play."""
        self._publisher = publisher
        self._threads = threads
        self._task: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()  # every branch has begun, or one could not

    def require_none(self) -> None:
        """ValueError with a reason for people if a plan is being tried."""
        if self._task and not self._task.done():
            raise ValueError(texts.ALREADY_TRYING)

    def begin(
        self,
        worker: PlannerWorker,
        episodes: Mapping[int, LiveEpisode],
        wanted: TryPlan,
        rewording: Rewording,
    ) -> None:
        """Try a plan in branches that were just made, by the numbers of their episodes."""
        self._begun.clear()
        self._task = asyncio.create_task(
            self._run(worker, episodes, wanted, rewording), name="what if"
        )

    async def stop(self) -> None:
        """End what is being tried, as far as it is.

        ValueError with a reason for people if nothing is.
        """
        if not self._task or self._task.done():
            raise ValueError(texts.NOTHING_TRIED)
        await self.end()

    async def end(self) -> None:
        """End what is being tried, if something is; branches that are beginning do so first, so
        that what became of them is told.
        """
        if self._task:
            await self._begun.wait()
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None

    async def _run(
        self,
        worker: PlannerWorker,
        episodes: Mapping[int, LiveEpisode],
        wanted: TryPlan,
        rewording: Rewording,
    ) -> None:
        publisher = self._publisher
        try:
            trials = await _begin_all(episodes, wanted, rewording, self._threads)
            self._begun.set()
            await _play(
                worker,
                trials,
                wanted,
                self._threads,
                publisher.try_out,
                publisher.pictures.keep,
            )
        except Exception as error:
            log.exception("what-if failed", session=publisher.session)
            publisher.notice("error", texts.fault(error))
        finally:
            self._begun.set()
            publisher.tell_branches(
                *(
                    _branch(publisher.branches[one.episode], one, episodes[one.episode].grave)
                    for one in publisher.tries
                )
            )


async def _play(
    worker: PlannerWorker,
    trials: Sequence[_Trial],
    wanted: TryPlan,
    threads: Threads,
    tell: Callable[[WhatIfState], None],
    keep: Callable[[int, Picture], None],
) -> None:
    """Play the plan in every branch until it ends there, or for the steps that are wanted; the
    traces are closed in the end. Where the planner is to play by itself, it does while the plan is
    being tried in another branch.

    Args:
        worker: decides in all of them.
        trials: the branches, all at the same step and just begun.
        wanted: the plan, and for how many steps.
        threads: where they play.
        tell: is told how far it is, now and then and at the end.
        keep: is given every picture, with the number of its episode.
    """
    for trial in trials:
        keep(trial.number, trial.change.picture)
    begun = trials[0].begun

    def report(*, running: bool) -> None:
        tries = [trial.tell() for trial in trials]
        tell(
            WhatIfState(
                text=wanted.text,
                authority=wanted.authority,
                step=begun,
                steps=wanted.steps,
                running=running,
                tries=tries,
            )
        )

    async def advance(trial: _Trial) -> None:
        decision = await worker.decide(trial.episode.situation)
        if trial.episode.must_ask(decision):
            decision = await keep_going(worker, trial.episode, decision)
        trial.take_in(await _whole(threads.step(partial(trial.episode.play, decision))))
        keep(trial.number, trial.change.picture)

    try:
        for step in range(wanted.steps):
            if step % TELL_EVERY == 0:
                report(running=True)
            going = [trial for trial in trials if trial.tries_on]
            if not going:
                break
            beside = [trial for trial in trials if not trial.plan and not trial.change.over]
            moves = [asyncio.create_task(advance(trial)) for trial in [*going, *beside]]
            try:
                await asyncio.gather(*moves)
            finally:  # a step that is being played ends before its record does
                await asyncio.wait(moves)
    finally:
        try:
            await _whole(threads.step(partial(_end_all, trials)))
        finally:
            report(running=False)


def _branch(begun: Branch, tried: Try, grave: list[int]) -> Branch:
    """A branch among the episodes of its session, as far as it was played; ``begun``: as it was
    before; ``grave``: where its player died.
    """
    played = {
        "step": tried.step,
        "unlocked": begun.unlocked + len(tried.unlocked),
        "over": tried.over,
        "grave": grave,
    }
    return begun.model_copy(update=played)


def _end_all(trials: Sequence[_Trial]) -> None:
    """Close the traces, those that can be."""
    for trial in trials:
        try:
            trial.episode.end("left")
        except OSError as error:
            log.error("trace not closed", number=trial.number, reason=str(error))


async def _whole(work: Awaitable[T]) -> T:
    """Wait for work in a thread even when cancelled: nobody else may touch its episodes until it is
    done.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    finally:
        await asyncio.wait([task])


async def _begin_all(
    episodes: Mapping[int, LiveEpisode], wanted: TryPlan, rewording: Rewording, threads: Threads
) -> list[_Trial]:
    """Give every branch its plan; in the last one, if that is wanted, the planner is left alone."""
    by_itself = max(episodes) if wanted.alone else None
    return [
        await _begin(number, episode, None if number == by_itself else wanted, rewording, threads)
        for number, episode in episodes.items()
    ]


async def _begin(
    number: int,
    episode: LiveEpisode,
    wanted: TryPlan | None,
    rewording: Rewording,
    threads: Threads,
) -> _Trial:
    """``wanted``: the plan to try, None to let the planner play by itself."""
    if wanted is None:
        return _Trial(number, episode, await threads.step(episode.leave_alone), None)
    change = await threads.step(
        lambda: episode.write(wanted.text, wanted.authority, rewording, queued=False)[0]
    )
    return _Trial(number, episode, change, change.plans[-1])
