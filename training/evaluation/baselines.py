"""Figures of others, to show beside a report. None of them was measured under the same conditions as a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How well someone plays Crafter; None where the source gives no figure. Shares are from 0 to 1."""

    name: str
    source: str
    n: int | None  # episodes
    mean: float  # achievements unlocked of 22
    diamond: float
    rates: Mapping[str, float]  # achievement -> share of episodes; empty if the source has none but the diamond's
    diamond_step: float | None = None  # median step of the diamond
    complete: float | None = None
    deaths: float | None = None
    score: float | None = None  # Crafter's, in percent
    length: float | None = None
    return_: float | None = None
    plans_per_100_steps: float | None = None
    distinct_plans: int | None = None
    plan_words: float | None = None
    steps_per_second: float | None = None


PROTOTYPE = Yardstick(
    name="prototype",
    source="a first scripted player of ours: stock rules, cap 10,000, seeds 0 to 69",
    n=70,
    mean=19.10,
    complete=0.33,
    deaths=0.67,
    diamond=0.44,
    diamond_step=806,
    plans_per_100_steps=12,
    distinct_plans=57,
    plan_words=5,
    steps_per_second=860,
    rates={
        "collect_wood": 1.00, "place_table": 1.00, "make_wood_pickaxe": 1.00, "make_wood_sword": 1.00,
        "collect_stone": 1.00, "place_stone": 1.00, "defeat_zombie": 1.00, "wake_up": 1.00, "collect_drink": 0.99,
        "make_stone_pickaxe": 0.99, "make_stone_sword": 0.97, "eat_cow": 0.96, "collect_coal": 0.90,
        "defeat_skeleton": 0.90, "collect_sapling": 0.87, "place_plant": 0.81, "place_furnace": 0.77,
        "collect_iron": 0.76, "make_iron_pickaxe": 0.69, "make_iron_sword": 0.59, "eat_plant": 0.47,
        "collect_diamond": 0.44,
    },
)  # fmt: skip

PUBLIC_SOLVER = Yardstick(
    name="public solver",
    source="Lossfunk/crafter-symbolic-solver, the best public scripted player, from pixels; its own figures",
    n=None,
    mean=17.1,
    diamond=0.555,
    rates={"collect_diamond": 0.555},
)

PEOPLE = Yardstick(
    name="people",
    source="danijar/crafter, scores/crafter_reward-human.json: 5 players, 20 episodes each",
    n=100,
    mean=13.9,
    diamond=0.12,
    score=50.5,
    length=619,
    return_=12.96,
    rates={
        "collect_wood": 1.00, "place_table": 1.00, "make_wood_pickaxe": 1.00, "collect_stone": 1.00,
        "collect_drink": 0.92, "place_stone": 0.90, "eat_cow": 0.89, "collect_coal": 0.86, "defeat_zombie": 0.84,
        "make_stone_pickaxe": 0.78, "make_stone_sword": 0.78, "wake_up": 0.73, "collect_sapling": 0.67,
        "collect_iron": 0.53, "make_wood_sword": 0.45, "place_furnace": 0.32, "defeat_skeleton": 0.31,
        "make_iron_pickaxe": 0.26, "place_plant": 0.24, "make_iron_sword": 0.22, "collect_diamond": 0.12,
        "eat_plant": 0.08,
    },
)  # fmt: skip

YARDSTICKS = (PROTOTYPE, PUBLIC_SOLVER, PEOPLE)
