"""What people write in plans: tables of ``value: phrases``, phrases parted by commas."""

from __future__ import annotations

# What people do. "get" is whatever makes one have the thing; "take" may also be a light verb ("take
# a nap").
VERBS = {
    "collect": (
        "collect, gather, mine, chop, cut, fell, grab, pick, pick up, fetch, extract, loot, "
        "bring, chop up, chop down, cut down, take down, knock down, break, dig, dig up, dig out, "
        "mine out, stock up on, fill up on, fill up with, load up on, farm, go for, quarry, hack, "
        "pull out, saw, retrieve, scavenge, accumulate, bring back, bring me, go after, excavate, "
        "hack out, chip out, stack, stack up, pile up, stockpile, amass, hoard"
    ),
    "get": (
        "get, obtain, acquire, secure, have, need, want, take, get hold of, get your hands on, "
        "get some more, lay hands on, rush, speedrun, beeline, work towards, work toward, work "
        "your way up to, work up to, aim for"
    ),
    "harvest": "harvest, reap",
    "make": (
        "make, craft, build, create, construct, produce, forge, fashion, assemble, upgrade to, "
        "smith, prepare, carve"
    ),
    "place": "place, put, set, lay, put down, set down, set up, put up, install, erect, position, drop down",
    "plant": "plant, sow, grow",
    "go": (
        "go, head, approach, reach, visit, enter, return, get to, get back to, go back, make for, "
        "head for, climb, venture, get into, get inside, get near, get close to, get closer to, "
        "cross to, face, get over to, get up to, goto"
    ),
    "walk": (
        "walk, move, run, travel, proceed, march, step, come, turn, hike, head back, come back, "
        "navigate, journey, sprint, hurry, continue, advance, dig a tunnel, mine a tunnel, dig a "
        "path, make your way, make my way, make our way, tunnel, walk back, run back, get going, "
        "keep going, go over, descend, wander over"
    ),
    # Along or over something, in a direction.
    "follow": "follow, bridge, cross, build a bridge, make a bridge, swim",
    "flee": (
        "flee, escape, retreat, run away, run for it, run for your life, get out of here, get "
        "away quick, get away, back off, back away, run off, move away, go away, walk away"
    ),
    "eat": "eat, devour, consume, feed on, feast on, dine, munch, eat up, feed yourself, feed, feast",
    "drink": "drink, sip, hydrate, rehydrate, quench, drink up, drink from, slurp",
    "hunt": "hunt, hunt down, slaughter, butcher, hunt for, catch",
    "fight": (
        "fight, kill, slay, attack, defeat, beat, hit, destroy, eliminate, murder, punch, smash, "
        "take out, get rid of, deal with, finish off, clear out, fight off, beat up, stab, "
        "battle, engage, exterminate, finish, strike, whack, smack, kill off, fight back, defend "
        "yourself, defend, smite, vanquish, dispatch, take on, drive off, wipe out, clear, clear "
        "the area of, rid the area of"
    ),
    "sleep": (
        "sleep, rest, nap, snooze, doze, slumber, go to bed, go to sleep, fall asleep, lie down, "
        "pass the night, go sleep, spend the night, get to bed, head to bed, hit the sack, hit "
        "the hay, recharge, get to sleep, turn in, rest up, go nap, sleep in, go rest, go back to "
        "sleep, go to rest, stay asleep, recover energy, regain energy, restore energy, recover "
        "your energy, regain your energy, restore your energy, sleep through the night, sleep the "
        "night, get through the night"
    ),
    "shelter": (
        "shelter, hide, hole up, bunker down, hunker down, take shelter, take cover, seek "
        "shelter, find shelter, get to safety, get safe, find safety, make camp, set up camp, "
        "seek cover, find cover, stay safe, build around, hide out, seek refuge, take refuge, "
        "make a camp, keep yourself safe, camp, be safe, get under cover, bury yourself, get "
        "shelter, block the entrance, seal the entrance, close the entrance, plug the entrance, "
        "block all sides, block all four sides, close all sides, close all four sides, close off "
        "all sides, block every side, fortify your position"
    ),
    "seal": (
        "wall, barricade, fortify, enclose, surround, encase, entomb, protect, block, seal, box, "
        "close, brick, fence, lock, shut, trap, board, dig, closed, walled, sealed, blocked, plug"
    ),
    "explore": (
        "explore, look, search, scout, wander, roam, investigate, look around, explore around, "
        "search around, look about, have a look, take a look, hunt around, scout out, check out, "
        "scout for, scout around, wander around, roam around, scan, spot, survey, have a look "
        "around, take a look around, explore for, walk around, scout ahead, go on an adventure, "
        "show me what is, show me what, see what is, see what, see what lies, show me what lies"
    ),
    "find": (
        "find, look for, search for, seek, locate, discover, track down, seek out, find out, look "
        "out for, go in search of, in search of, go looking for, search out, go find, look up for"
    ),
    "wait": (
        "wait, stay, stand, pause, idle, remain, noop, do nothing, stay put, stand still, hold "
        "still, hang around, stay here, linger, wait around, hold position, hold your position, "
        "stand by, chill, hang out, wait here, stay still, loiter, stay where you are, stand "
        "there, hang on, hold on, don't move, dont move, do not move, stay inside, stay indoors, "
        "stay in place, don't go anywhere, do not go anywhere, stay in there, stay in here, wait "
        "it out, hold, don't leave, do not leave, dont leave, stay in, remain in, keep inside, "
        "don't go out of, don't go outside, do not go outside, dont go outside"
    ),
    "play": (
        "play, play on, survive, stay alive, keep playing, don't die, do not die, dont die, stay "
        "healthy, do your best, do your thing, do what you want, do whatever you want, do what "
        "you like, do as you like, do whatever you like, do what you think is best, make it "
        "through, keep yourself alive, live, keep alive, don't get killed, do not get killed"
    ),
    # Only of what is not to be done.
    "touch": (
        "touch, harm, hurt, bother, disturb, mess with, provoke, go near, come near, get near to, "
        "pick a fight with, go anywhere near, lay a finger on, use up"
    ),
}

DETERMINERS = {
    "": "the, this, that, these, those, any, each, every, nearest, closest",
    "1": "a, an, another, one more, a single, single, a piece of, another piece of, a block of",
}
AMOUNTS = {
    "1": "one, once",
    "2": "two, twice, both, a pair of, pair of, a couple, couple, a couple of, couple of",
    "3": "three, thrice",
    "4": "four",
    "5": "five",
    "6": "six, half a dozen",
    "7": "seven",
    "8": "eight",
    "9": "nine",
    "10": "ten",
    "11": "eleven",
    "12": "twelve, a dozen, dozen",
    "13": "thirteen",
    "14": "fourteen",
    "15": "fifteen",
    "16": "sixteen",
    "17": "seventeen",
    "18": "eighteen",
    "19": "nineteen",
    "20": "twenty",
    "25": "twenty five",
    "30": "thirty",
    "40": "forty",
    "50": "fifty",
    "60": "sixty",
    "100": "hundred, a hundred, one hundred",
    # Of no exact number: "~".
    "~0": "all the way, as far as possible, as far as you can, as far as it goes, as far as you can go",
    "~3": (
        "some, a few, few, a few more, some more, a bit of, a little bit of, a little, a bit, a "
        "short way, a short distance, a little way, a small way, a little bit, a handful of, a "
        "handful, a tad, slightly, some of, bits of"
    ),
    "~5": (
        "several, lots and lots of, loads and loads of, a lot of, a lot, lots of, lots, many, "
        "plenty of, plenty, a bunch of, a bunch, a number of, numerous, multiple, much, loads of, "
        "a good amount of, a moment, a second, a minute, a moment or two, a pile of"
    ),
    "~9": (
        "all, a stack of, as much, as many, a full stack of, tons of, the maximum amount of, the "
        "maximum, max, all of the, a ton of, every last"
    ),
    "~10": "a long way, a long distance",
    "~20": "a while, some time, a long time",
}
DIRECTION_WORDS = {
    "north": (
        "north, n, up, upward, upwards, northward, northwards, northern, top, above, northerly, "
        "up north, up to the north"
    ),
    "south": (
        "south, s, down, downward, downwards, southward, southwards, southern, bottom, below, "
        "southerly, down south, down to the south"
    ),
    "east": "east, e, right, rightward, rightwards, eastward, eastwards, eastern, right hand side, easterly",
    "west": "west, w, left, leftward, leftwards, westward, westwards, western, left hand side, westerly",
    "north-east": (
        "north east, northeast, ne, northeastern, northeastward, northeastwards, up right, right "
        "up, upper right, top right, north eastern"
    ),
    "north-west": (
        "north west, northwest, nw, northwestern, northwestward, northwestwards, up left, left "
        "up, upper left, top left, north western"
    ),
    "south-east": (
        "south east, southeast, se, southeastern, southeastward, southeastwards, down right, "
        "right down, lower right, bottom right, south eastern"
    ),
    "south-west": (
        "south west, southwest, sw, southwestern, southwestward, southwestwards, down left, left "
        "down, lower left, bottom left, south western"
    ),
}
THINGS = {
    "wood": "wood, wd, timber, lumber, plank, log, firewood, wood log, piece of wood, tree log",
    "tree": "tree, trunk, forest, woods, woodland, oak, tree trunk",
    "stone": (
        "stone, rock, cobble, cobblestone, boulder, pebble, mountain, cliff, hill, block, rubble, "
        "stone block, rock face, wall of rock, quarry"
    ),
    "coal": "coal, charcoal, coal ore, black ore, coal block",
    "iron": "iron, metal, iron ore, iron block, orange ore",
    "diamond": "diamond, dia, gem, jewel, gemstone, diamond ore, white gem",
    "sapling": (
        "sapling, seed, seedling, sprout, tree sapling, baby tree, young plant, grass seed"
    ),
    "plant": "plant",
    "fruit": "crop, ripe plant, fruit, vegetable, ripe sapling, grown plant, berry, ripe fruit, veggie",
    "water": (
        "water, water source, lake, river, pond, sea, ocean, stream, shore, lakeside, waterside, "
        "riverbank, thirst, drink of water, sip of water, body of water, glass of water, "
        "waterhole, cup of water, drinking water, sips of water, drinks of water, glasses of "
        "water, cups of water, gulp of water, gulps of water, something to drink, anything to "
        "drink"
    ),
    "drink": "drink, sip",
    "grass": "grass, meadow, grassland, field, lawn, plains, pasture, prairie, patch of grass",
    "sand": "sand, beach, desert, sandbank",
    "lava": "lava, magma",
    "path": "path, trail",
    "cave": "cave, cavern, tunnel, dungeon, underground, mine, dark area, dark zone, mineshaft, grotto",
    "table": (
        "table, tbl, workbench, bench, crafting table, craft table, crafting bench, work bench, "
        "crafting station, work table, worktable, craftbench"
    ),
    "furnace": "furnace, oven, smelter, kiln, stove, forge, blast furnace",
    "cow": "cow, cattle, beef, animal, bull, calf, steak, meat, burger, livestock",
    "food": (
        "food, meal, dinner, lunch, breakfast, snack, something to eat, grub, hunger, anything to "
        "eat, bite, anything edible, bite to eat"
    ),
    "zombie": "zombie, undead, zombi, ghoul",
    "skeleton": "skeleton, archer, skelly, skele, bowman, skeleton archer",
    "monster": (
        "monster, mob, enemy, foe, creature, bad guy, attacker, anything hostile, baddie, "
        "opponent, hostile, hostile mob, hostile creature, beast, threat"
    ),
    "everything": "everything",
    "resources": "resource, material, raw material, supplies, basic resource, basic material",
    "start": (
        "start, beginning, spawn, home, base, starting point, starting place, starting position, "
        "spawn point, where you started, where i started, where we started, the place you "
        "started, where you began, origin, start point, square one"
    ),
    "shelter": (
        "hideout, wall of stone, stone wall, house, hut, bunker, fort, fortress, refuge, safe "
        "room, safe place, safe spot, shack, cabin, safe house, little house, cover, wall, walls "
        "around you, walls around yourself, shelter, hole, protection, fortification, barrier, "
        "safety, somewhere safe, somewhere secure, hiding place, hiding spot, camp, enclosure"
    ),
    "here": (
        "where you are now, where you are, where you are standing, where you stand, where you "
        "started the plan, where you started this plan, where the plan started, where the plan "
        "began, where you began the plan, this spot, this place"
    ),
    "nap": (
        "nap, rest, sleep, snooze, shuteye, shut eye, bed rest, good night's sleep, good nights "
        "sleep, siesta, night's sleep, break"
    ),
    "night": (
        "night, morning, dawn, dark, darkness, sunset, dusk, evening, day, daylight, nightfall, "
        "sunrise, daytime"
    ),
}
TOOLS = {
    "pickaxe": "pickaxe, pick axe, pick, pickax, axe, pick ax, pickaxe tool, mattock",
    "sword": "sword, blade, weapon, knife",
    "tools": (
        "tool, tools, pickaxe and sword, sword and pickaxe, toolset, tool set, gear, equipment, "
        "set of tools"
    ),
    "wood_pickaxe": "wpick, wpickaxe, wp",
    "stone_pickaxe": "spick, spickaxe, sp",
    "iron_pickaxe": "ipick, ipickaxe, ip",
    "wood_sword": "wsword",
    "stone_sword": "ssword",
    "iron_sword": "isword",
}
TOOL_MATERIALS = {
    "wood": "wooden, wood",
    "stone": "stone, rock, cobblestone, stony",
    "iron": "iron, metal",
}
# Said of oneself; a goal unless the sentence says what to do about it.
STATES = {
    "drink": (
        "thirsty, dehydrated, parched, dying of thirst, low on water, low on drink, out of water, "
        "need a drink, need water, need to drink"
    ),
    "eat": (
        "hungry, peckish, starving, famished, low on food, out of food, starved, dying of hunger, "
        "need food, need to eat"
    ),
    "sleep": (
        "tired, sleepy, exhausted, fatigued, low on energy, worn out, weary, out of energy, need "
        "sleep, need to sleep, need rest, need to rest"
    ),
}
UNITS = (
    "step, cell, tile, block, square, space, unit, piece, time, turn, tick, move, round, frame, "
    "place, pace, field, second, chunk, lump, meter, metre"
)
FITTING = {
    "in": "in, up, off, down, shut, closed, inside",
}
ENOUGH = "enough, sufficient, the necessary, the required, the needed, required, necessary, the right amount of"
# Said with known words, and nothing that can be read.
OPAQUE = (
    "keep the, keep your, keep my, give up, shut up, look up, look down, break down, run out, run "
    "out of, turn around, turn back, cut off, take off, put off, go off, go out, come out, get "
    "out, break out, set off, make up, make do, get ready, get lost, get up, dig down, dig "
    "straight down, get stuck, get hurt, make friends, make peace, take care, take turns, come "
    "back to life, go crazy, go fishing, take a picture, have fun, have a party, wall street, "
    "stone age, rock and roll, left over, go back up, go back down, come back up, come back down, "
    "head back up, head back down, climb back up"
)
MEANS = "use, using, utilize, utilise, spend"

# Words that spelling must leave alone: each is a letter away from a word above, and means something
# else.
REAL_WORDS = (
    "attach beings bleach blow bottle castle cold crafty crate dive driver easter ever explode "
    "explorer fame father feel flight font forged form forth fright gown hanger horses late "
    "lather master minster nether pants part placed plain planet plans prayer product project "
    "protest provide rater read root sampling scream seem seen send shoes sill singe site skelter "
    "smelly snapling son sort spout spring stapling star steam sticks stoned stoner stores streak "
    "stroke swing tablet tablets tack tail tale tank thought throat tire tough treat waist waiter "
    "waste wasted wasting watery wear wonder word"
)

# Vague wishes, by the name they have in ``wishes``.
WISHES = {
    "until night": (
        "wait for night, wait for the night, wait for nightfall, wait for dark, wait for "
        "darkness, wait for the evening"
    ),
    "until morning": (
        "wait for morning, wait for the morning, wait for dawn, wait for sunrise, wait for the "
        "sun, wait for daylight, wait for the day, wait for day, wait out the night, wait the "
        "night out, sit out the night"
    ),
    "night": (
        "get ready for the night, get ready for night, prepare for the night, prepare for night, "
        "prepare for nightfall, be ready for the night, be ready for night, get set for the "
        "night, make ready for the night, get prepared for the night, get ready for nightfall, "
        "prepare yourself for the night, get yourself ready for the night, make preparations for "
        "the night, get ready before night, get ready for bed, stock up for the night, be "
        "prepared for the night, get ready for the dark, prep for the night, prep for night, "
        "ready for the night, prepare for dark, prepare for the dark, night prep"
    ),
    "tools": (
        "all tools, all the tools, all of the tools, every tool, each tool, all six tools, all "
        "possible tools, every single tool, all the pickaxes and swords, gear up, get equipped, "
        "tool up, all your tools, the full set of tools, a full set of tools, all tools and "
        "weapons, all the tools and weapons, every tool there is, all equipment, get better gear, get better "
        "tools, get better equipment, upgrade your tools, upgrade your gear, improve your tools, "
        "upgrade the tools, upgrade tools, better tools, better gear"
    ),
    "drink full": "drink to full, drink up to full, drink to the full, drink to max",
    "eat full": "eat to full, eat up to full, eat to max",
    "play": (
        "unlock everything, do everything, get everything done, unlock them all, get every "
        "achievement, unlock every achievement"
    ),
    "diamond": (
        "win, win the game, beat the game, win this, finish the game, complete the game, win this "
        "game, beat this game, win it, go for the win, get rich"
    ),
    "heal": (
        "heal, heal up, recover, regain health, recover health, restore health, regain your "
        "health, recover your health, get healthy, get your health back, get your health back up, "
        "get your health up, get better, heal yourself, restore your health, patch yourself up, "
        "get some health back, get healthy again, recuperate, heal yourself up, get well, get "
        "your hp up, regain hp, recover hp, regenerate, regen, top up your health, get health, "
        "raise your health, lick your wounds"
    ),
    "wall": (
        "build a wall, build a stone wall, make a wall, make a stone wall, build a small wall, "
        "put up a wall, raise a wall"
    ),
    "needs": (
        "take care of yourself, look after yourself, take care of your needs, top up, top "
        "yourself up, fill up, eat and drink enough, fill your stats, restore your stats, top up "
        "your stats, refill your stats, take care of your stats"
    ),
    "farm": (
        "start a farm, make a farm, build a farm, grow food, start farming, set up a farm, grow "
        "some food, grow crops, farm food"
    ),
}
ACHIEVEMENTS = ", ".join(
    f"{get} {all_} {what}"
    for get in ("get", "unlock", "complete", "earn", "collect", "do", "finish", "go for", "have")
    for all_ in ("all", "all the", "all of the", "all 22", "as many", "every", "the")
    for what in (
        "achievements",
        "achievement",
        "achievements as you can",
        "achievements as possible",
    )
)
RIPENING = ", ".join(
    f"{wait} {plant} {grow}"
    for wait in ("wait for the", "wait for your", "let the", "let your")
    for plant in ("sapling", "plant", "crop")
    for grow in (
        "to ripen",
        "to grow",
        "to be ripe",
        "to mature",
        "to grow up",
        "to get ripe",
        "grow",
        "ripen",
        "mature",
    )
)
FILLED = {
    name: ", ".join(
        f"{fill} {whose}{what}"
        for fill in ("fill", "fill up", "refill", "top up", "top off", "replenish", "restore")
        for whose in ("", "your ", "my ", "the ")
        for what in whats
    )
    for name, whats in {
        "drink full": ("water", "drink", "thirst"),
        "eat full": ("food", "hunger"),
    }.items()
}
