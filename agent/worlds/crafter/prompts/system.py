"""What a model is told: the system prompt of Crafter, and the instruction of each mode."""

from __future__ import annotations

from collections.abc import Mapping

from agent.worlds.crafter.rules import ACTION_NAMES, COLLECT, MAKE, PLACE

TECH_ORDER: tuple[str, ...] = (
    "collect_wood", "place_table", "eat_cow", "collect_sapling", "collect_drink",
    "make_wood_pickaxe", "make_wood_sword", "place_plant", "defeat_zombie", "collect_stone",
    "place_stone", "eat_plant", "defeat_skeleton", "make_stone_pickaxe", "make_stone_sword",
    "wake_up", "place_furnace", "collect_coal", "collect_iron", "make_iron_pickaxe",
    "make_iron_sword", "collect_diamond",
)  # fmt: skip


def system_prompt(*, recipes: bool = True, legend: str = "") -> str:
    """The system prompt of Crafter.

    Args:
        recipes: tell what things cost and how the vital needs run. Without it the model has to find
            out, as in BALROG.
        legend: how to read the observation's symbols, for the text that needs it.
    """
    parts = [
        "You play Crafter, a survival game on a map of 64 x 64 cells. You see the cells up to 4 "
        "east and west and 3 north and south of you. You stay alive by drinking, eating, sleeping "
        "and not being killed, and you try to unlock as many different achievements as you can "
        "before you die. Each counts once.",
        "Each turn you play one of these actions, written exactly so:\n"
        + "\n".join(
            f"- {name}: {note}" for name, note in zip(ACTION_NAMES, _action_notes(), strict=True)
        ),
        "Achievements, roughly in the order in which they become possible:\n"
        + "\n".join(f"- {name.replace('_', ' ')}" for name in TECH_ORDER),
    ]
    if recipes:
        parts.append("What things take:\n" + "\n".join(f"- {line}" for line in _recipes()))
        parts.append("How you live and die:\n" + "\n".join(f"- {line}" for line in _VITAL_RULES))
    if legend:
        parts.append(legend)
    return "\n\n".join(parts)


def _action_notes() -> list[str]:
    moves = [
        f"turn {way}, and step there if the cell is free"
        for way in ("west", "east", "north", "south")
    ]
    places = [
        f"put {_a('sapling' if name == 'plant' else name)} on the cell in front" for name in PLACE
    ]
    makes = [f"craft {_a(name)} beside the {_joined(rule.nearby)}" for name, rule in MAKE.items()]
    return [
        "let a turn pass",
        *moves,
        "use the cell in front: chop, mine, drink, hit, eat, or look for a sapling in grass",
        "fall asleep, if you are not fully rested",
        *places,
        *makes,
    ]


def _recipes() -> list[str]:
    mined: dict[str, list[str]] = {}
    for rule in COLLECT.values():
        for tool in rule.require:
            mined.setdefault(tool, []).extend(rule.receive)
    sapling = next(rule for rule in COLLECT.values() if "sapling" in rule.receive)
    return [
        *(f"{_joined(things)}: {_a(tool)} in your inventory" for tool, things in mined.items()),
        *(
            f"place {name}: {_amounts(rule.uses)}; on {_joined(sorted(rule.where))}"
            for name, rule in PLACE.items()
        ),
        *(
            (
                f"make {name.replace('_', ' ')}: {_amounts(rule.uses)}; "
                f"{_joined(rule.nearby)} within one cell, diagonals count"
            )
            for name, rule in MAKE.items()
        ),
        f"sapling: Do on grass, which gives one {sapling.probability:.0%} of the time",
        "trees are used up by chopping; water is not used up; you carry 9 of a kind at the most",
    ]


_VITAL_RULES = (
    "drink, food and energy fall by 1 every 21, 26 and 31 steps while you are awake",
    (
        "health rises by 1 every 26 steps while none of them is 0, and falls by 1 every 16 "
        "steps while any is"
    ),
    "water gives 1 drink, a cow 6 food, a ripe plant 4 food",
    (
        "asleep, energy rises by 1 every 11 steps and health twice as fast; you wake when "
        "energy is 9 or when you are hurt"
    ),
    (
        "a planted sapling is ripe after about 300 steps spent within 17 cells of it; a "
        "creature beside it destroys it"
    ),
    "a zombie takes 2 health, 7 from a sleeper; an arrow takes 2; walking into lava kills at once",
    (
        "zombies come on grass, most of all at night (steps 148 to 272 of every 300); "
        "skeletons live in dark caves"
    ),
    (
        "hits to kill with no sword, wood, stone, iron: zombie 5, 3, 2, 1; skeleton 3, 2, "
        "1, 1; cow 3, 2, 1, 1"
    ),
    "nothing moves or strikes diagonally: with all four sides blocked you are safe from everything",
)  # Measured on crafter 1.8.3; read in its objects.py.


def _amounts(uses: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in uses.items())


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name.replace('_', ' ')}"


def _joined(names: tuple[str, ...] | list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
