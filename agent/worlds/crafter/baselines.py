"""Figures of others in Crafter, to show beside ours.

None was measured under the same conditions.
"""

from __future__ import annotations

from agent.core.metrics import Baseline, Published

# "Learning When to Plan" (arXiv 2509.03581, version 1), figure 1a, read off the published picture
# by pixel position: a score to about 0.003, tokens to about 3 %.
PUBLISHED = (
    Published("never", 0.343, 0.012, 550),
    Published("every:16", 0.326, 0.014, 2_700),
    Published("every:12", 0.337, 0.016, 4_000),
    Published("every:8", 0.339, 0.014, 5_200),
    Published("every:6", 0.361, 0.012, 7_200),
    Published("every:4", 0.379, 0.014, 11_500),
    Published("every:3", 0.374, 0.014, 14_700),
    Published("every:2", 0.348, 0.013, 19_500),
    Published("always", 0.349, 0.013, 39_000),
)

PROTOTYPE = Baseline(
    name="prototype",
    source="a first scripted player of ours: stock rules, cap 10,000, seeds 0 to 69",
    n=70,
    mean=19.10,
    complete=0.33,
    deaths=0.67,
    median_step={"collect_diamond": 806},
    plans_per_100_steps=12,
    distinct_plans=57,
    plan_words=5,
    steps_per_second=860,
    rates={
        "collect_wood": 1.00, "place_table": 1.00, "make_wood_pickaxe": 1.00,
        "make_wood_sword": 1.00, "collect_stone": 1.00, "place_stone": 1.00, "defeat_zombie": 1.00,
        "wake_up": 1.00, "collect_drink": 0.99, "make_stone_pickaxe": 0.99,
        "make_stone_sword": 0.97, "eat_cow": 0.96, "collect_coal": 0.90, "defeat_skeleton": 0.90,
        "collect_sapling": 0.87, "place_plant": 0.81, "place_furnace": 0.77, "collect_iron": 0.76,
        "make_iron_pickaxe": 0.69, "make_iron_sword": 0.59, "eat_plant": 0.47,
        "collect_diamond": 0.44,
    },
)  # fmt: skip

PUBLIC_SOLVER = Baseline(
    name="public solver",
    source="Lossfunk/crafter-symbolic-solver, the best public scripted player, from pixels; its own figures",
    n=None,
    mean=17.1,
    rates={"collect_diamond": 0.555},
)

PEOPLE = Baseline(
    name="people",
    source="danijar/crafter, scores/crafter_reward-human.json: 5 players, 20 episodes each",
    n=100,
    mean=13.9,
    score=50.5,
    length=619,
    return_=12.96,
    rates={
        "collect_wood": 1.00, "place_table": 1.00, "make_wood_pickaxe": 1.00, "collect_stone": 1.00,
        "collect_drink": 0.92, "place_stone": 0.90, "eat_cow": 0.89, "collect_coal": 0.86,
        "defeat_zombie": 0.84, "make_stone_pickaxe": 0.78, "make_stone_sword": 0.78,
        "wake_up": 0.73, "collect_sapling": 0.67, "collect_iron": 0.53, "make_wood_sword": 0.45,
        "place_furnace": 0.32, "defeat_skeleton": 0.31, "make_iron_pickaxe": 0.26,
        "place_plant": 0.24, "make_iron_sword": 0.22, "collect_diamond": 0.12, "eat_plant": 0.08,
    },
)  # fmt: skip

BASELINES = (PROTOTYPE, PUBLIC_SOLVER, PEOPLE)
