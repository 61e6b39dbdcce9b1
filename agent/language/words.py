"""The words of plans: what people call things, actions, directions and numbers."""

from __future__ import annotations

import re

NUMBERS = {
    "a": 1, "an": 1, "one": 1, "single": 1, "another": 1, "once": 1, "two": 2, "couple": 2, "pair": 2, "twice": 2, "three": 3, "few": 3,
    "some": 3, "several": 4, "four": 4, "five": 5, "bunch": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "dozen": 12, "fifteen": 15, "twenty": 20, "bit": 3, "lots": 9, "many": 9, "plenty": 9,
}  # fmt: skip

DIRECTIONS = {
    "north": (0, -1), "n": (0, -1), "up": (0, -1), "upward": (0, -1), "upwards": (0, -1), "northward": (0, -1), "northwards": (0, -1),
    "south": (0, 1), "s": (0, 1), "down": (0, 1), "downward": (0, 1), "downwards": (0, 1), "southward": (0, 1), "southwards": (0, 1),
    "east": (1, 0), "e": (1, 0), "right": (1, 0), "eastward": (1, 0), "eastwards": (1, 0),
    "west": (-1, 0), "w": (-1, 0), "left": (-1, 0), "westward": (-1, 0), "westwards": (-1, 0),
    "northeast": (1, -1), "ne": (1, -1), "northwest": (-1, -1), "nw": (-1, -1), "southeast": (1, 1), "se": (1, 1),
    "southwest": (-1, 1), "sw": (-1, 1),
}  # fmt: skip

# What a thing is called; the value is its name in goals.
THINGS = {
    "wood": "wood", "woods": "wood", "log": "wood", "logs": "wood", "timber": "wood", "lumber": "wood", "tree": "tree", "trees": "tree",
    "forest": "tree", "trunk": "tree", "stone": "stone", "stones": "stone", "rock": "stone", "rocks": "stone", "cobble": "stone",
    "cobblestone": "stone", "boulder": "stone", "boulders": "stone", "mountain": "stone", "mountains": "stone", "cliff": "stone",
    "coal": "coal", "iron": "iron", "diamond": "diamond", "diamonds": "diamond", "gem": "diamond", "gems": "diamond",
    "sapling": "sapling", "saplings": "sapling", "seed": "sapling", "seeds": "sapling", "seedling": "sapling",
    "plant": "plant", "plants": "plant", "crop": "plant", "crops": "plant", "garden": "plant", "fruit": "plant", "vegetable": "plant",
    "vegetables": "plant", "water": "water", "lake": "water", "river": "water", "pond": "water", "sea": "water", "shore": "water",
    "drink": "water", "grass": "grass", "grassland": "grass", "meadow": "grass", "field": "grass", "sand": "sand", "beach": "sand",
    "lava": "lava", "path": "path", "tunnel": "cave", "tunnels": "cave", "cave": "cave", "caves": "cave", "cavern": "cave",
    "dungeon": "cave", "table": "table", "tables": "table", "workbench": "table", "bench": "table", "furnace": "furnace",
    "furnaces": "furnace", "oven": "furnace", "smelter": "furnace", "forge": "furnace", "kiln": "furnace", "cow": "cow", "cows": "cow",
    "cattle": "cow", "beef": "cow", "meat": "cow", "steak": "cow", "animal": "cow", "animals": "cow", "food": "food", "meal": "food",
    "zombie": "zombie", "zombies": "zombie", "skeleton": "skeleton", "skeletons": "skeleton", "archer": "skeleton",
    "archers": "skeleton", "monster": "monster", "monsters": "monster", "enemy": "monster", "enemies": "monster", "mob": "monster",
    "mobs": "monster", "start": "start", "spawn": "start", "beginning": "start", "shelter": "shelter", "hideout": "shelter",
    "bunker": "shelter", "hut": "shelter", "house": "shelter",
}  # fmt: skip

MATERIALS = {"wooden": "wood", "wood": "wood", "stone": "stone", "rock": "stone", "iron": "iron", "metal": "iron"}
TOOLS = {
    "pickaxe": "pickaxe", "pickaxes": "pickaxe", "pick": "pickaxe", "picks": "pickaxe", "pickax": "pickaxe", "sword": "sword",
    "swords": "sword", "weapon": "sword",
}  # fmt: skip

# What a verb says is done; its object decides the goal.
VERBS = {
    "take": {
        "collect", "gather", "get", "grab", "take", "fetch", "obtain", "acquire", "harvest", "pick", "bring", "need", "farm", "stock", "loot",
    },
    "mine": {"mine", "dig", "chop", "cut", "fell", "hack", "excavate", "extract", "break", "punch", "smash"},
    "make": {"make", "craft", "create", "forge", "build", "construct", "produce", "fashion", "assemble", "prepare"},
    "place": {"place", "put", "set", "lay", "drop", "position"},
    "plant": {"plant", "sow", "grow"},
    "go": {
        "go", "walk", "move", "head", "run", "travel", "proceed", "return", "come", "step", "wander", "flee", "retreat", "escape", "enter",
        "approach", "reach", "continue", "keep", "march", "hike", "visit", "tunnel",
    },
    "eat": {"eat", "feed", "consume", "devour", "hunt", "slaughter"},
    "drink": {"drink", "sip", "hydrate", "refill"},
    "fight": {"fight", "kill", "attack", "slay", "defeat", "hit", "battle", "destroy", "murder", "beat", "stab", "engage"},
    "sleep": {"sleep", "rest", "nap", "doze", "snooze"},
    "shelter": {
        "shelter", "hide", "wall", "barricade", "fortify", "enclose", "seal", "block", "surround", "protect",
    },
    "explore": {"explore", "find", "look", "search", "scout", "seek", "discover", "locate", "roam", "spot"},
    "wait": {"wait", "stay", "stand", "idle", "pause", "hold", "remain"},
}  # fmt: skip
VERB_OF = {word: verb for verb, words in VERBS.items() for word in words}

NEGATIONS = {
    "don't", "dont", "not", "never", "avoid", "without", "stop", "leave", "ignore", "skip", "refuse", "except", "cannot", "can't", "cant",
    "shouldn't", "no",
}  # fmt: skip
CONDITIONS = {"if", "when", "whenever", "unless", "until", "till"}
MORNING = {"morning", "dawn", "daylight", "day", "sunrise", "daytime", "awake", "rested", "light", "wake"}
# Words that open a reason, which is no goal; what follows them in the clause is left out.
REASONS = {"because", "so", "since", "before", "otherwise", "lest", "cause", "while"}
UNITS = {"step", "steps", "cell", "cells", "block", "blocks", "tile", "tiles", "square", "squares", "turn", "turns", "time", "times"}
# What may stand in a plan of no verb ("3 wood please", "now the iron") or beside a verb of no object ("fight on").
FILLER = {
    "the", "please", "pls", "now", "just", "more", "of", "x", "ok", "okay", "next", "also", "quickly", "quick", "again", "your", "my", "our",
    "me", "you", "i", "we", "us", "it", "its", "it's", "this", "these", "those", "there", "here", "to", "for", "in", "on", "at", "and",
    "piece", "pieces", "unit", "units", "nearby", "near", "nearest", "closest", "about", "around", "least", "then", "first",
    "finally", "lastly", "too", "with", "from", "by", "up", "all", "any", "something", "things", "stuff", "better", "good", "safe",
    "safely", "carefully", "fast", "soon", "asap", "immediately", "straight", "directly", "towards", "toward", "into", "until", "till",
    "would", "could", "can", "should", "let's", "lets", "let", "want", "like", "be", "is", "will", "must", "have", "has", "go", "hey", "hi",
    "thanks", "thank", "area", "place", "side", "way", "direction", "away", "out", "off", "over", "still", "little", "that", "which",
    "front", "back", "some", "new", "other", "night", "tonight", "them", "him", "full", "enough", "health", "do", "everything", "world",
    "map", "land", "surroundings", "ground", "bed",
} | UNITS  # fmt: skip
COMMON = {
    "there", "where", "their", "these", "those", "other", "after", "again", "about", "place", "right", "still", "while", "being", "could",
    "would", "should", "might", "first", "until", "before", "because", "around", "under", "every", "thing", "things", "white", "black",
    "great", "hello", "please", "thanks", "later", "never", "which", "whole", "world", "times", "steps", "alone", "score", "store",
    "shore", "movie", "sting", "money", "honey", "party", "heart", "earth", "tower", "flower", "cloud",
}  # fmt: skip

# Two words that make one, and phrases that mean one word.
_PHRASES = (
    (r"\bright (?:now|away)\b", "now"),
    (r"\b(?:in order|so as) to\b", "to"),
    (r"\bas soon as\b", "when"),
    (r"\b(?:wake up|waking up|you wake|you're awake|you are awake)\b", "morning"),
    (r"\bhalf a dozen\b", "6"),
    (r"\b(?:make|keep) sure (?:to|you|that you)\b", ""),
    (r"\bgo home\b", "go start"),
    (r"\bwhere (?:you|we|i) (?:started|began|spawned)\b", "start"),
    (r"\b(\d+) ?x\b", r"\1"),
    (r"\bx ?(\d+)\b", r"\1"),
    (r"\bnorth[\s-]+east(?:ern|wards?)?\b", "northeast"),
    (r"\bnorth[\s-]+west(?:ern|wards?)?\b", "northwest"),
    (r"\bsouth[\s-]+east(?:ern|wards?)?\b", "southeast"),
    (r"\bsouth[\s-]+west(?:ern|wards?)?\b", "southwest"),
    (r"\b(?:crafting|work|crafter'?s?)[\s-]+(?:table|bench|station)s?\b", "table"),
    (r"\bpick[\s-]+axe(?:s?)\b", "pickaxe"),
    (r"\b(?:go|get|head) (?:to|into) bed\b", "sleep"),
    (r"\bgo (?:to|and)? ?sleep\b", "sleep"),
    (r"\b(?:get|take|have|catch) (?:some |a |a bit of |an? \w+ )?(?:sleep|rest|nap|shut-?eye)\b", "sleep"),
    (r"\b(?:i'?m|you'?re|we'?re|you are|i am|feeling|getting) (?:so |very |really )?thirsty\b", "drink water"),
    (r"\b(?:i'?m|you'?re|we'?re|you are|i am|feeling|getting) (?:so |very |really )?hungry\b", "eat food"),
    (r"\b(?:i'?m|you'?re|we'?re|you are|i am|feeling|getting) (?:so |very |really )?(?:tired|sleepy)\b", "sleep"),
    (r"\bquench (?:your|my|the|our) thirst\b", "drink water"),
    (r"\b(?:get|have|take|grab|find) (?:something to drink|a drink|some drinks?|a sip)(?: of water)?\b", "drink water"),
    (r"\b(?:get|have|find|grab|take) (?:something to eat|some food|a bite|a meal|food)(?: to eat)?\b", "eat food"),
    (r"\b(?:chop|cut|knock|take) down\b", "chop"),
    (r"\bpick up\b", "collect"),
    (r"\bset (?:up|down)\b", "place"),
    (r"\bput (?:down|up)\b", "place"),
    (r"\b(?:dig|hole|hunker|wall|box|seal|block|fence|close|shut|brick) (?:yourself |myself |us |him )?(?:in|up|off)\b", "shelter"),
    (r"\bdig (?:yourself|a hole|a shelter)\b", "shelter"),
    (r"\b(?:take|find|make|build|dig|seek|get) (?:some |a |an? \w+ |into |in )?(?:shelter|cover|hideout|bunker|refuge)\b", "shelter"),
    (r"\b(?:turn|face) (?=(?:north|south|east|west|left|right|up|down)\b)", "go 1 "),
    (r"\blook (?:around|about)\b", "explore"),
    (r"\b(?:look|search|hunt)(?:ing)? (?:out )?for\b", "explore for"),
    (r"\bstay (?:where you are|put|here|still)\b", "wait"),
    (r"\b(?:do nothing|stand still)\b", "wait"),
)  # fmt: skip
PHRASES = tuple((re.compile(pattern), words) for pattern, words in _PHRASES)

KNOWN = frozenset({*NUMBERS, *DIRECTIONS, *THINGS, *MATERIALS, *TOOLS, *VERB_OF, *NEGATIONS, *CONDITIONS, *FILLER, *REASONS, *COMMON})
TARGETS_OF_TYPOS = sorted(word for word in {*DIRECTIONS, *THINGS, *MATERIALS, *TOOLS, *VERB_OF, "until", "morning"} if len(word) >= 4)
