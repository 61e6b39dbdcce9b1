"""What people write in plans: tables of ``value: phrases``, phrases parted by commas."""

from __future__ import annotations

# What people do. "get" is whatever makes one have the thing; "take" may also be a light verb ("take a nap").
VERBS = {
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
        "sprint, hurry, continue, advance, dig a tunnel, mine a tunnel, dig a path, make your way, make my way, "
        "make our way, tunnel, walk back, run back, get "
        "going, keep going, go over, descend, wander over"
    ),
    "flee": (
        "flee, escape, retreat, run away, run for it, run for your life, get out of here, get away quick, get away, "
        "back off, back away, run off, move away, go away, walk away"
    ),
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
        "explore, look, search, scout, wander, roam, investigate, look around, explore around, search around, look "
        "about, have a look, take a look, hunt around, scout out, check out, scout for, scout around, wander around, "
        "roam around, scan, spot, survey, have a look around, take a look around, explore for, walk around, scout ahead"
    ),
    "find": (
        "find, look for, search for, seek, locate, discover, track down, seek out, find out, look out for, go in search "
        "of, in search of, go looking for, search out, go find"
    ),
    "wait": (
        "wait, stay, stand, pause, idle, remain, noop, do nothing, stay put, stand still, hold still, hang around, "
        "stay here, linger, wait around, hold position, hold your position, stand by, chill, hang out, wait here, "
        "stay still, loiter, stay where you are, stand there, hang on, hold on, don't move, dont move, do not move, stay "
        "inside, stay indoors, stay in place, don't go anywhere, do not go anywhere, stay in there, stay in here, wait it "
        "out, hold, don't leave, do not leave, dont leave, stay in, remain in, keep inside, don't go out of"
    ),
    "play": (
        "play, play on, survive, stay alive, keep playing, don't die, do not die, dont die, stay healthy, do your best, do "
        "your thing, do what you want, do whatever you want, do what you like, do as you like, do whatever you like, do what "
        "you think is best, make it through, keep yourself alive, live, keep alive, don't get killed, do not get killed"
    ),
    # Only of what is not to be done.
    "touch": (
        "touch, harm, hurt, bother, disturb, mess with, provoke, go near, come near, get near to, pick a fight with, "
        "go anywhere near, lay a finger on, use up"
    ),
}

# Verbs that say nothing by themselves: what follows is what is to be done.
FILLER = (
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
    "level, you see, you meet, on sight, what about, to close the gap, close the gap, we know, i know, like, a total of, "
    "i intend, intend, i plan, still missing, save steps, act on what is known, let me think, let me see, "
    "what we know, known so far, strategy for now, without losing time, on the shortest way, the fastest way, "
    "overall strategy, i have "
    "looked around, in order, only then, the shortest way, still to do, to do, what is missing, strategy, "
    " in the inventory, in inventory, in the ground, in the soil, or less, or lower, or below, or higher, or above, "
    "or fewer, or "
    "better, or under, or over, alone, yet, "
    "anymore, any more, at all, in peace, at any cost, ever, don't stop, never stop, do not stop, dont stop, where, "
    "place where, the place where, the spot where, spot, the one, was, were"
)
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
DIRECTION_WORDS = {
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
THINGS = {
    "wood": "wood, timber, lumber, plank, log, firewood, wood log, piece of wood, tree log",
    "tree": "tree, trunk, forest, woods, woodland, oak, tree trunk",
    "stone": (
        "stone, rock, cobble, cobblestone, boulder, pebble, mountain, cliff, hill, block, rubble, stone block, rock "
        "face, wall of rock, quarry"
    ),
    "coal": "coal, charcoal, coal ore, black ore, coal block",
    "iron": "iron, metal, iron ore, iron block, orange ore",
    "diamond": "diamond, gem, jewel, gemstone, diamond ore, white gem",
    "sapling": ("sapling, seed, seedling, sprout, tree sapling, baby tree, young plant, grass seed"),
    "plant": "plant",
    "fruit": "crop, ripe plant, fruit, vegetable, ripe sapling, grown plant, berry, ripe fruit, veggie",
    "water": (
        "water, water source, lake, river, pond, sea, ocean, stream, shore, lakeside, waterside, riverbank, thirst, "
        "drink of water, sip of water, body of water, glass of water, waterhole, cup of water, drinking water, "
        "sips of water, drinks of water, glasses of water, cups of water, gulp of water, gulps of water, "
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
TOOLS = {
    "pickaxe": "pickaxe, pick axe, pick, pickax, axe, pick ax, pickaxe tool, mattock",
    "sword": "sword, blade, weapon, knife",
    "tools": ("tool, tools, pickaxe and sword, sword and pickaxe, toolset, tool set, gear, equipment, set of tools"),
}
TOOL_MATERIALS = {
    "wood": "wooden, wood",
    "stone": "stone, rock, cobblestone, stony",
    "iron": "iron, metal",
}
# Said of oneself; a goal unless the sentence says what to do about it.
STATES = {
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
NEGATIONS = (
    "never mind, don't, dont, do not, does not, not, never, no, avoid, avoiding, ignore, skip, leave, spare, refrain, "
    "nor, neither, cannot, can't, cant, won't, wont, shouldn't, shouldnt, mustn't, mustnt, quit, cease, forget, "
    "beware, stay away, keep away, watch out, stay clear, steer clear, keep clear, hold off, no longer, nothing, "
    "none, stop, keep off, stay off, keep out, stay out, look out, cancel, abort, refuse, nobody, without, instead "
    "of, rather than, except, except for, apart from, anything but, everything but, no more, wouldn't, isn't, aren't, "
    "let go of, hate, abandon, careful, be careful, be careful of, be careful with, be careful around, forbid, "
    "forbidden, prevent, resist, pass on, give up, back out of, least of all, far from, drop, throw away, throw, "
    "discard, away from, far away from, let live, preserve, minus, excluding, lest, hardly, barely, "
    "rarely, seldom, unwilling, must not, should not, don't you dare, don't you dare to, "
    "under no circumstances, i forbid, keep from, lay off, keep your hands off, hands off"
)
NEGATED_TAILS = (
    "without, instead of, rather than, except, except for, avoiding, apart from, minus, excluding, away from, far "
    "away from, lest"
)
CONDITIONS = (
    "until, till, til, unless, if, when, whenever, once, while, as long as, as soon as, provided, only if, "
    "only when, after, assuming, assuming that, provided that, depending, whether, as you, should you, every time, "
    "each time, in the event, in the event "
    "that, any time, anytime, only while, so long as, if ever, only once, the "
    "moment, any time that, in case of"
)
UNTIL = "until, till, til"
REASONS = (
    "even if, even when, even though, no matter, because, cause, cuz, coz, since, so that, in case, given that, due to, "
    "otherwise, or else, as we need, as you "
    "need, as i need, that way, so as, in order that, so as to, that's why, which, who, for when, seeing that, as we hold, "
    "as i hold, as it is, as there is, as health is, as drink is, as "
    "food is, as energy is, as no, as the, as nothing, "
    "considering, now that, thanks to, whereas"
)
SEQUENCE = (
    "then, and then, after that, after this, afterwards, afterward, next, finally, lastly, followed by, later, "
    "subsequently, first, firstly, second, secondly, third, thirdly, last, once done, when done, once that's done, "
    "once that is done, when that's done, when you are done, when you're done, once you're done, after which, and "
    "after that, and finally, to start, to begin with, at last, at the end, in the end, last of all, eventually, "
    "thereafter, from there on, once finished, when finished, when that is done, once this is done, fourth, fourthly, "
    "fifth"
)
JOINS = {
    "and": "and, plus, as well as, along with, together with, also",
    "or": "or, nor",
    "but": "but, however, though, although",
}
PREPOSITIONS = {
    "to": (
        "to, towards, toward, into, onto, unto, up to, back to, over to, in to, inside, back into, out to, until you "
        "reach, till you reach"
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
SELF = (
    "on all sides, on all four sides, on every side, on all 4 sides, all around you, yourself, yourselves, you, me, "
    "myself, us, ourselves, himself, themselves, itself, him, oneself, the player, self"
)
PRONOUNS = "it, them, one, ones, they"
UNITS = (
    "step, cell, tile, block, square, space, unit, piece, time, turn, tick, move, round, frame, place, pace, field, "
    "second, chunk, lump, meter, metre"
)
STATEMENTS = (
    "it is, it's, its getting, it gets, it will be, it'll be, it was, night is, the night is, the sun is, darkness "
    "is, there is, there are, there's, you have, we have, i have, you've got, we've got, i've got, you see, i see, we "
    "see, you are, you're, i am, i'm, we are, we're, zombies are, the zombies are, a zombie is, skeletons are, the "
    "zombie is, morning is, the day is, dawn is, you already have, we already have, i already have, that's, this is, "
    "theres, we know that, i know that, i see that, the plant only grows, we hold, i hold, you hold, night falls, "
    "night comes, night approaches, im, youre, we already, you already, "
    "it looks, it seems"
)
FITTING = {
    "in": "in, up, off, down, shut, closed, inside",
}
ENOUGH = "enough, sufficient, the necessary, the required, the needed, required, necessary, the right amount of"
# Said with known words, and nothing that can be read.
OPAQUE = (
    "keep the, keep your, keep my, give up, shut up, look up, look down, break down, run out, run out of, turn around, "
    "turn back, cut off, "
    "take off, put off, go off, go out, come out, get out, break out, set off, make up, make do, get ready, get lost, "
    "get up, dig down, dig straight down, get stuck, get hurt, make friends, make peace, take care, take turns, come back to "
    "life, go crazy, go fishing, take a picture, have fun, have a party, wall street, stone age, rock and roll, left "
    "over"
)
MEANS = "use, using, utilize, utilise, spend"

# Words that spelling must leave alone: each is a letter away from a word above, and means something else.
REAL_WORDS = (
    "attach beings bleach blow bottle castle cold crafty crate dive driver easter ever explode explorer fame father "
    "feel flight font forged form forth fright gown hanger horses late lather master minster nether pants part placed "
    "plain planet plans prayer product project protest provide rater read root sampling scream seem seen send shoes "
    "sill singe site skelter smelly snapling son sort spout spring stapling star steam sticks stoned stoner stores "
    "streak stroke swing tablet tablets tack tail tale tank thought throat tire tough treat waist waiter watery wear "
    "wonder word"
)

# Negations that refuse what follows; all others are given back as they stand.
REFUSALS = (
    "don't, dont, do not, not, never, no, avoid, avoiding, ignore, skip, leave, spare, refrain, nor, neither, won't, "
    "shouldn't, "
    "shouldnt, mustn't, mustnt, quit, cease, forget, stay away, keep away, stay clear, steer clear, keep "
    "clear, hold off, stop, keep off, stay off, keep out, stay out, without, no more, must not, should not, don't you "
    "dare, don't you dare to, under no circumstances, i forbid, keep from, lay off, keep your hands off, hands off, "
    "away from, far away from, let live, forbidden"
)
# Tails that only say what is done in place of what else: not to be refused for that.
INSTEADS = "instead of, rather than"
# Vague wishes, by the name they have in ``wishes``.
WISHES = {
    "until night": "wait for night, wait for the night, wait for nightfall, wait for dark, wait for darkness, "
    "wait for the evening",
    "until morning": (
        "wait for morning, wait for the morning, wait for dawn, wait for sunrise, wait for the sun, wait for daylight, "
        "wait for the "
        "day, wait for day, wait out the night, wait the night out, sit out the night"
    ),
    "night": (
        "get ready for the night, get ready for night, prepare for the night, prepare for night, prepare for nightfall, "
        "be ready "
        "for the night, be ready for night, get set for the night, make ready for the night, get prepared for the night, get "
        "ready for nightfall, prepare yourself for the night, get yourself ready for the night, "
        "make preparations for the night, "
        "get ready before night, get ready for bed, stock up for the night, be prepared for the night, get ready for the dark, "
        "prep for the night, prep for night, ready for the night, prepare for dark, prepare for the dark, night prep"
    ),
    "tools": (
        "all tools, all the tools, all of the tools, every tool, each tool, all six tools, all possible tools, "
        "every single tool, "
        "all the pickaxes and swords, gear up, get equipped, tool up, all your tools, the full set of tools, "
        "a full set of tools, "
        "all tools and weapons, all the tools and weapons, every tool there is, all equipment"
    ),
    "diamond": (
        "win, win the game, beat the game, win this, finish the game, complete the game, win this game, beat this game, "
        "win it, go "
        "for the win, get rich"
    ),
    "heal": (
        "heal, heal up, recover, regain health, recover health, restore health, regain your health, recover your health, get "
        "healthy, get your health back, get your health back up, get your health up, get better, heal yourself, restore your "
        "health, patch yourself up, get some health back, get healthy again, recuperate, heal yourself up, get well, "
        "get your hp "
        "up, regain hp, recover hp, regenerate, regen, top up your health, get health, raise your health, lick your wounds"
    ),
    "wall": "build a wall, build a stone wall, make a wall, make a stone wall, build a small wall, put up a wall, raise a wall",
    "needs": (
        "take care of yourself, look after yourself, take care of your needs, top up, top yourself up, fill up, eat and drink "
        "enough, fill your stats, restore your stats, top up your stats, refill your stats, take care of your stats"
    ),
    "farm": "start a farm, make a farm, build a farm, grow food, start farming, set up a farm, grow some food, grow crops, "
    "farm food",
}
# Words that only conditions have, so that slips in them are mended too.
OF_CONDITIONS = (
    "health, hp, life, stamina, fatigue, hearts, meter, bar, points, greater, higher, fewer, lower, less, falls, reaches, "
    "becomes, appears, attacks, approaches, arrives, comes, shows, ripe, grown, mature, ready, visible, inventory, "
    "healthy, healed, "
    "injured, wounded, awake, nightfall, sets, rises, starts, begins, breaks, collected, gathered, mined, run, hostile"
)
# What is weighed, and not asked for.
OPTIONS = (
    "i could, i might, one could, we might, options are, the options are, option a, option b, either we, either i, i can either"
)
