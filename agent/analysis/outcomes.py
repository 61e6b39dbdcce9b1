"""Which share of plans was done, and what became of the others; by who wrote them and with which
authority.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from agent.analysis.figure import Figure, Panel, Table, percent
from agent.analysis.games import Game, conditions
from agent.analysis.stats import FEW, Interval, wilson
from agent.analysis.summary import ENDINGS, Beneath, Ending, PlanLife

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OF_PEOPLE = {
    ending: name for ending, name in ENDINGS.items() if ending != "ended_with_persons"
}  # of a person's plan
_BENEATH = "the planner's, under a person's"
_ADVISERS = "the adviser's plans"
_GROUPS = ("people's advice", "people's orders", "the planner's plans", _BENEATH)


@dataclass(frozen=True, slots=True)
class Group:
    """Plans of one source and authority."""

    name: str
    n: int  # that came into force and were seen to end
    counts: dict[Ending, int]  # by the way in which they ended
    cut_off: int  # in force when the record stopped
    waited: int  # never came into force

    @property
    def done(self) -> float | None:
        """Share of ``n``."""
        return self.counts["done"] / self.n if self.n else None

    @property
    def interval(self) -> Interval | None:
        """Of ``done``."""
        return wilson(self.counts["done"], self.n) if self.n else None


def figure(games: Sequence[Game]) -> Figure:
    """Count and describe."""
    advised = _group(_ADVISERS, games)
    groups = [*(_group(name, games) for name in _GROUPS), *([advised] if advised.n else [])]
    own = [game for game in games if any(one.plans for one in game.played)]
    seen = [group for group in groups if group.n]
    return Figure(
        name="fates",
        title="Share of plans that were done",
        says="; ".join(f"{group.name}: {_done(group)}" for group in seen),
        conditions=conditions(own),
        notes=(
            "Shares are of plans that came into force and were seen to end; those that the "
            "record's end cut off, and those that only waited, stand beside them in the table.",
            "A plan is done when all its goals that the game can check were reached. A plan in "
            "which none can be checked cannot be done. The planner's own plans are judged when "
            "the next one replaces them, or when the person's plan above them ends.",
            "Wilson's 95 % interval takes plans for independent, which those of one game are not "
            "quite.",
        ),
        tables=(
            Table(
                "Plans by what became of them",
                (
                    "plans",
                    "n",
                    "share done",
                    "from",
                    "to",
                    *ENDINGS.values(),
                    "cut off",
                    "only waited",
                ),
                tuple(
                    (
                        group.name,
                        group.n,
                        group.done,
                        *(group.interval or (None, None)),
                        *group.counts.values(),
                        group.cut_off,
                        group.waited,
                    )
                    for group in groups
                ),
            ),
        ),
        numbers={
            "groups": [
                asdict(group) | {"share_done": group.done, "interval": group.interval}
                for group in groups
            ]
        },
        panels=(Panel(lambda axes: _draw(axes, seen), height=3.0),) if seen else (),
        missing="" if seen else "No plan has come into force and ended.",
    )


def _plans(name: str, games: Sequence[Game]) -> Iterator[PlanLife | Beneath]:
    if name == _BENEATH:
        yield from (plan for game in games for one in game.played for plan in one.beneath)
        return
    for plan in (plan for game in games for one in game.played for plan in one.plans):
        if name == _whose(plan):
            yield plan


def _whose(plan: PlanLife) -> str:
    """The group of a plan that stands alone."""
    if plan.source == "human":
        return "people's orders" if plan.authority == "order" else "people's advice"
    return _ADVISERS if plan.source == "adviser" else "the planner's plans"


def _group(name: str, games: Sequence[Game]) -> Group:
    plans = list(_plans(name, games))
    begun = Counter(plan.ending for plan in plans if plan.begun is not None)
    return Group(
        name=name,
        n=sum(begun[ending] for ending in ENDINGS),
        counts={ending: begun[ending] for ending in ENDINGS},
        cut_off=begun["cut_off"],
        waited=sum(plan.begun is None for plan in plans),
    )


def _done(group: Group) -> str:
    low, high = group.interval or (0.0, 1.0)
    within = f"{percent(group.done or 0)}, 95 % interval {percent(low)} to {percent(high)}"
    return f"{group.counts['done']} of {group.n} done" + (f" ({within})" if group.n > FEW else "")


def _draw(axes: Axes, groups: Sequence[Group]) -> None:
    """A bar for many plans, a point each for few."""
    from matplotlib.patches import Patch

    from agent.analysis.drawing import ENDING_COLOURS

    for row, group in enumerate(groups):
        before = 0
        for ending, count in group.counts.items():
            colour, share = ENDING_COLOURS[ending], 100 / group.n
            if group.n > FEW:
                axes.barh(row, count * share, 0.5, before * share, color=colour, alpha=0.85)
            else:
                axes.plot(
                    [share * (place + 0.5) for place in range(before, before + count)],
                    [row] * count,
                    "o",
                    color=colour,
                )
            before += count
        if group.interval:
            axes.plot(
                [100 * bound for bound in group.interval],
                (row + 0.35, row + 0.35),
                color="black",
                linewidth=1.5,
                marker="|",
            )
    axes.set_yticks(range(len(groups)), [f"{group.name}\n(n = {group.n})" for group in groups])
    axes.set_ylim(len(groups) - 0.4, -0.5)
    axes.set_xlim(0, 100)
    axes.set_xlabel("% of plans\nblack: 95 % interval of those done")
    used = [ending for ending in ENDINGS if any(group.counts[ending] for group in groups)]
    handles = [Patch(color=ENDING_COLOURS[ending], label=ENDINGS[ending]) for ending in used]
    axes.figure.legend(handles=handles, loc="outside lower center", ncols=2, frameon=False)
