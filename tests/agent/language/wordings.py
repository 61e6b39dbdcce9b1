"""What people write, and what it means."""

from __future__ import annotations

from agent.language.goals import Goal

NORTH, SOUTH, EAST, WEST = (0, -1), (0, 1), (1, 0), (-1, 0)

WORDINGS: list[tuple[str, list[Goal]]] = [
    # collecting
    ("collect 5 wood", [Goal("collect", "wood", 5)]),
    ("Get some wood please", [Goal("collect", "wood", 3)]),
    ("chop down three trees", [Goal("collect", "wood", 3)]),
    ("could you gather a couple of logs?", [Goal("collect", "wood", 2)]),
    ("mine the rock in front of you", [Goal("collect", "stone")]),
    ("I want you to collect 7 stones", [Goal("collect", "stone", 7)]),
    ("mine 2 pieces of coal with the pickaxe", [Goal("collect", "coal", 2)]),
    ("take the iron", [Goal("collect", "iron")]),
    ("grab that diamond!", [Goal("collect", "diamond")]),
    ("pick up a sapling", [Goal("collect", "sapling")]),
    ("gather enough wood for a table", [Goal("collect", "wood", 2)]),
    ("collect wood until you have 5", [Goal("collect", "wood", 5)]),
    ("get wood, stone and coal", [Goal("collect", "wood"), Goal("collect", "stone"), Goal("collect", "coal")]),
    ("chop trees to get 3 wood", [Goal("collect", "wood", 3)]),
    # making
    ("make a wooden pickaxe", [Goal("make", "wood_pickaxe")]),
    ("craft a wood sword at the table", [Goal("make", "wood_sword")]),
    ("build an iron pick axe", [Goal("make", "iron_pickaxe")]),
    ("make an iorn sword", [Goal("make", "iron_sword")]),
    ("make a stone pickaxe and sword", [Goal("make", "stone_pickaxe"), Goal("make", "stone_sword")]),
    ("craft both stone tools", [Goal("make", "stone_pickaxe"), Goal("make", "stone_sword")]),
    # placing
    ("place a table", [Goal("place", "table")]),
    ("put down a crafting table", [Goal("place", "table")]),
    ("build a workbench", [Goal("place", "table")]),
    ("set up a furnace next to the table", [Goal("place", "furnace")]),
    ("place two stones", [Goal("place", "stone", 2)]),
    ("plant the sapling", [Goal("place", "plant")]),
    ("plant a seed", [Goal("place", "plant")]),
    # going
    ("go 3 steps east", [Goal("go", count=3, direction=EAST)]),
    ("walk five cells up", [Goal("go", count=5, direction=NORTH)]),
    ("head north-east a few steps", [Goal("go", count=3, direction=(1, -1))]),
    ("move left", [Goal("go", count=0, direction=WEST)]),
    ("go 3 steps north, then 2 west", [Goal("go", count=3, direction=NORTH), Goal("go", count=2, direction=WEST)]),
    ("take 5 steps east", [Goal("go", count=5, direction=EAST)]),
    ("east 4", [Goal("go", count=4, direction=EAST)]),
    ("go back to the table", [Goal("go", "table")]),
    ("return to the start", [Goal("go", "start")]),
    ("run to the lake", [Goal("go", "water")]),
    ("flee west from the zombie", [Goal("go", count=0, direction=WEST)]),
    ("go east into the cave", [Goal("go", "cave", direction=EAST)]),
    # needs
    ("drink", [Goal("collect", "drink")]),
    ("I'm thirsty", [Goal("collect", "drink")]),
    ("drink water 4 times", [Goal("collect", "drink", 4)]),
    ("get something to drink", [Goal("collect", "drink")]),
    ("eat a cow", [Goal("eat", "cow")]),
    ("kill a cow for food", [Goal("eat", "cow")]),
    ("you're hungry, eat something", [Goal("eat")]),
    ("eat the ripe plant", [Goal("eat", "plant")]),
    ("sleep", [Goal("sleep")]),
    ("go to bed", [Goal("sleep")]),
    ("take a nap until morning", [Goal("sleep")]),
    # danger
    ("fight the zombie", [Goal("fight", "zombie")]),
    ("kill two zombies", [Goal("fight", "zombie", 2)]),
    ("attack that skeleton", [Goal("fight", "skeleton")]),
    ("slay a monster", [Goal("fight")]),
    ("build a shelter", [Goal("shelter")]),
    ("wall yourself in", [Goal("shelter")]),
    ("dig in for the night", [Goal("shelter")]),
    ("hide from the monsters", [Goal("shelter")]),
    # looking and waiting
    ("explore", [Goal("explore")]),
    ("find diamonds", [Goal("explore", "diamond")]),
    ("look for water to the north", [Goal("explore", "water", direction=NORTH)]),
    ("search for a cave", [Goal("explore", "cave")]),
    ("scout south", [Goal("explore", direction=SOUTH)]),
    ("wait 5 steps", [Goal("wait", count=5)]),
    ("stay here for ten turns", [Goal("wait", count=10)]),
    # several
    (
        "go east into the cave, fight the skeleton, take the iron",
        [Goal("go", "cave", direction=EAST), Goal("fight", "skeleton"), Goal("collect", "iron")],
    ),
    (
        "1. get 4 wood\n2. build a workbench\n3. craft a wooden pick",
        [Goal("collect", "wood", 4), Goal("place", "table"), Goal("make", "wood_pickaxe")],
    ),
    ("first drink, after that eat a cow", [Goal("collect", "drink"), Goal("eat", "cow")]),
    ("wall in and sleep until morning", [Goal("shelter"), Goal("sleep")]),
    ("go to the lake to drink", [Goal("go", "water"), Goal("collect", "drink")]),
    ("get 3 wood because we need a table", [Goal("collect", "wood", 3)]),
    # what the expert writes
    ("drink 4 times, 4 west 2 north", [Goal("collect", "drink", 4)]),
    ("collect 3 wood, 1 west 2 south", [Goal("collect", "wood", 3)]),
    ("make a stone sword, 3 west", [Goal("make", "stone_sword")]),
    ("explore east for trees", [Goal("explore", "tree", direction=EAST)]),
]

UNREAD = [
    "don't sleep yet",
    "never fight zombies",
    "leave the cow alone",
    "if you see a zombie, fight it",
    "eat when your food is below 3",
    "sing a song about wood",
    "qwertz uiop",
    "be excellent",
]
