"""The words of plans: what people call actions, things, directions and amounts.

``SENSES`` maps a phrase (a tuple of lower-case words) to what it can mean: kind -> value. A word may have several kinds; where it
stands decides ("mine the coal", "go to the mine"). Every table below is ``value: phrases``, phrases parted by commas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from agent.language.goals import Verb

Senses = Mapping[str, str]

DIRECTIONS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "north": (0, -1), "south": (0, 1), "east": (1, 0), "west": (-1, 0),
        "north-east": (1, -1), "north-west": (-1, -1), "south-east": (1, 1), "south-west": (-1, 1),
    }
)  # fmt: skip

ITEMS = ("wood", "stone", "coal", "iron", "diamond", "sapling", "drink")
TOOLS = tuple(f"{material}_{tool}" for material in ("wood", "stone", "iron") for tool in ("pickaxe", "sword"))
_CREATURES = ("cow", "zombie", "skeleton", "plant")
_GROUND = ("grass", "sand", "path", "lava", "table", "furnace")

# The targets that a goal of each verb can have; "" = none.
TARGETS: Mapping[Verb, tuple[str, ...]] = MappingProxyType(
    {
        "collect": ITEMS,
        "make": TOOLS,
        "place": ("stone", "table", "furnace", "plant"),
        "go": ("", "tree", "stone", "coal", "iron", "diamond", "water", *_GROUND, *_CREATURES, "cave", "start"),
        "eat": ("", "cow", "plant"),
        "fight": ("", "zombie", "skeleton"),
        "sleep": ("",),
        "shelter": ("",),
        "explore": ("", *ITEMS, "tree", "water", *_GROUND, *_CREATURES, "cave"),
        "wait": ("",),
    }
)

# What people do. "get" is whatever makes one have the thing; "take" may also be a light verb ("take a nap").
_VERBS = {
    "collect": (
        "collect, gather, mine, chop, cut, fell, grab, pick, pick up, fetch, extract, loot, bring, chop up, chop "
        "down, cut down, take down, knock down, break, dig, dig up, dig out, mine out, stock up on, fill up on, fill "
        "up with, load up on, farm, go for, quarry, hack, pull out, saw, retrieve, scavenge, accumulate, bring back, "
        "bring me, go after, excavate"
    ),
    "get": (
        "get, obtain, acquire, secure, have, need, want, take, get hold of, get your hands on, get some more, lay hands on"
    ),
    "harvest": "harvest, reap",
    "make": ("make, craft, build, create, construct, produce, forge, fashion, assemble, upgrade to, smith, prepare, carve"),
    "place": "place, put, set, lay, put down, set down, set up, put up, install, erect, position, drop down",
    "plant": "plant, sow, grow",
    "go": (
        "go, head, approach, reach, visit, enter, return, get to, get back to, go back, make for, head for, climb, "
        "venture, get into, get inside, get near, get close to, get closer to, cross to, face, get over to, get up to"
    ),
    "walk": (
        "walk, move, run, travel, proceed, march, step, come, turn, hike, head back, come back, navigate, journey, "
        "sprint, hurry, continue, advance, make your way, make my way, make our way, tunnel, walk back, run back, get "
        "going, keep going, go over, descend, wander over"
    ),
    "flee": ("flee, escape, retreat, run away, get away, back off, back away, run off, move away, go away, walk away"),
    "eat": "eat, devour, consume, feed on, feast on, dine, munch, eat up, feed yourself, feed, feast",
    "drink": "drink, sip, hydrate, rehydrate, quench, drink up, drink from, slurp",
    "hunt": "hunt, hunt down, slaughter, butcher, hunt for",
    "fight": (
        "fight, kill, slay, attack, defeat, beat, hit, destroy, eliminate, murder, punch, smash, take out, get rid "
        "of, deal with, finish off, clear out, fight off, beat up, stab, battle, engage, exterminate, finish, strike, "
        "whack, smack, kill off, fight back, defend yourself, defend, smite, vanquish, dispatch, take on, drive off, "
        "wipe out"
    ),
    "sleep": (
        "sleep, rest, nap, snooze, doze, slumber, go to bed, go to sleep, fall asleep, lie down, pass the night, go "
        "sleep, spend the night, get to bed, head to bed, hit the sack, hit the hay, recharge, get to sleep, turn in, "
        "rest up, go nap, sleep in, go rest, go back to sleep, go to rest, stay asleep, recover energy, regain "
        "energy, restore energy, recover your energy, regain your energy, restore your energy, sleep through the "
        "night, sleep the night, get through the night"
    ),
    "shelter": (
        "shelter, hide, hole up, bunker down, hunker down, take shelter, take cover, seek shelter, find shelter, get "
        "to safety, get safe, find safety, make camp, set up camp, seek cover, find cover, stay safe, build around, "
        "hide out, seek refuge, take refuge, make a camp, keep yourself safe, camp, be safe, get under cover, bury "
        "yourself, get shelter, block the entrance, seal the entrance, close the entrance, plug the entrance, block "
        "all sides, block all four sides, close all sides, close all four sides, close off all sides, block every "
        "side"
    ),
    "seal": (
        "wall, barricade, fortify, enclose, surround, encase, entomb, protect, block, seal, box, close, brick, fence, "
        "lock, shut, trap, board, dig, closed, walled, sealed, blocked, plug"
    ),
    "explore": (
        "explore, find, look, look for, search, search for, scout, seek, locate, discover, wander, roam, investigate, "
        "track down, seek out, look around, explore around, search around, look about, have a look, take a look, find "
        "out, hunt around, look out for, scout out, check out, scout for, scout around, wander around, roam around, "
        "scan, spot, survey, have a look around, take a look around, go in search of, in search of, explore for, go "
        "looking for, walk around, scout ahead, search out"
    ),
    "wait": (
        "wait, stay, stand, pause, idle, remain, noop, do nothing, stay put, stand still, hold still, hang around, "
        "stay here, linger, wait around, hold position, hold your position, stand by, chill, hang out, wait here, "
        "stay still, loiter, stay where you are, stand there, hang on"
    ),
}

# Verbs that say nothing by themselves: what follows is what is to be done.
_FILLER = (
    "please, i think, i guess, how about, ought to, something, anything, find a place, look for a place, find a spot, "
    "find somewhere, look for somewhere, pls, plz, kindly, could you, can you, would you, will you, could we, can we, "
    "lets, let us, let's, i want you to, you should, we should, i should, you need to, we need to, i need to, need "
    "to, want to, i want to, i'd like you to, i would like you to, id like to, i'd like to, i would like to, would "
    "like to, you have to, we have to, have to, you must, we must, must, should, try to, try and, try, start by, "
    "start, start to, begin by, begin, begin to, begin with, start with, remember to, be sure to, make sure to, make "
    "sure you, make sure, don't forget to, dont forget to, do not forget to, don't hesitate to, gonna, going to, i'm "
    "going to, i am going to, we're going to, go ahead and, manage to, it's time to, it is time to, time to, now, "
    "just, quickly, carefully, first of all, hey, hi, hello, ok, okay, yes, yeah, well, alright, all right, right "
    "now, right away, immediately, asap, as soon as possible, here, there, over, again, also, too, still, maybe, "
    "perhaps, even, really, very, only, simply, exactly, about, roughly, approximately, at least, at most, up to, "
    "more, extra, additional, other, my, your, our, his, her, its, their, if possible, if you can, if you could, if "
    "needed, if necessary, when you can, when possible, when ready, if you like, if you don't mind, when you get a "
    "chance, if you have time, thanks, thank you, thx, cheers, dude, bro, buddy, friend, mate, agent, player, bot, "
    "robot, man, guys, whatever, closest, nearest, nearby, close, near me, near you, deeper, deep, further, farther, "
    "good, nice, big, small, little, large, fresh, clean, ripe, safe, safely, proper, decent, new, whole, same, "
    "different, adjacent, visible, closeby, best, quick, straight, directly, together, back, forward, away from here, "
    "for now, for a bit, for me, for us, for yourself, for you, for it, in order, do, does, will, shall, would, of, "
    "else, anywhere, somewhere, continue to, continue, keep, keep on, carry on, go on, proceed to, let me, lemme, "
    "wanna, gotta, got to, have got to, i'll, i will, we'll, you'll, you will, i, we, you can find, you can see, you "
    "can carry, you can, we can, i can, be, being, get ready to, prepare to, get back to, don't worry, why don't you, "
    "why not, why don't we, of course, sure, by hand, with your hands, as well, no matter what, quietly, use your "
    "hands to, nearby you, next to you, beside you, next to yourself, in front of you, in your inventory, one by one, "
    "the area, the surroundings, the surrounding area, surroundings, the map, the world, the place, area, world, map, "
    "region, along the way, on the way, in the meantime, as quickly as possible, as fast as possible, as fast as you "
    "can, as quickly as you can, in peace, yourself up, a look at, manually, desperately, that is, goal, plan, my "
    "plan, the plan, the plan is to, next goal, task, your task is to, objective, priority, step by step, once more, "
    "once again, tonight, for the night, at night, during the night, through the night, overnight, today, for "
    "tonight, in the dark, all night, the whole night, all day, wild, tasty, delicious, dangerous, nasty, evil, "
    "annoying, damn, stupid, juicy, raw, ore, ores, basic, simple, good old, kind of, type of, far, nearer, closer, "
    "shiny, precious, green, brown, tall, young, whichever, going, ahead, out there, instead, as you can, as "
    "possible, as you like, as you want, as you can carry, as you can find, come on, hurry up, over there, my way, "
    "your way, happily, of them, of it, of those, of these, all of, from here, from there, at once, or so, or more, "
    "right there, a look, quick look, dear, kind, sir, pal, everyone, fine, great, cool, oh, ah, uh, um, hmm, so far, "
    "level, full"
)
_DETERMINERS = {
    "": "the, this, that, these, those, any, each, every, nearest, closest",
    "1": "a, an, another, one more, a single, single, a piece of, another piece of, a block of",
}
_AMOUNTS = {
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
        "some, a few, few, a few more, some more, a bit of, a little bit of, a little, a bit, a short way, a short "
        "distance, a little way, a small way, a little bit, a handful of, a handful, a tad, slightly, some of, bits "
        "of"
    ),
    "~5": (
        "several, a lot of, a lot, lots of, lots, many, plenty of, plenty, a bunch of, a bunch, a number of, "
        "numerous, multiple, much, loads of, a good amount of, a moment, a second, a minute, a moment or two, a pile "
        "of"
    ),
    "~9": (
        "all, a stack of, as much, as many, a full stack of, tons of, the maximum amount of, the maximum, max, all of "
        "the, a ton of, every last"
    ),
    "~10": "a long way, a long distance",
    "~20": "a while, some time, a long time",
}
_DIRECTION_WORDS = {
    "north": "north, n, up, upward, upwards, northward, northwards, northern, top, above, northerly",
    "south": "south, s, down, downward, downwards, southward, southwards, southern, bottom, below, southerly",
    "east": "east, e, right, rightward, rightwards, eastward, eastwards, eastern, right hand side, easterly",
    "west": "west, w, left, leftward, leftwards, westward, westwards, western, left hand side, westerly",
    "north-east": (
        "north east, northeast, ne, northeastern, northeastward, northeastwards, up right, right up, upper right, top "
        "right, north eastern"
    ),
    "north-west": (
        "north west, northwest, nw, northwestern, northwestward, northwestwards, up left, left up, upper left, top "
        "left, north western"
    ),
    "south-east": (
        "south east, southeast, se, southeastern, southeastward, southeastwards, down right, right down, lower right, "
        "bottom right, south eastern"
    ),
    "south-west": (
        "south west, southwest, sw, southwestern, southwestward, southwestwards, down left, left down, lower left, "
        "bottom left, south western"
    ),
}
_THINGS = {
    "wood": "wood, timber, lumber, plank, log, firewood, wood log, piece of wood, tree log",
    "tree": "tree, trunk, forest, woods, woodland, oak, tree trunk",
    "stone": (
        "stone, rock, cobble, cobblestone, boulder, pebble, mountain, cliff, hill, block, rubble, stone block, rock "
        "face, wall of rock, quarry"
    ),
    "coal": "coal, charcoal, coal ore, black ore, coal block",
    "iron": "iron, metal, iron ore, iron block, orange ore",
    "diamond": "diamond, gem, jewel, gemstone, diamond ore, white gem",
    "sapling": ("sapling, seed, seedling, sprout, tree sapling, plant sapling, baby tree, young plant, grass seed"),
    "plant": "plant",
    "fruit": "crop, ripe plant, fruit, vegetable, ripe sapling, grown plant, berry, ripe fruit, veggie",
    "water": (
        "water, water source, lake, river, pond, sea, ocean, stream, shore, lakeside, waterside, riverbank, thirst, "
        "drink of water, sip of water, body of water, glass of water, waterhole, cup of water, drinking water, "
        "something to drink, anything to drink"
    ),
    "drink": "drink, sip",
    "grass": "grass, meadow, grassland, field, lawn, plains, pasture, prairie, patch of grass",
    "sand": "sand, beach, desert, sandbank",
    "lava": "lava, magma",
    "path": "path, trail",
    "cave": "cave, cavern, tunnel, dungeon, underground, mine, dark area, dark zone, mineshaft, grotto",
    "table": (
        "table, workbench, bench, crafting table, craft table, crafting bench, work bench, crafting station, work "
        "table, worktable, craftbench"
    ),
    "furnace": "furnace, oven, smelter, kiln, stove, forge, blast furnace",
    "cow": "cow, cattle, beef, animal, bull, calf, steak, meat, burger, livestock",
    "food": (
        "food, meal, dinner, lunch, breakfast, snack, something to eat, grub, hunger, anything to eat, bite, anything "
        "edible, bite to eat"
    ),
    "zombie": "zombie, undead, zombi, ghoul",
    "skeleton": "skeleton, archer, skelly, bowman, skeleton archer",
    "monster": (
        "monster, mob, enemy, foe, creature, bad guy, attacker, anything hostile, baddie, opponent, hostile, hostile "
        "mob, hostile creature, beast, everything, threat"
    ),
    "start": (
        "start, beginning, spawn, home, base, starting point, starting place, starting position, spawn point, where "
        "you started, where i started, where we started, the place you started, where you began, origin, start point, "
        "square one"
    ),
    "shelter": (
        "hideout, wall of stone, stone wall, house, hut, bunker, fort, fortress, refuge, safe room, safe place, safe "
        "spot, shack, cabin, safe house, little house, cover, wall, walls around you, walls around yourself, shelter, "
        "hole, protection, fortification, barrier, safety, hiding place, hiding spot, camp, enclosure"
    ),
    "nap": (
        "nap, rest, sleep, snooze, shuteye, shut eye, bed rest, good night's sleep, good nights sleep, siesta, "
        "night's sleep, break"
    ),
    "night": ("night, morning, dawn, dark, darkness, sunset, dusk, evening, day, daylight, nightfall, sunrise, daytime"),
}
_TOOLS = {
    "pickaxe": "pickaxe, pick axe, pick, pickax, axe, pick ax, pickaxe tool, mattock",
    "sword": "sword, blade, weapon, knife",
    "tools": ("tool, tools, pickaxe and sword, sword and pickaxe, toolset, tool set, gear, equipment, set of tools"),
}
_TOOL_MATERIALS = {
    "wood": "wooden, wood",
    "stone": "stone, rock, cobblestone, stony",
    "iron": "iron, metal",
}
# Said of oneself; a goal unless the sentence says what to do about it.
_STATES = {
    "drink": (
        "thirsty, dehydrated, parched, dying of thirst, low on water, low on drink, out of water, need a drink, need "
        "water, need to drink"
    ),
    "eat": ("hungry, starving, famished, low on food, out of food, starved, dying of hunger, need food, need to eat"),
    "sleep": (
        "tired, sleepy, exhausted, fatigued, low on energy, worn out, weary, out of energy, need sleep, need to "
        "sleep, need rest, need to rest"
    ),
}
_NEGATIONS = (
    "never mind, don't, dont, do not, does not, not, never, no, avoid, avoiding, ignore, skip, leave, spare, refrain, "
    "nor, neither, cannot, can't, cant, won't, wont, shouldn't, shouldnt, mustn't, mustnt, quit, cease, forget, "
    "beware, stay away, keep away, watch out, stay clear, steer clear, keep clear, hold off, no longer, nothing, "
    "none, stop, keep off, stay off, keep out, stay out, look out, cancel, abort, refuse, nobody, without, instead "
    "of, rather than, except, except for, apart from, anything but, everything but, no more, wouldn't, isn't, aren't, "
    "let go of, hate, abandon, careful, be careful, be careful of, be careful with, be careful around, forbid, "
    "forbidden, prevent, resist, pass on, give up, back out of, least of all, far from, drop, throw away, throw, "
    "discard, away from, far away from, let live, protect the, preserve, minus, excluding, lest, hardly, barely, "
    "rarely, seldom, unwilling"
)
_NEGATED_TAILS = (
    "without, instead of, rather than, except, except for, avoiding, apart from, minus, excluding, away from, far "
    "away from, lest"
)
_CONDITIONS = (
    "until, till, til, unless, if, when, whenever, once, while, as long as, as soon as, provided, even if, only if, "
    "only when, after, assuming, depending, whether, as you, should you, every time, each time, in the event"
)
_UNTIL = "until, till, til"
_REASONS = (
    "because, cause, cuz, coz, since, so that, in case, given that, due to, otherwise, or else, as we need, as you "
    "need, as i need, that way, so as, in order that, so as to, that's why, which, who, for when, seeing that, "
    "considering, now that, thanks to, whereas"
)
_SEQUENCE = (
    "then, and then, after that, after this, afterwards, afterward, next, finally, lastly, followed by, later, "
    "subsequently, first, firstly, second, secondly, third, thirdly, last, once done, when done, once that's done, "
    "once that is done, when that's done, when you are done, when you're done, once you're done, after which, and "
    "after that, and finally, to start, to begin with, at last, at the end, in the end, last of all, eventually, "
    "thereafter, from there on, once finished, when finished, when that is done, once this is done, fourth, fourthly, "
    "fifth"
)
_JOINS = {
    "and": "and, plus, as well as, along with, together with, also",
    "or": "or, nor",
    "but": "but, however, though, although",
}
_PREPOSITIONS = {
    "to": (
        "to, towards, toward, into, onto, unto, up to, back to, over to, in to, inside, back into, out to, until you "
        "reach, till you reach, up until"
    ),
    "around": "around, round, all around",
    "near": (
        "near, by, next to, beside, at, close to, alongside, on, in, within, behind, under, atop, over by, in front "
        "of, near to, on top of, underneath, beneath, inside of, opposite"
    ),
    "of": "from, out of, off, with, using, via, against, made of, made from, made out of, based on",
    "for": "for",
    "past": "past, across, through, along, over the, beyond, round, outside, about the, out",
    "between": "between, in between",
}
_SELF = (
    "on all sides, on all four sides, on every side, on all 4 sides, all around you, yourself, yourselves, you, me, "
    "myself, us, ourselves, himself, themselves, itself, him, oneself, the player, self"
)
_PRONOUNS = "it, them, one, ones, they"
_UNITS = (
    "step, cell, tile, block, square, space, unit, piece, time, turn, tick, move, round, frame, place, pace, field, "
    "second, chunk, lump, meter, metre"
)
_STATEMENTS = (
    "it is, it's, its getting, it gets, it will be, it'll be, it was, night is, the night is, the sun is, darkness "
    "is, there is, there are, there's, you have, we have, i have, you've got, we've got, i've got, you see, i see, we "
    "see, you are, you're, i am, i'm, we are, we're, zombies are, the zombies are, a zombie is, skeletons are, the "
    "zombie is, morning is, the day is, dawn is, you already have, we already have, i already have, that's, this is, "
    "theres, night falls, night comes, night approaches, im, youre, we already, you already, it looks, it seems"
)
_FITTING = {
    "in": "in, up, off, down, shut, closed, inside",
}
_ENOUGH = "enough, sufficient, the necessary, the required, the needed, required, necessary, the right amount of"
# The words that ``until`` may lead to after ``sleep``, which lasts until one wakes anyway.
_AWAKE = (
    "morning, dawn, sunrise, daybreak, daylight, day, daytime, light, awake, wake, woken, rested, tomorrow, sun, "
    "energy, refreshed, up, bright"
)
AWAKE = frozenset(_AWAKE.split(", "))
# Said with known words, and nothing that can be read.
_OPAQUE = (
    "get up, give up, shut up, look up, look down, break down, run out, run out of, turn around, turn back, cut off, "
    "take off, put off, go off, go out, come out, get out, break out, set off, make up, make do, get ready, get lost, "
    "dig down, dig straight down, get stuck, get hurt, make friends, make peace, take care, take turns, come back to "
    "life, go crazy, go fishing, take a picture, have fun, have a party, wall street, stone age, rock and roll, left "
    "over"
)
_MEANS = "use, using, utilize, utilise, spend"

_INFLECTED = {"verb", "seal"}
# Words that spelling must leave alone: each is a letter away from a word above, and means something else.
_REAL_WORDS = (
    "attach beings bleach blow bottle castle cold crafty crate dive driver easter ever explode explorer fame father "
    "feel flight font forged form forth fright gown hanger horses late lather master minster nether pants part placed "
    "plain planet plans prayer product project protest provide rater read root sampling scream seem seen send shoes "
    "sill singe site skelter smelly snapling son sort spout spring stapling star steam sticks stoned stoner stores "
    "streak stroke swing tablet tablets tack tail tale tank thought throat tire tough treat waist waiter watery wear "
    "wonder word"
)
REAL_WORDS = frozenset(_REAL_WORDS.split())


def plural(word: str) -> str:
    """ "cow" -> "cows", "torch" -> "torches", "enemy" -> "enemies"."""
    if word.endswith("y") and word[-2:-1] not in ("a", "e", "o"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def gerund(word: str) -> str:
    """ "mine" -> "mining", "chop" -> "chopping", "eat" -> "eating"."""
    if word.endswith("ie"):
        return word[:-2] + "ying"
    if word.endswith("e") and not word.endswith(("ee", "oe")):
        return word[:-1] + "ing"
    short = len(word) <= 4 and word[-1] in "bdgmnpt" and word[-2:-1] in tuple("aeiou") and word[-3:-2] not in tuple("aeiou")
    return word + (word[-1] if short else "") + "ing"


def _phrases(text: str) -> Iterator[tuple[str, ...]]:
    for phrase in text.split(","):
        words = tuple(phrase.replace("-", " ").split())
        if words:
            yield words


def _build() -> dict[tuple[str, ...], dict[str, str]]:
    senses: dict[tuple[str, ...], dict[str, str]] = {}

    def add(kind: str, table: Mapping[str, str] | str, *forms: str) -> None:
        rows = {"": table} if isinstance(table, str) else table
        for value, text in rows.items():
            for phrase in _phrases(text):
                first, *rest = phrase
                *most, last = phrase
                variants = [phrase]
                if "verb" in forms:
                    variants += [(gerund(first), *rest), (plural(first), *rest)]
                if "noun" in forms:
                    variants.append((*most, plural(last)))
                for variant in variants:
                    senses.setdefault(variant, {}).setdefault(kind, value)

    add("noun", _THINGS, "noun")
    add("tool", _TOOLS, "noun")
    add("material", _TOOL_MATERIALS)
    add("verb", {verb: text for verb, text in _VERBS.items() if verb != "seal"}, "verb")
    add("seal", _VERBS["seal"], "verb")
    add("direction", _DIRECTION_WORDS)
    add("amount", _AMOUNTS)
    add("unit", _UNITS, "noun")
    add("det", _DETERMINERS)
    add("prep", _PREPOSITIONS)
    add("self", _SELF)
    add("pronoun", _PRONOUNS)
    add("particle", _FITTING)
    add("enough", _ENOUGH)
    add("means", _MEANS)
    add("opaque", _OPAQUE, "verb")
    add("state", _STATES)
    add("said", _STATEMENTS)
    add("negation", _NEGATIONS)
    add("tail", _NEGATED_TAILS)
    add("condition", _CONDITIONS)
    add("until", _UNTIL)
    add("reason", _REASONS)
    add("before", "before, prior to, ahead of")
    add("so", "so, thus, therefore, hence")
    add("then", _SEQUENCE)
    add("join", _JOINS)
    add("filler", _FILLER)
    return senses


SENSES: Mapping[tuple[str, ...], Senses] = MappingProxyType(_build())
LONGEST = max(map(len, SENSES))
WORDS = frozenset(word for phrase in SENSES for word in phrase)
