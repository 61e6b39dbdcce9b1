"""Words of plans that name no action and no thing: what joins, refuses, binds, explains, or says
nothing.
"""

from __future__ import annotations

# Verbs that say nothing by themselves: what follows is what is to be done.
FILLER = (
    "please, i think, i guess, how about, ought to, something, anything, find a place, look for a "
    "place, find a spot, find somewhere, look for somewhere, pls, plz, kindly, could you, can "
    "you, would you, will you, could we, can we, lets, let us, let's, i want you to, you should, "
    "we should, i should, you need to, we need to, i need to, need to, want to, i want to, i'd "
    "like you to, i would like you to, id like to, i'd like to, i would like to, would like to, "
    "you have to, we have to, have to, you must, we must, must, should, try to, try and, try, "
    "start by, start, start to, begin by, begin, begin to, begin with, start with, remember to, "
    "be sure to, make sure to, make sure you, make sure, don't forget to, dont forget to, do not "
    "forget to, don't hesitate to, gonna, going to, i'm going to, i am going to, we're going to, "
    "go ahead and, manage to, it's time to, it is time to, time to, now, just, quickly, "
    "carefully, first of all, hey, hi, hello, ok, okay, yes, yeah, well, alright, all right, "
    "right now, right away, immediately, asap, as soon as possible, here, there, over, again, "
    "also, too, still, maybe, perhaps, even, really, very, only, simply, exactly, about, roughly, "
    "approximately, at least, at most, up to, more, extra, additional, other, my, your, our, his, "
    "her, its, their, if possible, if you can, if you could, if needed, if necessary, when you "
    "can, when possible, when ready, if you like, if you don't mind, when you get a chance, if "
    "you have time, thanks, thank you, thx, cheers, dude, bro, buddy, friend, mate, agent, "
    "player, bot, robot, man, guys, whatever, closest, nearest, nearby, close, near me, near you, "
    "deeper, deep, further, farther, good, nice, big, small, little, large, fresh, clean, ripe, "
    "safe, safely, proper, decent, new, whole, same, different, adjacent, visible, closeby, best, "
    "quick, straight, directly, together, back, forward, away from here, for now, for a bit, for "
    "me, for us, for yourself, for you, for it, in order, do, does, will, shall, would, of, else, "
    "anywhere, somewhere, continue to, continue, keep, keep on, carry on, go on, proceed to, let "
    "me, lemme, wanna, gotta, got to, have got to, i'll, i will, we'll, you'll, you will, i, we, "
    "you can find, you can see, you can carry, we can, i can, be, being, get ready to, prepare "
    "to, get back to, why don't you, why not, why don't we, of course, sure, by hand, with your "
    "hands, as well, no matter what, quietly, use your hands to, nearby you, next to you, beside "
    "you, next to yourself, in front of you, in your inventory, one by one, the area, the "
    "surroundings, the surrounding area, surroundings, the map, the world, the place, area, "
    "world, map, region, along the way, on the way, in the meantime, as quickly as possible, as "
    "fast as possible, as fast as you can, as quickly as you can, in peace, yourself up, a look "
    "at, manually, desperately, that is, goal, plan, my plan, the plan, the plan is to, next "
    "goal, task, your task is to, objective, priority, step by step, once more, once again, "
    "tonight, for the night, through the night, overnight, today, for tonight, all night, the "
    "whole night, all day, wild, tasty, delicious, dangerous, nasty, evil, annoying, damn, "
    "stupid, juicy, raw, ore, ores, basic, simple, good old, kind of, type of, far, nearer, "
    "closer, shiny, precious, green, brown, tall, young, whichever, going, ahead, out there, "
    "instead, as you can, as possible, as you like, as you want, as you can carry, as you can "
    "find, come on, hurry up, over there, my way, your way, happily, of them, of it, of those, of "
    "these, all of, from here, from there, at once, or so, or more, right there, right here, a "
    "look, quick look, dear, kind, sir, pal, everyone, fine, great, cool, oh, ah, uh, um, hmm, so "
    "far, level, you see, you meet, on sight, what about, to close the gap, close the gap, we "
    "know, i know, like, a total of, i intend, intend, i plan, still missing, save steps, act on "
    "what is known, let me think, let me see, what we know, known so far, strategy for now, "
    "without losing time, on the shortest way, the fastest way, overall strategy, i have looked "
    "around, only then, the shortest way, still to do, to do, what is missing, strategy, in the "
    "inventory, in inventory, in the ground, in the soil, or less, or lower, or below, or higher, "
    "or above, or fewer, or better, or under, or over, alone, yet, anymore, any more, at all, at "
    "any cost, ever, don't stop, never stop, do not stop, dont stop, where, place where, the "
    "place where, the spot where, spot, the one, was, were, focus on, concentrate on, prioritize, "
    "prioritise, we could, you could, you can, you might want to, you may want to, we may want "
    "to, must to, feel free to, so kind, be so kind and, be so kind as to, would you be so kind "
    "as to, if it is not too much trouble, if it's not too much trouble, when you have a moment, "
    "when you have a minute, when you have time, may i ask you to, might i ask you to, i ask you "
    "to, i suggest, i would suggest, i'd suggest, might i suggest, may i suggest, i recommend, "
    "that we, that you, i would be grateful, i would be most grateful, i would be very grateful, "
    "i'd be grateful, i would appreciate it, i'd appreciate it, before continuing, before you "
    "continue, before we continue, before you go on, before we go on, before moving on, good job, "
    "great job, nice job, well done, nice work, good work, first things first, yum, yay, lol, "
    "haha, todo, run and, run over and, oh look, i want that you, i wish that you, i want for you "
    "to, goals, tasks, objectives, old, existing, always"
)
NEGATIONS = (
    "than to, can wait, has to wait, must wait, don't, dont, do not, does not, not, never, no, "
    "avoid, avoiding, while avoiding, keep your distance from, keep a distance from, ignore, skip, "
    "leave, spare, refrain, nor, neither, cannot, can't, cant, "
    "won't, wont, shouldn't, shouldnt, mustn't, mustnt, quit, cease, forget, stay away, keep "
    "away, stay clear, steer clear, keep clear, hold off, no longer, nothing, none, stop, keep "
    "off, stay off, keep out, stay out, cancel, abort, refuse, nobody, without, instead of, "
    "rather than, except, except for, apart from, anything but, everything but, no more, "
    "wouldn't, isn't, aren't, let go of, hate, abandon, forbid, forbidden, prevent, resist, pass "
    "on, give up, back out of, least of all, far from, drop, throw away, throw, discard, away "
    "from, far away from, let live, preserve, minus, excluding, lest, hardly, barely, rarely, "
    "seldom, unwilling, must not, should not, don't you dare, don't you dare to, under no "
    "circumstances, i forbid, keep from, lay off, keep your hands off, hands off"
)
# What is to be minded, and not to be done.
WARNINGS = (
    "no need to, no need for, there is no need to, there's no need to, need not, needn't, don't "
    "need to, dont need to, do not need to, don't have to, dont have to, do not have to, no "
    "reason to, watch out, look out, beware, careful, be careful, do be careful, be wary, stay "
    "alert, be on the lookout, keep an eye out, keep an eye on, mind the, never mind, nevermind, "
    "don't worry, dont worry, do not worry, no worries, don't let, dont let, do not let, never let"
)
NEGATED_TAILS = (
    "than to, without, instead of, rather than, except, except for, avoiding, while avoiding, "
    "apart from, minus, "
    "excluding, away from, far away from, lest"
)
# When something is to be done, or not to be done: kept as a condition.
HOURS = {
    "night": (
        "at night, by night, during the night, in the night, at nighttime, at night time, during "
        "nighttime, during the nighttime, after dark, after nightfall, after sunset, in the dark, "
        "in darkness, in the darkness, at nightfall, at dusk, at sunset, in the evening, every "
        "night, each night"
    ),
    "day": (
        "by day, during the day, in the day, in the daytime, in daytime, during the daytime, "
        "during daytime, at daytime, by daylight, in daylight, in the daylight, during daylight"
    ),
    "morning": "in the morning, at dawn, at sunrise, at daybreak",
}
# These limit a refusal only: "sleep tonight" is said when it is time.
TONIGHT = ("tonight", "for tonight", "overnight")
# Fillers that say nothing of a step, and narrow a refusal: "don't just collect wood".
LIMITING = (
    "this, that, these, those, here, there, right here, right there, over there, out there, from "
    "here, from there, on the way, along the way, nearby, close, nearest, closest, near me, near "
    "you, nearby you, next to you, beside you, next to yourself, in front of you, closeby, "
    "adjacent, visible, far, further, farther, deep, deeper, nearer, closer, straight, directly, "
    "forward, back, outside, inside, out, beyond, behind, the area, area, other, same, different, "
    "big, small, little, large, fresh, clean, safe, safely, proper, decent, new, old, existing, "
    "whole, raw, green, brown, tall, young, basic, simple, today, for the night, through the "
    "night, all night, the whole night, all day, for a bit, immediately, right away, at once, "
    "asap, as soon as possible, in the meantime, just, only, simply, exactly, roughly, "
    "approximately, at least, at most, up to, alone, together, always, by hand, with your hands, "
    "use your hands to, quickly, quick, carefully, manually, one by one, on sight, or so, or "
    "more, or less, in peace, too, as you can, as possible, as you like, as you want, as you can "
    "carry, as you can find, if needed, if necessary, instead, where, place where, the place "
    "where, the spot where, first, like"
)
# Negations that refuse what follows; all others are given back as they stand.
REFUSALS = (
    "don't, dont, do not, not, never, no, avoid, avoiding, while avoiding, keep your distance from, "
    "keep a distance from, ignore, skip, leave, spare, refrain, "
    "nor, neither, won't, shouldn't, shouldnt, mustn't, mustnt, quit, cease, forget, stay away, "
    "keep away, stay clear, steer clear, keep clear, hold off, stop, keep off, stay off, keep "
    "out, stay out, without, no more, must not, should not, don't you dare, don't you dare to, "
    "under no circumstances, i forbid, keep from, lay off, keep your hands off, hands off, away "
    "from, far away from, let live, forbidden"
)
# Tails that only say what is done in place of what else: not to be refused for that.
INSTEADS = "than to, instead of, rather than"
CONDITIONS = (
    "until, till, til, unless, if, when, whenever, once, while, as long as, as soon as, provided, "
    "only if, only when, after, assuming, assuming that, provided that, depending, whether, as "
    "you, should you, every time, each time, in the event, in the event that, any time, anytime, "
    "only while, so long as, if ever, only once, the moment, any time that, in case of"
)
# Words that only conditions have, so that slips in them are mended too.
OF_CONDITIONS = (
    "health, hp, life, stamina, fatigue, hearts, meter, bar, points, greater, higher, fewer, "
    "lower, less, falls, reaches, becomes, appears, attacks, approaches, arrives, comes, shows, "
    "ripe, grown, mature, ready, visible, inventory, healthy, healed, injured, wounded, awake, "
    "nightfall, sets, rises, starts, begins, breaks, collected, gathered, mined, run, hostile, "
    "wake, waking, woke"
)
REASONS = (
    "even if, even when, even though, no matter, because, cause, cuz, coz, since, so that, in "
    "case, given that, due to, otherwise, or else, as we need, as you need, as i need, that way, "
    "so as, in order that, so as to, that's why, which, who, for when, seeing that, as we hold, "
    "as i hold, as it is, as there is, as health is, as drink is, as food is, as energy is, as "
    "no, as the, as nothing, considering, now that, thanks to, whereas"
)
SEQUENCE = (
    "then, and then, after that, after this, afterwards, afterward, next, finally, lastly, "
    "followed by, later, subsequently, first, firstly, second, secondly, third, thirdly, last, "
    "once done, when done, once that's done, once that is done, when that's done, when you are "
    "done, when you're done, once you're done, after which, and after that, and finally, to "
    "start, to begin with, at last, at the end, in the end, last of all, eventually, thereafter, "
    "from there on, once finished, when finished, when that is done, once this is done, fourth, "
    "fourthly, fifth"
)
JOINS = {
    "and": "and, plus, as well as, along with, together with, also",
    "or": "or, nor",
    "but": "but, however, though, although",
}
PREPOSITIONS = {
    "to": (
        "to, towards, toward, into, onto, unto, up to, back to, over to, in to, inside, back "
        "into, out to, until you reach, till you reach"
    ),
    "around": "around, round, all around",
    "near": (
        "to the spot at, to the place at, to the cell at, right next to, right beside, right by, "
        "right near, right at, right behind, near, by, next to, beside, at, close to, alongside, "
        "on, in, within, behind, under, atop, over by, in front of, near to, on top of, "
        "underneath, beneath, inside of, opposite"
    ),
    "of": "from, out of, off, with, using, via, against, made of, made from, made out of, based on",
    "for": "for",
    "past": "past, across, through, along, over the, beyond, outside, about the, out",
    "between": "between, in between",
}
SELF = (
    "on all sides, on all four sides, on every side, on all 4 sides, all around you, yourself, "
    "yourselves, you, me, myself, us, ourselves, himself, themselves, itself, him, oneself, the "
    "player, self"
)
PRONOUNS = "it, them, one, ones, they"
STATEMENTS = (
    "it is, it's, its getting, it gets, it will be, it'll be, it was, night is, the night is, the "
    "sun is, darkness is, there is, there are, there's, you have, we have, i have, you've got, "
    "we've got, i've got, you see, i see, we see, you are, you're, i am, i'm, we are, we're, "
    "zombies are, the zombies are, a zombie is, skeletons are, the zombie is, morning is, the day "
    "is, dawn is, you already have, we already have, i already have, that's, this is, theres, we "
    "know that, i know that, i see that, the plant only grows, we hold, i hold, you hold, night "
    "falls, night comes, night approaches, im, youre, we already, you already, it looks, it "
    "seems, we have no, i have no"
)
# What is weighed, and not asked for.
OPTIONS = "i could, i might, one could, we might, options are, the options are, option a, option b, either we, either i, i can either"
# "The lake that we passed": told of a thing by what happened there.
RECALLED = ", ".join(
    f"{who} {did}{when}"
    for who in ("we", "you", "i", "that we", "that you", "that i", "which we", "which you")
    for did in (
        "passed", "saw", "found", "built", "placed", "made", "visited", "left", "noticed",
        "spotted", "came from", "came across", "went past", "passed by", "walked by", "were at",
        "have seen", "have found", "just saw", "just passed", "put down", "set up",
    )
    for when in ("", " earlier", " before", " a while ago", " first", " just now", " last")
)  # fmt: skip
# "It would be nice if you could": what is polite about a plan, and no condition.
POLITE = ", ".join(
    f"{said} {how} {to}"
    for said in ("it would be", "it'd be", "it might be", "it may be", "that would be", "would be", "it is", "it's")
    for how in ("nice", "great", "lovely", "good", "best", "better", "wise", "kind", "helpful", "smart", "a good idea")
    for to in ("", "to", "if you", "if we", "if you could", "if we could", "if you would", "for you to")
)  # fmt: skip
# "We need it later": why something is to be done or left.
NEEDED = ", ".join(
    f"{who} {need} {what}"
    for who in (
        "we",
        "you",
        "i",
        "we'll",
        "you'll",
        "i'll",
        "we will",
        "you will",
        "we might",
        "you might",
        "we still",
    )
    for need in ("need", "want")
    for what in ("it", "them", "that", "those", "him")
)
