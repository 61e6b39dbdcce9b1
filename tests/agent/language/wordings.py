"""What people write, and what it means."""

from __future__ import annotations

from agent.language.goals import Condition, Goal

NORTH, SOUTH, EAST, WEST = (0, -1), (0, 1), (1, 0), (-1, 0)
NORTH_EAST, SOUTH_WEST = (1, -1), (-1, 1)
DRINK, EAT, SLEEP, SHELTER, EXPLORE = Goal("collect", "drink"), Goal("eat"), Goal("sleep"), Goal("shelter"), Goal("explore")
TABLE, FURNACE, PLANT = Goal("place", "table"), Goal("place", "furnace"), Goal("place", "plant")


def get(item: str, count: int = 1) -> Goal:
    return Goal("collect", item, count)


def make(tool: str) -> Goal:
    return Goal("make", tool)


def go(count: int, direction: tuple[int, int]) -> Goal:
    return Goal("go", count=count, direction=direction)


def find(target: str, direction: tuple[int, int] | None = None) -> Goal:
    return Goal("explore", target, direction=direction)


WORDINGS: dict[str, list[tuple[str, list[Goal]]]] = {
    "collect": [
        ("collect 5 wood", [get("wood", 5)]),
        ("Get some wood please", [get("wood", 3)]),
        ("chop down three trees", [get("wood", 3)]),
        ("could you gather a couple of logs?", [get("wood", 2)]),
        ("mine the rock in front of you", [get("stone")]),
        ("I want you to collect 7 stones", [get("stone", 7)]),
        ("mine 2 pieces of coal with the pickaxe", [get("coal", 2)]),
        ("take the iron, 6 east 2 south", [get("iron")]),
        ("grab that diamond!", [get("diamond")]),
        ("pick up a sapling", [get("sapling")]),
        ("collect 4 blocks of stone", [get("stone", 4)]),
        ("get me 5x coal", [get("coal", 5)]),
        ("mine iron x2", [get("iron", 2)]),
        ("punch trees until you have 5", [Goal("collect", "wood", until=Condition("wood", "at least", 5))]),
        ("chop trees to get 3 wood", [get("wood", 3)]),
        ("get wood (at least 4)", [get("wood", 4)]),
        ("collect as much wood as you can", [get("wood", 9)]),
        ("collect_wood", [get("wood")]),
    ],
    "collect several": [
        ("get wood, stone and coal", [get("wood"), get("stone"), get("coal")]),
        ("get three more wood, a couple of stones and 5x coal", [get("wood", 3), get("stone", 2), get("coal", 5)]),
        ("Collect:\n1) wood\n2) coal", [get("wood"), get("coal")]),
        ("wood: 5, stone: 3", [get("wood", 5), get("stone", 3)]),
    ],
    "collect for something": [
        ("gather enough wood for a table", [get("wood", 2)]),
        ("gather enough wood to build a table and a pickaxe", [get("wood", 3)]),
        ("get wood for a table and stone for a furnace", [get("wood", 2), get("stone", 4)]),
        ("we need 5 stone for a furnace", [get("stone", 5)]),
    ],
    "make": [
        ("make a wooden pickaxe", [make("wood_pickaxe")]),
        ("craft a wood sword at the table", [make("wood_sword")]),
        ("build an iron pick axe", [make("iron_pickaxe")]),
        ("I need a stone pick", [make("stone_pickaxe")]),
        ("forge a sword out of iron", [make("iron_sword")]),
        ("make a stone pickaxe and sword", [make("stone_pickaxe"), make("stone_sword")]),
        ("make a wood and a stone pickaxe", [make("wood_pickaxe"), make("stone_pickaxe")]),
        ("craft both stone tools", [make("stone_pickaxe"), make("stone_sword")]),
        ("make an iron pickaxe at the table and furnace, 3 east", [make("iron_pickaxe")]),
        ("use the wood to make a sword", [make("wood_sword")]),
    ],
    "place": [
        ("place a table", [TABLE]),
        ("put down a crafting table", [TABLE]),
        ("build a workbench near the trees", [TABLE]),
        ("set up an oven next to the table", [FURNACE]),
        ("place two stones", [Goal("place", "stone", 2)]),
        ("put a stone between you and the zombie", [Goal("place", "stone")]),
        ("fence the sapling with 3 stones", [Goal("place", "stone", 3)]),
    ],
    "plant": [
        ("plant the sapling", [PLANT]),
        ("plant a seed in the grass", [PLANT]),
        ("grow a tree", [PLANT]),
        ("collect saplings from grass then plant one near the lake", [get("sapling"), PLANT]),
    ],
    "go in a direction": [
        ("go 3 steps east", [go(3, EAST)]),
        ("walk five cells up", [go(5, NORTH)]),
        ("head north-east a few steps", [go(3, NORTH_EAST)]),
        ("move left", [go(0, WEST)]),
        ("go all the way to the right", [go(0, EAST)]),
        ("go 3 steps north, then 2 west", [go(3, NORTH), go(2, WEST)]),
        ("3 up, 2 left", [go(3, NORTH), go(2, WEST)]),
        ("take 5 steps east", [go(5, EAST)]),
        ("turn left and walk 6 steps", [go(6, WEST)]),
        ("go south-west 4 and then north 2", [go(4, SOUTH_WEST), go(2, NORTH)]),
        ("east 4", [go(4, EAST)]),
        ("5e", [go(5, EAST)]),
        ("flee west from the zombie", [go(0, WEST)]),
        ("dig 3 cells down", [go(3, SOUTH)]),
    ],
    "go to something": [
        ("go back to the table", [Goal("go", "table")]),
        ("return to the start", [Goal("go", "start")]),
        ("go home", [Goal("go", "start")]),
        ("run to the lake", [Goal("go", "water")]),
        ("go to the tree 3 steps east", [Goal("go", "tree")]),
        ("approach the cow", [Goal("go", "cow")]),
        ("go east into the cave", [Goal("go", "cave", direction=EAST)]),
        ("walk to the lake, then the table", [Goal("go", "water"), Goal("go", "table")]),
    ],
    "drink": [
        ("drink", [DRINK]),
        ("I'm thirsty", [DRINK]),
        ("have a drink of water", [DRINK]),
        ("get something to drink", [DRINK]),
        ("drink some water at the lake, 4 west 2 north", [DRINK]),
        ("drink water 4 times", [get("drink", 4)]),
        ("quench your thirst", [DRINK]),
    ],
    "eat": [
        ("eat a cow", [Goal("eat", "cow")]),
        ("kill a cow for food", [Goal("eat", "cow")]),
        ("hit the cow 3 times", [Goal("eat", "cow")]),
        ("hunt two cows", [Goal("eat", "cow", 2)]),
        ("get some beef", [Goal("eat", "cow")]),
        ("you're hungry, eat something", [EAT]),
        ("find food", [EAT]),
        ("grab a bite to eat", [EAT]),
        ("eat the ripe plant", [Goal("eat", "plant")]),
        ("harvest the plant", [Goal("eat", "plant")]),
        ("I'm hungry, so kill that cow", [Goal("eat", "cow")]),
    ],
    "fight": [
        ("fight the zombie", [Goal("fight", "zombie")]),
        ("kill two zombies", [Goal("fight", "zombie", 2)]),
        ("attack that skeleton with your sword", [Goal("fight", "skeleton")]),
        ("slay a monster", [Goal("fight")]),
        ("get rid of the zombie", [Goal("fight", "zombie")]),
        ("find a zombie and kill it", [find("zombie"), Goal("fight", "zombie")]),
    ],
    "sleep": [
        ("sleep", [SLEEP]),
        ("go to bed", [SLEEP]),
        ("take a nap until morning", [SLEEP]),
        ("rest until dawn", [SLEEP]),
        ("I'm tired", [SLEEP]),
        ("find a place to sleep", [SLEEP]),
        ("it is night so go to sleep", [SLEEP]),
    ],
    "shelter": [
        ("build a shelter", [SHELTER]),
        ("wall yourself in", [SHELTER]),
        ("build a wall of stones around you", [SHELTER]),
        ("dig in for the night", [SHELTER]),
        ("hide from the monsters", [SHELTER]),
        ("put stones around yourself", [SHELTER]),
        ("find shelter before night falls", [SHELTER]),
        ("it's getting dark, block yourself in with stone", [SHELTER]),
        ("wall in and sleep until morning", [SHELTER, SLEEP]),
    ],
    "explore": [
        ("explore", [EXPLORE]),
        ("have a look around", [EXPLORE]),
        ("scout south", [Goal("explore", direction=SOUTH)]),
        ("find diamonds", [get("diamond")]),
        ("search the area for iron", [find("iron")]),
        ("look for water to the north", [find("water", NORTH)]),
        ("go north and look for water", [find("water", NORTH)]),
        ("search for a cave", [find("cave")]),
        ("explore east for trees", [find("tree", EAST)]),
        ("go hunt for diamonds", [get("diamond")]),
    ],
    "wait": [
        ("wait 5 steps", [Goal("wait", count=5)]),
        ("stay here for ten turns", [Goal("wait", count=10)]),
        ("do nothing for 3 ticks", [Goal("wait", count=3)]),
        ("wait 5 steps behind the walls", [Goal("wait", count=5)]),
    ],
    "several steps": [
        (
            "go east into the cave, fight the skeleton, take the iron",
            [Goal("go", "cave", direction=EAST), Goal("fight", "skeleton"), get("iron")],
        ),
        ("1. get 4 wood\n2. build a workbench\n3. craft a wooden pick", [get("wood", 4), TABLE, make("wood_pickaxe")]),
        ("1. get wood 2. build a table 3. sleep", [get("wood"), TABLE, SLEEP]),
        ("step 1: get wood. step 2: build a table", [get("wood"), TABLE]),
        ("First, gather wood. Second, build a table. Finally, craft a pickaxe!", [get("wood"), TABLE, make("wood_pickaxe")]),
        ("get 5 wood -> make table -> make pickaxe", [get("wood", 5), TABLE, make("wood_pickaxe")]),
        ("first drink, after that eat a cow", [DRINK, Goal("eat", "cow")]),
        ("after collecting 3 wood, place a table", [get("wood", 3), TABLE]),
        ("get wood before you sleep", [get("wood"), SLEEP]),
        ("go west instead of east", [go(0, WEST)]),
        ("go 6 east and mine the coal", [go(6, EAST), get("coal")]),
        ("dig east for 6 blocks, then mine 3 blocks", [go(6, EAST), get("stone", 3)]),
        ("go to the lake to drink", [Goal("go", "water"), DRINK]),
        ("could you please go and get me some wood, thanks", [get("wood", 3)]),
    ],
    "reasons": [
        ("get 3 wood because we need a table and a pickaxe, then drink", [get("wood", 3), DRINK]),
        ("please could you chop down a few trees before it gets dark?", [get("wood", 3)]),
        ("get stone so that zombies don't get you", [get("stone")]),
        ("we have 3 wood so make a table", [TABLE]),
        ("there's a cow to the north, eat it", [Goal("eat", "cow")]),
    ],
    "slips": [
        ("gahter 4 wodo and mkae a tabel", [get("wood", 4), TABLE]),
        ("wlak 3 setps esat", [go(3, EAST)]),
        ("kil the zombi", [Goal("fight", "zombie")]),
        ("buidl a furnance", [FURNACE]),
        ("exlpore for dimonds", [find("diamond")]),
        ("make an iorn sword", [make("iron_sword")]),
    ],
}

# Words that mean nothing here: no goal may come of them.
UNREAD = [
    "try not to wake the zombie",
    "never mind the zombie",
    "watch out for zombies",
    "be careful of the zombie",
    "leave the cave",
    "don't use the stone",
    "don't waste wood",
    "drop the stone",
    "if it rains, drink",
    "when the moon is full, sleep",
    "fight the zombie if your mother agrees",
    "whenever it snows, build a shelter",
    "wait until the moon falls down",
    "sleep unless there is a zombie",
    "if you see a ghost, run away",
    "once you are married, eat a cow",
    "don't sleep unless you feel like it",
    "sing a song about wood",
    "dance with the cow",
    "water the plant",
    "move the stone",
    "hit the road",
    "make a boat",
    "turn the wood into a pickaxe",
    "collect 99999 wood",
    "get 0 wood",
    "qwertz uiop",
    "be excellent",
    "one step back",
    "😀",
]
