"""Tables of games: the arms side by side, each paired with the planner alone, and what the person
said.

A game that is over before the cap counts on as it was: who died keeps what was unlocked, and who
unlocked everything can lose nothing any more. "At equal steps" is at the step up to which both
games of a pair went on.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from tests.people.games import Arm, Conditions, Game
from training.evaluation.compare import LEVEL, interval

DIAMOND = "collect_diamond"
TITLES: Mapping[Arm, str] = {
    "alone": "the planner alone",
    "words": "with a person's words",
    "back": "with words, going back after a death",
}
Pair = Callable[[Game, Game, int], tuple[float, float]]


def unlocked_by(game: Game, step: int) -> int:
    """Achievements up to a step, or those at the game's end if that was before."""
    return sum(at <= step for at in game.unlocked.values())


def end(game: Game, cap: int) -> int:
    """The step up to which a game went on; one in which everything was achieved counts
    as going on.
    """
    return cap if game.over == "complete" else game.steps


def _at_equal_steps(one: Game, other: Game, cap: int) -> tuple[float, float]:
    step = min(end(one, cap), end(other, cap))
    return unlocked_by(one, step), unlocked_by(other, step)


def _each(figure: Callable[[Game], float]) -> Pair:
    return lambda one, other, cap: (figure(one), figure(other))


PAIRED: Mapping[str, Pair] = {
    "diamonds, %": _each(lambda game: 100.0 * (DIAMOND in game.unlocked)),
    "iron pickaxes, %": _each(lambda game: 100.0 * ("make_iron_pickaxe" in game.unlocked)),
    "unlocked of 22 by the cap": _each(lambda game: len(game.unlocked)),
    "unlocked of 22 at equal steps": _at_equal_steps,
    "died by the cap, %": _each(lambda game: 100.0 * (game.over == "died")),
}


def report(
    games: Sequence[Game], arms: Sequence[Arm], conditions: Conditions, seeds: str
) -> Iterator[str]:
    """The lines in Markdown, over the seeds of which every arm was played."""
    found = {arm: {game.seed: game for game in games if game.arm == arm} for arm in arms}
    both = sorted(set.intersection(*(set(played) for played in found.values())))
    options = "".join(f", {name} {value}" for name, value in conditions.options.items())
    yield (
        f"Planner {conditions.planner}{options}; agent {conditions.code}, person "
        f"{conditions.person}."
    )
    yield (
        f"Seeds {seeds}, of which {len(both)} were played to their end in every "
        f"column; cap {conditions.cap:,}."
    )
    yield ""
    if not both:
        return
    yield from _means({arm: [found[arm][seed] for seed in both] for arm in arms})
    for arm in arms:
        if arm != "alone" and "alone" in arms:
            pairs = [(found["alone"][seed], found[arm][seed]) for seed in both]
            yield from _paired(arm, pairs, conditions.cap)
    yield ""
    yield f"| seed | {' | '.join(TITLES[arm] for arm in arms)} |"
    yield f"| --- | {' | '.join('---' for _ in arms)} |"
    for seed in both:
        yield f"| {seed} | {' | '.join(_told(found[arm][seed]) for arm in arms)} |"


def _means(found: Mapping[Arm, Sequence[Game]]) -> Iterator[str]:
    yield (
        "| | diamonds | iron pickaxes | unlocked of 22 | died | steps of the line | "
        "steps in all branches | plans | done | went back |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for arm, games in found.items():
        of = len(games)
        said = [plan for game in games for plan in game.said]
        fates = Counter(plan.fate for plan in said)
        yield " | ".join(
            (
                f"| {TITLES[arm]}",
                f"{sum(DIAMOND in game.unlocked for game in games)} of {of}",
                f"{sum('make_iron_pickaxe' in game.unlocked for game in games)}",
                f"{statistics.mean(len(game.unlocked) for game in games):.2f}",
                f"{sum(game.over == 'died' for game in games)}",
                f"{statistics.mean(game.steps for game in games):,.0f}",
                f"{statistics.mean(game.played for game in games):,.0f}",
                f"{len(said) / of:.1f}",
                f"{fates['done'] / len(said):.0%}" if said else "–",
                f"{statistics.mean(game.deaths for game in games):.1f} |",
            )
        )


def _paired(arm: Arm, pairs: Sequence[tuple[Game, Game]], cap: int) -> Iterator[str]:
    yield ""
    yield f"| {TITLES[arm]}, against alone | alone | this | difference | {LEVEL} % interval |"
    yield "| --- | --- | --- | --- | --- |"
    for name, figure in PAIRED.items():
        values = np.array([figure(alone, other, cap) for alone, other in pairs], float)
        low, high = interval(values[:, 1] - values[:, 0])
        first, second = values.mean(0).tolist()
        yield (
            f"| {name} | {first:.2f} | {second:.2f} | {second - first:+.2f} | "
            f"{low:+.2f} to {high:+.2f} |"
        )


def _told(game: Game) -> str:
    diamond = f"diamond at {game.unlocked[DIAMOND]:,}, " if DIAMOND in game.unlocked else ""
    times = "once" if game.deaths == 1 else f"{game.deaths} times"
    back = f", went back {times}" if game.deaths else ""
    return f"{diamond}{game.over} at {game.steps:,}, {len(game.unlocked)} of 22{back}"
