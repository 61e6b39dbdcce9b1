"""Sentences as players of Crafter type them, part by part, with what is right to understand.

Nearly all were written before the reader was made to read them. ``FOUND`` are of the kinds in which
people's words were misread: chains, reasons, stay and wait, places, amounts, warnings, remarks,
corrections. ``LIMITS`` are of what limits a refusal or goal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent.core.goals import Condition, Goal
from tests.agent.worlds.crafter.plans.reading.wordings import (
    DRINK,
    EAST,
    EAT,
    EXPLORE,
    FURNACE,
    NORTH,
    NORTH_EAST,
    PLANT,
    SHELTER,
    SLEEP,
    SOUTH,
    SOUTH_WEST,
    TABLE,
    WEST,
    find,
    get,
    go,
    make,
)

COW, ZOMBIE, SKELETON = Goal("eat", "cow"), Goal("fight", "zombie"), Goal("fight", "skeleton")
START, LAKE, TO_TABLE, TO_PLANT = (
    Goal("go", name) for name in ("start", "water", "table", "plant")
)
MORNING, NIGHT, DAY = (Condition(hour, "is") for hour in ("morning", "night", "day"))
TILL_MORNING = Goal("wait", until=MORNING)
NO_LAVA = (Goal("go", "lava"), Goal("explore", "lava"))
ALL_ZOMBIES, ALL_SKELETONS = (
    Goal("fight", kind, until=Condition(kind, "unseen")) for kind in ("zombie", "skeleton")
)
FULL_DRINK = Goal("collect", "drink", until=Condition("drink", "at least", 9))
HERE = (0, 0)


@dataclass(frozen=True)
class Part:
    """Words of a sentence and what they ask for."""

    words: str
    goals: tuple[Goal, ...] = ()
    refused: tuple[Goal, ...] = ()
    standing: tuple[Goal, ...] = ()
    lost: bool = False  # it cannot be said as goals: it has to be given back


def do(words: str, *goals: Goal) -> Part:
    return Part(words, goals)


def no(words: str, *goals: Goal) -> Part:
    return Part(words, refused=goals)


def whenever(words: str, *goals: Goal) -> Part:
    return Part(words, standing=goals)


def aside(words: str) -> Part:
    """A reason, a remark, a kindness: nothing to do."""
    return Part(words)


def lost(words: str) -> Part:
    return Part(words, lost=True)


def at(goal: Goal, east: int, south: int) -> Goal:
    return replace(goal, at=(east, south))


def seen(thing: str) -> Condition:
    return Condition(thing, "seen")


def low(vital: str, amount: int = 3) -> Condition:
    return Condition(vital, "at most", amount)


def to(east: int, south: int) -> Goal:
    return Goal("go", at=(east, south))


OWN: list[list[Part]] = [
    # Chains.
    [
        do("chop 5 wood", get("wood", 5)), do(", make a table", TABLE),
        do(", craft a wood pickaxe", make("wood_pickaxe")),
        do(" and a wood sword", make("wood_sword")), do(", then mine 3 stone", get("stone", 3)),
        do(" and come back to the table", TO_TABLE),
        do(" to make a stone pickaxe", make("stone_pickaxe")),
    ],
    [do("get 2 coal", get("coal", 2)), do(" and 1 iron", get("iron")), do(" then make an iron sword", make("iron_sword"))],
    [
        do("drink first", DRINK), do(", then eat a cow", COW), do(", then wall in", SHELTER),
        do(" and sleep", SLEEP), aside(" because it is getting dark"),
    ],
    [
        do("ok so grab a sapling", get("sapling")), do(", plant it", PLANT),
        do(" and fence it with 4 stones", Goal("place", "stone", 4)),
        do(", after that look for iron up north", find("iron", NORTH)),
    ],
    [
        do("1. table", TABLE), do(" 2. wood pick", make("wood_pickaxe")),
        do(" 3. 6 stone", get("stone", 6)), do(" 4. furnace", FURNACE),
    ],
    [
        do("mine that coal", get("coal")),
        do(", put down a furnace right beside the table", FURNACE),
        do(" and make an iron pickaxe", make("iron_pickaxe")),
        do(", then get the diamond", get("diamond")),
    ],
    [
        do("get 4 wood", get("wood", 4)), do(", go to the lake", LAKE),
        do(", drink until full", FULL_DRINK), do(", and go home", START),
    ],
    [
        do("kill the zombie", ZOMBIE), do(", then keep chopping trees until you have 8 wood",
        Goal("collect", "wood", until=Condition("wood", "at least", 8))),
    ],
    # Reasons, remarks, kindness.
    [aside("nice job!! "), do("now mine some iron", get("iron", 3)), aside(", we need it for the pickaxe")],
    [aside("you're almost dead, "), do("run away", Goal("flee"))],
    [do("pls get water", DRINK), aside(" before you die of thirst lol")],
    [aside("I think there's a lake in the west, "), do("go drink there", DRINK)],
    [aside("there are two cows behind you, "), do("eat one of them", COW)],
    [aside("it's night soon so "), do("build a shelter", SHELTER)],
    [aside("we found a cave in the east. "), do("explore it", Goal("explore", "cave"))],
    [aside("i saw some iron south of here. "), do("find iron in the south", find("iron", SOUTH))],
    [aside("the table is too far away now, "), do("build a new one", TABLE)],
    # Corrections.
    [no("no don't go west", go(0, WEST)), do(", go east 5 steps", go(5, EAST))],
    [no("stop collecting saplings", get("sapling")), do(", get 3 coal instead", get("coal", 3))],
    [no("forget about the cow", COW), do(" and go to the water", LAKE)],
    [no("not wood", get("wood")), do(", get stone", get("stone"))],
    [do("actually make the sword first", make("wood_sword")), do(", then the pickaxe", make("wood_pickaxe"))],
    # Places.
    [do("chop the tree 2 east 3 north", at(get("wood"), 2, -3))],
    [do("there's iron 5 steps west of you, go mine it", at(get("iron"), -5, 0))],
    [do("mine the coal 3 up and 1 left", at(get("coal"), -1, -3))],
    [do("place the table right here", at(TABLE, 0, 0))],
    [do("get 3 wood", get("wood", 3)), do(" and come back here", to(0, 0))],
    [do("collect the sapling", get("sapling")), do(", then return to where you are now", to(0, 0))],
    [do("go to the table 6 west", at(TO_TABLE, -6, 0))],
    [do("wall in here", at(SHELTER, 0, 0)), do(" and sleep", SLEEP)],
    [do("put a stone 1 south of you", at(Goal("place", "stone"), 0, 1))],
    [do("go back to the lake we passed", LAKE), do(" and drink 3 times", get("drink", 3))],
    # Amounts.
    [do("kill all the zombies", ALL_ZOMBIES)],
    [do("fight the skeletons", ALL_SKELETONS), do(" and take the iron", get("iron"))],
    [do("kill all monsters", ALL_ZOMBIES, ALL_SKELETONS)],
    [do("get a few more logs", get("wood", 3))],
    [do("find some coal and take two of them", find("coal"), get("coal", 2))],
    [do("fill up on water", FULL_DRINK)],
    [do("drink till you're full", FULL_DRINK), do(" then eat two cows", Goal("eat", "cow", 2))],
    [do("make one more stone sword", make("stone_sword"))],
    # Stay, wait, come back.
    [do("stay put for 20 steps", Goal("wait", count=20))],
    [do("wait here until morning", TILL_MORNING)],
    [do("wait until the zombie is gone", Goal("wait", until=Condition("zombie", "unseen")))],
    [do("don't go outside until it's day", TILL_MORNING)],
    [do("stay by the plant", TO_PLANT), lost(" and protect it from cows")],
    [do("hide in the tunnel until your health is 7", Goal("shelter", until=Condition("health", "at least", 7)))],
    # Conditions.
    [do("explore east until you see a tree", Goal("explore", direction=EAST, until=seen("tree")))],
    [whenever("if a zombie comes, fight it", replace(ZOMBIE, when=seen("zombie"))), do(". otherwise collect wood", get("wood"))],
    [whenever("whenever food drops below 4, eat a cow", replace(COW, when=low("food"))), do(". now get 2 iron", get("iron", 2))],
    [do("if you have 2 wood make a table", replace(TABLE, when=Condition("wood", "at least", 2), skip=True))],
    [do("when night comes, wall in", replace(SHELTER, when=NIGHT)), do(" and sleep", SLEEP)],
    [whenever("always drink when thirsty", replace(DRINK, when=low("drink", 4)))],
    [do("get stone unless you have 5 already", replace(get("stone"), when=Condition("stone", "at most", 4), skip=True))],
    # Refusals.
    [do("go explore", EXPLORE), no(" but stay away from lava", *NO_LAVA)],
    [no("never fight skeletons", SKELETON), do(", get the diamond", get("diamond"))],
    [no("dont build another table", TABLE), do(", go to the old one", TO_TABLE)],
    [no("no sleeping", SLEEP), do(", mine 4 coal", get("coal", 4))],
    # What cannot be represented.
    [do("get 3 iron", get("iron", 3)), lost(" and smile at the cows")],
    [lost("save 1 coal for later"), do(", make a stone sword", make("stone_sword"))],
    [lost("tame a cow"), do(" then drink some water", DRINK)],
]  # fmt: skip

FOUND: list[list[Part]] = [
    [
        do("chop 4 wood", get("wood", 4)), do(", mine the iron next to you", get("iron")),
        do(" and some coal", get("coal", 3)), do(", go back to the table", TO_TABLE),
        do(", put the furnace right next to it", FURNACE),
        do(" and make an iron pickaxe", make("iron_pickaxe")),
        do(", then grab that diamond in the south", get("diamond")),
    ],
    [
        do("build a table", at(TABLE, 0, 0)),
        do(" and a furnace next to each other right here", at(FURNACE, 0, 0)),
        do(", make the iron pickaxe", make("iron_pickaxe")),
        do(" and the iron sword", make("iron_sword")),
        do(", then mine the diamond in the south east", get("diamond")),
    ],
    [do("cut 5 wood", get("wood", 5)), do(" and then build a workbench", TABLE), do(" and make a pickaxe", make("wood_pickaxe")),
     do(" and a sword", make("wood_sword"))],
    [aside("you're standing next to the table, "), do("make the wood pickaxe now", make("wood_pickaxe"))],
    [do("put down a table", TABLE), do(", put a furnace next to it", FURNACE), do(" and make an iron pickaxe", make("iron_pickaxe"))],
    [do("collect 1 coal", get("coal")), do(", then go to the iron", Goal("go", "iron")), do(" and collect 2 iron", get("iron", 2))],
    [aside("great, that's plenty of wood. "), do("now get 6 stone", get("stone", 6))],
    [no("forget the sapling for now", Goal("eat", "plant"), get("sapling")), do(", get the iron", get("iron"))],
    [do("place the sapling here on the grass", at(PLANT, 0, 0))],
    [do("stay in here until it is light outside", TILL_MORNING)],
    [do("stay inside until it is light", TILL_MORNING)],
    [do("don't leave the shelter until it is day", TILL_MORNING)],
    [do("don't leave the hut until morning", TILL_MORNING)], [do("stay here and rest", SLEEP)],
    [do("wait in here and sleep", SLEEP)],
    [do("wall in right here", at(SHELTER, 0, 0)), do(" and rest", SLEEP)],
    [aside("the diamond is close. "), do("wall yourself in here", at(SHELTER, 0, 0))],
    [do("explore south east for cows", find("cow", (1, 1))), aside(", you're getting hungry")],
    [do("look for water in the west", find("water", WEST))],
    [do("show me what is to the south", Goal("explore", direction=SOUTH))],
    [do("see what is in the north east", Goal("explore", direction=NORTH_EAST))],
    [do("diamond is 4 steps east and 3 north, mine it right now", at(get("diamond"), 4, -3))],
    [do("the coal is 2 west, get it", at(get("coal"), -2, 0))],
    [do("build a shelter of stone", SHELTER)], [do("build yourself a stone hut", SHELTER)],
    [do("make a little house of stone", SHELTER), do(" and sleep in it", SLEEP)],
    [do("explore east until you see a cow", Goal("explore", direction=EAST, until=seen("cow"))), do(" and eat it", COW)],
    [do("walk south until you find a cow", Goal("go", count=0, direction=SOUTH, until=seen("cow"))), do(", then kill it", COW)],
    [no("stop wasting wood on tables", TABLE)],
    [no("don't waste stone on walls", SHELTER), do(", go north", go(0, NORTH))],
    [no("use the table you already have", TABLE), do(" and make a stone sword", make("stone_sword"))],
    [do("kill the zombies", ALL_ZOMBIES)],
    [do("kill the zombies", ALL_ZOMBIES), do(" then sleep", SLEEP)],
    [do("attack the skeletons in the cave", ALL_SKELETONS)],
    [aside("no more trees here"), do(", go west", go(0, WEST))],
    [aside("no more cows around. "), do("look for cows in the south", find("cow", SOUTH))],
    [do("eat first: look for a cow", find("cow"), EAT)],
    [do("drink first: find water", find("water"), DRINK)],
    [no("careful with the lava", *NO_LAVA), do(", get the diamond", get("diamond"))],
    [do("mine the diamond", get("diamond")), no(", mind the lava", *NO_LAVA)],
    [no("watch out for lava", *NO_LAVA), do(" and explore", EXPLORE)],
    [aside("we saw a diamond north east"), do(", get 2 coal", get("coal", 2))],
    [aside("we saw iron in the west. "), do("get 3 wood", get("wood", 3))],
    [do("block the tunnel behind you", Goal("place", "stone"))],
    [do("close the tunnel with a stone", Goal("place", "stone")), do(" and sleep", SLEEP)],
    [lost("keep 2 wood for the iron pickaxe"), do(", get coal", get("coal"))],
    [lost("leave 1 iron for the sword"), do(" and make an iron pickaxe", make("iron_pickaxe"))],
    [do("kill the cow and eat", COW)],
    [do("find a cow", find("cow")), do(", kill it and eat it", COW)],
    [lost("go back up"), do(" and mine the iron", get("iron"))],
    [do("put the furnace next to the table", FURNACE)],
    [do("place the table beside the furnace", TABLE), do(" and make an iron sword", make("iron_sword"))],
    [do("look for iron ore", find("iron")), aside(", it's usually in the dark tunnels,"), do(" and take one", get("iron"))],
    [do("mine some coal if you see any", replace(get("coal", 3), when=seen("coal"), skip=True))],
    [do("stay close to the plant", TO_PLANT), lost(" and guard it")],
    [do("drink at the lake until full", FULL_DRINK)],
    [do("wall yourself in", SHELTER), do(" and rest until health 7", Goal("sleep", until=Condition("health", "at least", 7)))],
    [whenever("whenever it gets dark, build a shelter", replace(SHELTER, when=NIGHT))],
    [do("one step west", go(1, WEST)), do(", then make an iron pickaxe", make("iron_pickaxe"))],
    [do("fight the monster", Goal("fight")), do(" and head south west", go(0, SOUTH_WEST))],
]  # fmt: skip


def when(condition: Condition, *goals: Goal) -> tuple[Goal, ...]:
    return tuple(replace(goal, when=condition) for goal in goals)


def until(condition: Condition, *goals: Goal) -> tuple[Goal, ...]:
    return tuple(replace(goal, until=condition) for goal in goals)


def held(item: str, amount: int = 1) -> Condition:
    return Condition(item, "at least", amount)


FIGHT, STONE = Goal("fight"), Goal("place", "stone")
SWORDS = tuple(make(f"{of}_sword") for of in ("wood", "stone", "iron"))
NO_CAVE = (Goal("go", "cave"), Goal("explore", "cave"))
ALL_NIGHT = Goal("wait", when=NIGHT, until=MORNING)

# What limits a refusal or a goal: an hour, a place, an amount, a condition, a purpose, a manner. It
# is kept, or the whole is given back; nothing is refused more broadly than it was said.
LIMITS: list[list[Part]] = [
    # An hour limits a refusal.
    [no("don't drink at night", *when(NIGHT, DRINK))],
    [no("no fighting at night", *when(NIGHT, FIGHT))],
    [no("don't fight in the dark", *when(NIGHT, FIGHT))],
    [no("don't explore by night", *when(NIGHT, EXPLORE))],
    [no("never sleep by day", *when(DAY, SLEEP))],
    [no("don't sleep in the daytime", *when(DAY, SLEEP))],
    [no("don't sleep during the day", *when(DAY, SLEEP)), do(", get 5 wood", get("wood", 5))],
    [no("don't fight after dark", *when(NIGHT, FIGHT))],
    [no("don't mine stone tonight", *when(NIGHT, get("stone")))],
    [no("at night don't explore", *when(NIGHT, EXPLORE))],
    [no("during the night you must not fight zombies", *when(NIGHT, ZOMBIE))],
    [no("at night, don't drink or eat", *when(NIGHT, DRINK, EAT))],
    [no("don't eat or drink at night", *when(NIGHT, EAT, DRINK))],
    [no("don't eat, drink or sleep by day", *when(DAY, EAT, DRINK, SLEEP))],
    [no("don't fight zombies and skeletons at night", *when(NIGHT, ZOMBIE, SKELETON))],
    [no("don't eat at night", *when(NIGHT, EAT)), no(" and don't sleep by day", *when(DAY, SLEEP))],
    [no("at night, don't fight", *when(NIGHT, FIGHT)), do(" but sleep", *when(NIGHT, SLEEP))],
    [no("don't drink, at night", *when(NIGHT, DRINK))],
    [no("fighting at night is not allowed", *when(NIGHT, FIGHT))],
    [no("stay away from zombies at night", *when(NIGHT, ZOMBIE))],
    [no("never go into the cave at night", *when(NIGHT, *NO_CAVE))],
    [no("don't drink at night until you have 5 wood", *when(NIGHT, *until(held("wood", 5), DRINK)))],
    [do("get 5 wood", get("wood", 5)), no(", but not at night", *when(NIGHT, get("wood")))],
    [do("don't go outside at night", ALL_NIGHT)], [lost("don't go out at night")],
    [lost("don't fight at night when your health is low")],
    [lost("at night, don't drink if you have 2 wood")], [lost("don't sleep today")],
    [lost("don't sleep all day")], [lost("don't fight in the morning")],
    [lost("in the morning, don't fight")], [lost("at night if you are hungry, eat")],
    [no("at night don't drink", *when(NIGHT, DRINK)), no(" and don't eat", *when(NIGHT, EAT))],
    [no("don't go in the dark cave at night", *when(NIGHT, *NO_CAVE))],
    [lost("use the furnace at night to make a sword")],
    # A place does.
    [lost("don't mine stone near the lava")],
    [lost("don't place the table here")],
    [lost("don't sleep in the cave")],
    [lost("don't sleep outside"), do(". get 3 wood", get("wood", 3))],
    [lost("don't collect wood in the north")],
    [lost("don't mine the coal 3 east")],
    [lost("don't drink there")],
    [lost("no fighting near the water")],
    [lost("don't build a table next to the lake")],
    [lost("don't attack nearby cows")],
    [lost("ignore the skeletons in the cave"), do(", get 2 iron", get("iron", 2))],
    [lost("don't eat or drink near the lava")],
    [lost("don't go to the tree in the north")],
    [lost("never go more than 10 east")],
    [lost("don't go 10 steps east")],
    [lost("don't go too far east")],
    [no("don't go east to the lake", Goal("go", "water", 1, EAST))],
    # An amount, or which one is meant.
    [lost("don't eat the last cow")],
    [lost("don't take more than 3 wood")],
    [lost("don't make two swords")],
    [lost("don't collect 5 stone")],
    [lost("don't drink too much")],
    [lost("don't drink twice")],
    [lost("don't collect all the saplings")],
    [lost("don't kill every cow")],
    [lost("don't chop the nearest tree")],
    [lost("don't mine that stone")],
    [no("don't eat that cow", COW)],  # one creature cannot be told from the next: its kind is meant
    [lost("don't fight the other zombies")],
    [no("don't make another table", TABLE)],
    [no("no mining at all", get("stone"))],
    [no("don't fight at all", FIGHT), do(", sleep", SLEEP)],
    # A condition.
    [no("don't place stones unless a zombie is near", *when(Condition("zombie", "unseen"), STONE))],
    [no("no sleeping until you have a sword", *until(held("wood_sword"), SLEEP))],
    [no("don't attack cows unless hungry", *when(held("food", 5), COW))],
    [no("don't drink before you have 5 wood", *until(held("wood", 5), DRINK))],
    [no("don't sleep before night", *until(NIGHT, SLEEP))],
    [no("don't eat the plant before it is ripe", *until(seen("ripe"), Goal("eat", "plant")))],
    [no("don't eat or drink until morning", *until(MORNING, EAT, DRINK))],
    [no("don't sleep, until it is night", *until(NIGHT, SLEEP))],
    [no("if you have 2 wood, don't drink or eat", *when(held("wood", 2), DRINK, EAT))],
    [lost("don't eat unless hungry or thirsty")],
    [lost("don't sleep until you have wood and a stone pickaxe")],
    [lost("if you have wood and stone, don't drink")],
    [lost("when it is night and you are hungry, don't explore")],
    [no("when it is night, don't drink", *when(NIGHT, DRINK)), no(" and please don't eat", *when(NIGHT, EAT))],
    [lost("don't sleep if it rains")], [lost("don't sleep, if it rains")],
    [lost("don't mine stone, near the lava")], [lost("don't fight any creature but zombies")],
    [lost("sleep when it is night and you have 5 wood")],
    [lost("run away if you see a zombie and your health is low")],
    [lost("don't fight when it is night and your health is low")],
    [lost("don't fight when it is night and when your health is low")],
    [
        no("don't mine stone when it is night", *when(NIGHT, get("stone"))),
        no(" and when it is day, don't sleep", *when(DAY, SLEEP)),
    ],
    [lost("if you have wood and stone, make a table")],
    [lost("don't sleep after eating")],
    [lost("don't fight without a sword")],
    [lost("don't make a sword before the pickaxe")],
    [no("don't sleep except at night", *when(DAY, SLEEP))],
    [no("don't make a sword yet", *SWORDS), do(", get 3 wood", get("wood", 3))],
    [lost("don't sleep yet"), do(", wall in first", SHELTER), do(" and then sleep", SLEEP)],
    [lost("don't drink first"), do(", get 3 wood", get("wood", 3))],
    # A purpose, a means, a manner.
    [lost("don't use wood for a sword")],
    [lost("don't mine stone for a furnace")],
    [lost("don't mine stone to build a shelter")],
    [lost("don't fight zombies with your bare hands")],
    [no("don't craft tools with iron", make("iron_pickaxe"), make("iron_sword"))],
    [lost("don't fight unnecessarily")],
    [lost("don't just collect wood")],
    [lost("don't fight alone")],
    [lost("don't always drink")],
    [lost("don't eat anything but plants")],
    # An hour at which a goal begins.
    [do("sleep at night", *when(NIGHT, SLEEP))],
    [do("at night, sleep", *when(NIGHT, SLEEP))],
    [do("collect wood at night", *when(NIGHT, get("wood")))],
    [do("at night, wall yourself in", *when(NIGHT, SHELTER)), do(" and sleep", SLEEP)],
    [do("get 3 wood", get("wood", 3)), do(" and sleep at night", *when(NIGHT, SLEEP))],
    [do("wall in", *when(NIGHT, SHELTER)), do(" and sleep at night", SLEEP)],
    [do("explore by day", *when(DAY, EXPLORE)), do(" and hide after dark", *when(NIGHT, SHELTER))],
    [do("go at night to the lake", *when(NIGHT, LAKE))],
    [do("sleep", SLEEP), do(", and get 3 wood in the morning", *when(MORNING, get("wood", 3)))],
    [do("stay inside at night", ALL_NIGHT)],
    [do("get 5 wood", get("wood", 5)), do(". during the night, stay in the shelter", ALL_NIGHT)],
    [do("stay here by day", Goal("wait", when=DAY, until=NIGHT))],
    [do("sleep at night because you are tired", *when(NIGHT, SLEEP))],
    [do("drink until full at night", *when(NIGHT, FULL_DRINK))],
    [whenever("every night, wall in", *when(NIGHT, SHELTER)), do(". get 3 iron", get("iron", 3))],
    [whenever("always sleep at night", *when(NIGHT, SLEEP))],
    [whenever("whenever it is night, sleep", *when(NIGHT, SLEEP))],
    [lost("sleep at night if you are tired")],
    [lost("when you have 5 wood, make a table at night")],
    [lost("if you see a zombie at night, run away")],
    # An hour that limits no goal.
    [do("get shelter for the night", SHELTER)],
    [do("get 3 stone for the night", get("stone", 3))],
    [do("sleep tonight", SLEEP)],
    [do("stay inside all night", TILL_MORNING)],
    [aside("zombies come at night, "), do("make a sword", make("wood_sword"))],
    [do("get 2 stone", get("stone", 2)), aside(" because zombies come at night")],
    [aside("it is dangerous at night, "), do("build a shelter", SHELTER)],
    [aside("at night there are zombies, "), do("build a shelter", SHELTER)],
    [do("look for iron in the dark tunnels", find("iron"))],
]  # fmt: skip
