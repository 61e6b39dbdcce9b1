"""What people want, the words in which they ask for it, and a small world in which it can be
carried out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from agent.core.goals import Condition, Goal, Relation
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import START
from agent.worlds.crafter.plans.reading.wishes import WISHES
from agent.worlds.crafter.rules import NOOP
from agent.worlds.crafter.scene.scene import Scene
from agent.worlds.crafter.view import CreatureKind
from tests.agent.worlds.crafter.expert.playing import MIDDLE, Game

Cells = Mapping[tuple[int, int], str]
NORTH, SOUTH, EAST, WEST = (0, -1), (0, 1), (1, 0), (-1, 0)
DRINK, SLEEP, SHELTER, COW = (
    Goal("collect", "drink"),
    Goal("sleep"),
    Goal("shelter"),
    Goal("eat", "cow"),
)
TABLE, FURNACE, PLANT = Goal("place", "table"), Goal("place", "furnace"), Goal("place", "plant")
PLAY = Goal("play", count=100)
ZOMBIE, SKELETON = Goal("fight", "zombie"), Goal("fight", "skeleton")
NIGHT, MORNING = Condition("night", "is"), Condition("morning", "is")
EVENING = 140  # step shortly before the night

FOREST: Cells = {(dx, dy): "tree" for dx in (3, 5) for dy in range(-2, 3)}
LAKE: Cells = {(dx, dy): "water" for dx in (-4, -3) for dy in range(-1, 2)}
ROCK: Cells = {(dx, dy): "stone" for dx in range(2, 8) for dy in range(-3, 4)}
CLOSED: Cells = {(1, 0): "stone", (-1, 0): "stone", (0, 1): "stone", (0, -1): "stone"}
WORKSHOP: Cells = {(1, -1): "table", (1, 1): "furnace"}
PICK = {"wood_pickaxe": 1}


@dataclass(frozen=True)
class Intention:
    """One thing that somebody may want."""

    name: str
    wordings: Sequence[str]
    goals: Sequence[Goal]
    did: Callable[[Game], bool]  # whether it was carried out
    world: Callable[[], CrafterWorld]
    refused: Sequence[Goal] = ()
    standing: Sequence[Goal] = ()
    steps: int = 80  # within which it is done


def at_least(subject: str, amount: int) -> Condition:
    return Condition(subject, "at least", amount)


def at_most(subject: str, amount: int) -> Condition:
    return Condition(subject, "at most", amount)


def seen(subject: str, relation: Relation = "seen") -> Condition:
    return Condition(subject, relation)


def get(
    item: str, count: int = 1, until: Condition | None = None, when: Condition | None = None
) -> Goal:
    return Goal("collect", item, count, until=until, when=when)


def go(count: int, direction: tuple[int, int]) -> Goal:
    return Goal("go", count=count, direction=direction)


def land(
    *things: Cells,
    items: Mapping[str, int] | None = None,
    creatures: Mapping[tuple[int, int], CreatureKind] | None = None,
    ground: str = "sand",
    step: int = 0,
) -> Callable[[], CrafterWorld]:
    """A world of one ground (nothing appears on sand), with materials and creatures at offsets from
    the player.
    """

    def build() -> CrafterWorld:
        world = CrafterWorld()
        world.reset(0)
        world.clear(ground)
        for cells in things:
            for (dx, dy), material in cells.items():
                world.place_material((START + dx, START + dy), material)
        for _ in range(step):
            world.step(NOOP)
        for item, count in (items or {}).items():
            world.set_item(item, count)
        for (dx, dy), kind in (creatures or {}).items():
            world.place_creature((START + dx, START + dy), kind)
        return world

    return build


def has(item: str, count: int = 1) -> Callable[[Game], bool]:
    return lambda game: game.view.inventory[item] >= count


def unlocked(*achievements: str) -> Callable[[Game], bool]:
    return lambda game: set(achievements) <= game.view.unlocked


def happened(kind: str, name: str = "") -> Callable[[Game], bool]:
    return lambda game: any(
        event.kind == kind and name in ("", event.name) for event in game.memory.events
    )


def never(kind: str, name: str = "") -> Callable[[Game], bool]:
    return lambda game: not happened(kind, name)(game)


def moved(dx: int, dy: int) -> Callable[[Game], bool]:
    return lambda game: game.memory.position == (MIDDLE[0] + dx, MIDDLE[1] + dy)


def was_near(dx: int, dy: int, reach: int = 1) -> Callable[[Game], bool]:
    cell = (MIDDLE[0] + dx, MIDDLE[1] + dy)
    return lambda game: any(
        abs(x - cell[0]) + abs(y - cell[1]) <= reach for x, y in game.memory.path
    )


def closed_in(game: Game) -> bool:
    return Scene(game.view, game.memory).sealed


INTENTIONS = (
    Intention(
        "some wood",
        [
            "collect 3 wood",
            "could you please bring me three logs?",
            "chop 3 trees pls",
            "gather 3 pieces of timber",
            "gather 3 wod",
            "go and fetch three wood from the forest",
        ],
        [get("wood", 3)],
        has("wood", 3),
        land(FOREST),
    ),
    Intention(
        "stone up to a number",
        [
            "collect stone until you have 5",
            "keep mining stone until you've got 5 stone",
            "mine rocks till you have five stones in your inventory",
            "dig up stone until there are 5 stones in the inventory",
            "get stone until your stone is 5",
            "don't stop mining stone until you have 5 of them",
        ],
        [get("stone", until=at_least("stone", 5))],
        has("stone", 5),
        land(ROCK, items=PICK | {"stone": 2}),
    ),
    Intention(
        "a sapling in the ground",
        [
            "collect a sapling and plant it",
            "get a sapling from the grass, then plant it",
            "pick up a seedling and then put it in the ground",
            "pls grab one sapling + plant the sapling",
            "start a farm",
            "First get a sapling. After that, plant it.",
        ],
        [get("sapling"), PLANT],
        unlocked("place_plant"),
        land(ground="grass"),
        steps=150,
    ),
    Intention(
        "a table",
        [
            "place a table",
            "build a crafting table",
            "put a workbench down",
            "can you set up a table?",
            "pls make a tabel",
            "I'd like you to craft a work bench",
        ],
        [TABLE],
        unlocked("place_table"),
        land(FOREST, items={"wood": 4}),
    ),
    Intention(
        "a furnace beside the table",
        [
            "build a furnace near the table",
            "place the furnace next to the table please",
            "put an oven by the crafting table",
            "set up a furnace beside the workbench",
            "make a furnce",
        ],
        [FURNACE],
        unlocked("place_furnace"),
        land({(2, 0): "table"}, items=PICK | {"stone": 5}),
    ),
    Intention(
        "a wooden pickaxe from nothing",
        [
            "make a wooden pickaxe",
            "craft a wood pick axe",
            "I want a wooden pickaxe",
            "get yourself a wooden pick",
            "make a pickaxe out of wood",
            "your task is to craft a wodden pickaxe",
        ],
        [Goal("make", "wood_pickaxe")],
        has("wood_pickaxe"),
        land(FOREST),
        steps=120,
    ),
    Intention(
        "both stone tools",
        [
            "make a stone pickaxe and a stone sword",
            "craft a stone pickaxe, then a stone sword",
            "make both stone tools",
            "first the stone pickaxe, then the stone sword",
            "craft the stone pickaxe and after that the stone sword",
        ],
        [Goal("make", "stone_pickaxe"), Goal("make", "stone_sword")],
        unlocked("make_stone_pickaxe", "make_stone_sword"),
        land({(2, 0): "table"}, items={"wood": 2, "stone": 2}),
    ),
    Intention(
        "an iron pickaxe at the workshop",
        [
            "make an iron pickaxe",
            "craft the iron pick at the table and furnace",
            "forge an iron pickaxe",
            "forge a pickaxe out of iron please",
            "we need an iron pickaxe",
        ],
        [Goal("make", "iron_pickaxe")],
        has("iron_pickaxe"),
        land(WORKSHOP, items={"wood": 1, "coal": 1, "iron": 1}),
    ),
    Intention(
        "all tools",
        [
            "craft all the tools",
            "make every tool",
            "get all tools",
            "build all the tools and weapons",
            "I want you to make all six tools",
            "gear up",
        ],
        WISHES["tools"],
        has("iron_sword"),
        land(WORKSHOP, items={"wood": 6, "stone": 3, "coal": 2, "iron": 2}),
    ),
    Intention(
        "a diamond",
        [
            "find diamonds",
            "get the diamond",
            "find a diamond",
            "win the game",
            "look for a diamond please",
            "search for diamnods",
            "go get us a diamond!",
        ],
        [get("diamond")],
        has("diamond"),
        land({(3, 2): "diamond"}, items={"iron_pickaxe": 1}),
    ),
    Intention(
        "a number of steps",
        [
            "go 5 steps east",
            "walk five steps to the right",
            "move 5 to the east",
            "head east for 5 tiles",
            "5 steps right please",
            "travel 5 blocks eastwards",
        ],
        [go(5, EAST)],
        moved(5, 0),
        land(),
    ),
    Intention(
        "two legs",
        [
            "go 2 north and 3 west",
            "walk two steps up then three left",
            "2 up, 3 left",
            "first go north 2, then go west 3",
            "move up 2 and left 3",
        ],
        [go(2, NORTH), go(3, WEST)],
        moved(-3, -2),
        land(),
    ),
    Intention(
        "a way up to a sight",
        [
            "go east until you see water",
            "keep going east until you find water",
            "walk right till you spot a lake",
            "head east until there is water",
            "go east until you can see the lake",
        ],
        [Goal("go", count=0, direction=EAST, until=seen("water"))],
        was_near(8, 0, 2),
        land({(12, 0): "water"}),
    ),
    Intention(
        "a remembered lake",
        [
            "go to the lake we passed",
            "go back to the lake",
            "return to the water that we saw earlier",
            "walk over to the pond you found",
            "head back to the lake we came from",
            "back to the water",
        ],
        [Goal("go", "water")],
        was_near(-3, 0),
        land(LAKE),
    ),
    Intention(
        "back to the table",
        [
            "back to the table",
            "go back to the table we built",
            "return to the crafting table",
            "walk to the workbench you placed before",
            "get back to the table please",
        ],
        [Goal("go", "table")],
        was_near(4, 0),
        land({(4, 0): "table"}),
    ),
    Intention(
        "home",
        [
            "go 4 steps east, then go home",
            "go 4 steps east, then return to where we started",
            "walk 4 to the right and then go back to the start",
            "4 steps east, then head back to base",
            "move four east. then walk back to the spawn point",
        ],
        [go(4, EAST), Goal("go", "start")],
        lambda game: was_near(4, 0, 0)(game) and abs(game.memory.position[0] - START) <= 2,
        land(),
    ),
    Intention(
        "some drinks",
        [
            "drink 3 times",
            "have three drinks of water",
            "drink water three times at the lake",
            "take 3 sips of water",
            "drnk 3 times pls",
        ],
        [get("drink", 3)],
        unlocked("collect_drink"),
        land(LAKE, items={"drink": 4}),
    ),
    Intention(
        "as much as one can drink",
        [
            "drink until you are full",
            "drink water until full",
            "drink until your drink is 9",
            "keep drinking until your thirst is full",
            "drink till water is full",
        ],
        [get("drink", until=at_least("drink", 9))],
        has("drink", 9),
        land(LAKE, items={"drink": 4}),
    ),
    Intention(
        "eat and drink until full",
        [
            "eat and drink until full",
            "eat and drink until you are full",
            "please eat and drink till you're full",
            "eat & drink until youre full",
            "eat and drink until you're satisfied",
        ],
        [Goal("eat", until=at_least("food", 9)), get("drink", until=at_least("drink", 9))],
        lambda game: has("food", 8)(game) and has("drink", 9)(game),
        land(LAKE, items={"drink": 6, "food": 4}, creatures={(3, 0): "cow", (4, 2): "cow"}),
        steps=120,
    ),
    Intention(
        "a cow for dinner",
        [
            "eat a cow",
            "kill the cow over there for its meat",
            "hunt a cow",
            "I'm starving, kill a cow please",
            "get some beef",
            "go eat the cow",
        ],
        [COW],
        happened("eat", "cow"),
        land(creatures={(3, 1): "cow"}),
    ),
    Intention(
        "a fight",
        [
            "fight the zombie",
            "kill the zombie!",
            "attack that zombie with your sword",
            "defeat a zombie",
            "get rid of that zombi",
            "take out the zombie please",
        ],
        [ZOMBIE],
        unlocked("defeat_zombie"),
        land(items={"iron_sword": 1}, creatures={(3, 0): "zombie"}),
    ),
    Intention(
        "a shelter",
        [
            "build a shelter",
            "wall yourself in",
            "close yourself in with stones",
            "make a shelter out of stone",
            "surround yourself with stone blocks",
            "hide",
        ],
        [SHELTER],
        closed_in,
        land(ROCK, items=PICK | {"stone": 6}),
    ),
    Intention(
        "a night's sleep behind walls",
        [
            "wall in and sleep until morning",
            "build a shelter and go to sleep",
            "close yourself in, then sleep till dawn",
            "make a shelter, then sleep until you wake up",
            "find shelter and sleep till it is day",
            "hole up for the night and sleep",
        ],
        [SHELTER, SLEEP],
        happened("awake"),
        land(ROCK, items=PICK | {"stone": 6, "energy": 4}),
        steps=400,
    ),
    Intention(
        "ready for the night",
        [
            "get ready for the night",
            "prepare for the night",
            "prepare yourself for the night please",
            "it's getting dark, get ready for the night",
            "you should prepare for nightfall",
            "night is coming so get ready for the night",
        ],
        WISHES["night"],
        lambda game: closed_in(game) and has("drink", 6)(game) and has("food", 6)(game),
        land(ROCK, LAKE, items=PICK | {"drink": 5, "food": 5}, creatures={(-2, 4): "cow"}),
        steps=200,
    ),
    Intention(
        "in until the morning",
        [
            "stay inside until morning",
            "wait until the morning",
            "stay here until dawn",
            "don't move until morning",
            "hold still until sunrise",
            "wait here till the sun comes up",
        ],
        [Goal("wait", until=MORNING)],
        lambda game: game.view.step > 270 and moved(0, 0)(game),
        land(CLOSED, step=250),
    ),
    Intention(
        "alive until the morning",
        [
            "survive until morning",
            "survive the night",
            "stay alive until dawn",
            "just survive till morning",
            "try to stay alive until the sun rises",
        ],
        [Goal("play", until=MORNING)],
        lambda game: game.view.step > 270,
        land(CLOSED, step=250),
    ),
    Intention(
        "rest",
        [
            "heal up",
            "recover your health",
            "get your health back up",
            "recover",
            "heal yourself please",
            "regain health",
        ],
        WISHES["heal"],
        has("health", 8),
        land(CLOSED, items={"health": 6}),
        steps=150,
    ),
    Intention(
        "rest until healthy",
        [
            "rest until your health is 8",
            "sleep until your health is at least 8",
            "rest till health is back to 8",
            "take a rest until your health reaches 8",
            "rest until you have 8 health",
        ],
        [Goal("sleep", until=at_least("health", 8))],
        has("health", 8),
        land(CLOSED, items={"health": 6}),
        steps=150,
    ),
    Intention(
        "a wait",
        [
            "wait 3 steps",
            "hold on for 3 steps",
            "do nothing for three turns",
            "stay where you are for 3 steps",
            "stand still for 3 ticks",
        ],
        [Goal("wait", count=3)],
        moved(0, 0),
        land(FOREST),
    ),
    Intention(
        "flight",
        [
            "run away",
            "flee!",
            "run away from the zombie",
            "escape from the monsters",
            "get away from the zombie",
            "retreat",
        ],
        [Goal("flee")],
        lambda game: (
            sum(abs(a - b) for a, b in zip(game.memory.position, MIDDLE, strict=True)) >= 8
        ),
        land(creatures={(4, 0): "zombie"}, items={"health": 9}),
    ),
    Intention(
        "a look round",
        [
            "explore",
            "look around",
            "explore the area",
            "go exploring",
            "have a look around",
            "wander around a bit",
        ],
        [Goal("explore")],
        lambda game: len(set(game.memory.path)) > 15,
        land(),
    ),
    Intention(
        "a search",
        [
            "find iron",
            "look for some iron",
            "search for iron ore",
            "try to find iron",
            "locate iron",
            "go in search of iron",
        ],
        [Goal("explore", "iron")],
        was_near(5, 0, 6),
        land(
            {(dx, dy): "iron" for dx in (-5, 5) for dy in (-3, 0, 3)}
            | {(dx, dy): "iron" for dx in (-3, 0, 3) for dy in (-4, 4)}
        ),
        steps=200,
    ),
    Intention(
        "a stone wall",
        [
            "build a stone wall",
            "build a wall",
            "make a stone wall here",
            "put up a wall",
            "place 3 stones",
        ],
        [Goal("place", "stone", 3)],
        lambda game: sum(event.kind == "place" for event in game.memory.events) == 3,
        land(items={"stone": 4}),
    ),
    Intention(
        "when strong",
        [
            "when your health is above 6, fight the zombie",
            "fight the zombie once your health is over 6",
            "attack the zombie when health > 6",
            "as soon as your health is at least 7, kill the zombie",
            "only when your health is 7 or more, fight the zombie",
        ],
        [Goal("fight", "zombie", when=at_least("health", 7))],
        unlocked("defeat_zombie"),
        land(items={"iron_sword": 1, "health": 8}, creatures={(3, 0): "zombie"}),
    ),
    Intention(
        "once there is enough",
        [
            "once you have 3 wood, make a table",
            "when you have 3 wood place a table",
            "make a table as soon as you have three wood",
            "as soon as you've got 3 logs, build a table",
            "place a table when you have at least 3 wood",
        ],
        [Goal("place", "table", when=at_least("wood", 3))],
        unlocked("place_table"),
        land(FOREST),
    ),
    Intention(
        "if there is enough",
        [
            "if you have 9 iron, place a table, then drink",
            "place a table if you have nine iron, then drink",
            "if you've got at least 9 iron then place a table. Then drink",
            "if you own 9 iron, place a table; drink",
            "provided you have 9 iron, build a table, and then drink",
        ],
        [Goal("place", "table", when=at_least("iron", 9), skip=True), DRINK],
        lambda game: unlocked("collect_drink")(game) and never("place", "table")(game),
        land(LAKE, items={"wood": 5}),
    ),
    Intention(
        "if one is met",
        [
            "if you see a zombie, fight it. collect 4 wood",
            "collect 4 wood, and if you see a zombie, fight it",
            "get 4 wood. Whenever a zombie appears, kill it",
            "collect four wood; when you see a zombie fight it",
            "get 4 logs. if a zombie comes near, attack it",
            "chop 4 wood. If there's a zombie nearby, fight it",
        ],
        [get("wood", 4)],
        unlocked("defeat_zombie"),
        land(FOREST, items={"iron_sword": 1}, creatures={(-3, 0): "zombie"}),
        standing=[Goal("fight", "zombie", when=seen("zombie"))],
    ),
    Intention(
        "whenever hungry",
        [
            "whenever your food is below 6 eat a cow. collect 4 wood",
            "collect 4 wood, and eat a cow whenever your food is under 6",
            "get 4 wood. if your food drops below 6, eat a cow",
            "if food < 6 eat a cow. collect 4 wood",
            "every time your food is 5 or less, eat a cow; collect 4 wood",
        ],
        [get("wood", 4)],
        lambda game: happened("eat", "cow")(game) and has("wood", 4)(game),
        land(FOREST, items={"food": 5}, creatures={(-3, 0): "cow"}),
        standing=[Goal("eat", "cow", when=at_most("food", 5))],
    ),
    Intention(
        "at nightfall",
        [
            "when it gets dark, build a shelter",
            "build a shelter when night falls",
            "wall yourself in once it is dark",
            "as soon as it's night, wall in",
            "when the sun goes down, take shelter",
        ],
        [Goal("shelter", when=NIGHT)],
        lambda game: closed_in(game) and game.view.step >= 148,
        land(ROCK, items=PICK | {"stone": 8}, step=EVENING),
    ),
    Intention(
        "wood until the night",
        [
            "collect wood until night",
            "chop wood till it gets dark",
            "gather wood until nightfall",
            "get wood until the sun sets",
            "keep cutting trees until it is dark",
        ],
        [get("wood", until=NIGHT)],
        lambda game: has("wood", 2)(game) and game.view.step >= 148,
        land(FOREST, step=EVENING),
    ),
    Intention(
        "no sleep",
        [
            "don't sleep yet",
            "do not go to sleep",
            "no sleeping please",
            "never sleep",
            "sleeping is not allowed",
            "please stop sleeping",
            "you must not sleep now",
        ],
        [PLAY],
        never("asleep"),
        land(CLOSED, items={"energy": 3}, step=200),
        refused=[SLEEP],
        steps=110,
    ),
    Intention(
        "the cow is spared",
        [
            "leave the cow alone",
            "don't eat the cow",
            "spare the cow",
            "please don't kill the cow",
            "do not touch that cow",
            "ignore the cow",
            "don't hurt the cows",
        ],
        [PLAY],
        never("eat", "cow"),
        land(items={"food": 3}, creatures={(3, 0): "cow"}),
        refused=[COW],
        steps=110,
    ),
    Intention(
        "no fights with zombies",
        [
            "don't fight the zombie",
            "never fight zombies",
            "avoid fighting zombies",
            "do not attack zombies",
            "leave the zombie be",
        ],
        [PLAY],
        never("defeat", "zombie"),
        land(items={"iron_sword": 1}, creatures={(2, 0): "zombie"}),
        refused=[ZOMBIE],
        steps=110,
    ),
    Intention(
        "zombies kept away from",
        ["stay away from zombies", "avoid the zombies", "keep your distance from zombies"],
        [PLAY],
        lambda game: (
            never("defeat", "zombie")(game)
            and sum(abs(a - b) for a, b in zip(game.memory.position, MIDDLE, strict=True)) >= 5
        ),
        land(items={"iron_sword": 1}, creatures={(2, 0): "zombie"}),
        refused=[ZOMBIE],
        standing=[Goal("flee", when=seen("zombie"))],
        steps=110,
    ),
    Intention(
        "wood and no sleep",
        [
            "collect 2 wood but don't sleep",
            "collect 2 wood without sleeping",
            "don't sleep. get 2 wood",
            "chop 2 wood, and do not sleep",
            "no sleeping, get two logs",
        ],
        [get("wood", 2)],
        lambda game: has("wood", 2)(game) and never("asleep")(game),
        land(FOREST, items={"energy": 1}),
        refused=[SLEEP],
    ),
    Intention(
        "no table",
        [
            "don't place a table",
            "do not build a table",
            "please don't make a crafting table",
            "never put down a table",
            "you shouldn't place any table",
        ],
        [PLAY],
        never("place", "table"),
        land(FOREST, items={"wood": 6}),
        refused=[TABLE],
        steps=110,
    ),
    Intention(
        "no sleep before the night",
        [
            "don't sleep until it is dark",
            "do not sleep until night",
            "no sleeping until it gets dark",
            "don't go to bed until nightfall",
            "never sleep until it's dark",
        ],
        [PLAY],
        lambda game: all(
            event.step >= 148 for event in game.memory.events if event.kind == "asleep"
        ),
        land(CLOSED, items={"energy": 1}, step=100),
        refused=[Goal("sleep", until=NIGHT)],
        steps=110,
    ),
    Intention(
        "first and then",
        [
            "first drink, then collect 2 wood",
            "drink, and after that get 2 wood",
            "Step 1: drink. Step 2: collect 2 wood.",
            "1. drink 2. collect 2 wood",
            "drink before you collect 2 wood",
            "after drinking, collect two wood",
        ],
        [DRINK, get("wood", 2)],
        lambda game: unlocked("collect_drink")(game) and has("wood", 2)(game),
        land(LAKE, FOREST),
    ),
    Intention(
        "a long list",
        [
            "get 3 wood, place a table and make a wooden pickaxe",
            "- get 3 wood\n- place a table\n- make a wooden pickaxe",
            "collect 3 wood -> build a table -> craft a wood pickaxe",
            "Get 3 wood. Then place a table. Finally make a wooden pickaxe!",
            (
                "chop 3 wood so that you can place a table, then place a table, then make "
                "a wooden pickaxe"
            ),
        ],
        [get("wood", 3), TABLE, Goal("make", "wood_pickaxe")],
        has("wood_pickaxe"),
        land(FOREST),
        steps=120,
    ),
    Intention(
        "when one gets there",
        [
            "when you get to the lake, drink",
            "once you reach the water, drink",
            "when you reach the lake drink",
            "go to the lake, then drink",
            "as soon as you get to the lake, drink some water",
        ],
        [Goal("go", "water"), DRINK],
        unlocked("collect_drink"),
        land(LAKE),
    ),
    Intention(
        "a ripe plant",
        [
            "wait until the plant is ripe, then eat it",
            "wait till the sapling is ripe, then eat the plant",
            "wait until it is ripe, then eat the plant",
            "wait until the plant has ripened and then eat the plant",
            "hold on until the plant is ready, then eat the plant",
        ],
        [Goal("wait", until=seen("ripe")), Goal("eat", "plant")],
        unlocked("eat_plant"),
        land(
            {(1, 0): "grass"} | {(0, 1): "stone", (0, -1): "stone", (-1, 0): "stone"},
            creatures={(1, 0): "plant"},
        ),
        steps=1000,
    ),
    Intention(
        "a stone between",
        [
            "place a stone",
            "put down one stone",
            "set a stone down",
            "put a stone between you and the cow",
            "lay a stone",
        ],
        [Goal("place", "stone")],
        unlocked("place_stone"),
        land(items={"stone": 1}),
    ),
)
