"""How people word what is to be done: the tables of ``training.instructions.paraphrase``.

Each row is a place in a sentence and what can stand there, parted by bars; the first is the
plainest. {n} is an amount, {d} the same in digits, {x} what is to be done, {g} the same as "doing
it", {s} how things are, {way} a direction, {unit} a step. Rows "one ..." hold for a count of one,
rows "many ..." for more.
"""

from __future__ import annotations

from collections.abc import Mapping

_TABLE = "table|crafting table|workbench|bench|crafting bench|work bench"
_FURNACE = "furnace|oven|smelter|stove|kiln"
_TOOLS: Mapping[str, str] = {
    "wood_pickaxe": "wood pickaxe|wooden pickaxe|wood pick|wooden pick axe|wooden pick|pickaxe out of wood",
    "stone_pickaxe": "stone pickaxe|stone pick|stone pick axe|pickaxe of stone|rock pickaxe|pickaxe out of stone",
    "iron_pickaxe": "iron pickaxe|iron pick|iron pick axe|pickaxe of iron|metal pickaxe|pickaxe out of iron",
    "wood_sword": "wood sword|wooden sword|wooden blade|sword of wood|wood blade|sword out of wood",
    "stone_sword": "stone sword|stone blade|sword of stone|rock sword|sword out of stone",
    "iron_sword": "iron sword|iron blade|sword of iron|metal sword|sword out of iron",
}

_ROWS: Mapping[str, str] = {
    # Whole texts.
    "ask": (
        "please {x}|{x} please|could you {x}?|can you {x}?|I want you to {x}|I'd like you to "
        "{x}|let's {x}|you should {x}|we need to {x}|try to {x}|hey, {x}|ok, {x}|ok now {x}|now "
        "{x}|{x}, thanks|{x} for me|{x} if you can|your task is to {x}|plan: {x}|just {x}|quickly "
        "{x}|go ahead and {x}|the plan is to {x}|next goal: {x}|would you {x}?|{x} as fast as you "
        "can|{x} now|it's time to {x}|don't forget to {x}|make sure to {x}|I think you should "
        "{x}|we should {x}|you need to {x}|would you please {x}?|could you please {x}|hi! "
        "{x}|{x}, thank you|{x}, buddy|I need you to {x}|{x} right away|for now {x}|we have to "
        "{x}|you must {x}|alright, {x}|goal: {x}|my plan: {x}|{x} asap|why don't you {x}?|maybe "
        "{x}|we could {x}|can we {x}?|well, {x}|start by doing this: {x}|how about we {x}?|be so "
        "kind and {x}|your job: {x}|I would like you to {x}|remember to {x}|time to {x}|pls "
        "{x}|{x} pls|kindly {x}|{x} first of all|carefully {x}|get ready to {x}|plz {x}"
    ),
    "reason": (
        "{x} because {r}|{x}, because {r}|{x} since {r}|{r}, so {x}|{x}, since {r}|because {r}, "
        "{x}|{x} - {r}|{x}, {r}|{r}. {x}|{x} ({r})|{x} as {r}|since {r}, {x}|{r} so {x}|{x} cause "
        "{r}|{x}: {r}|seeing that {r}, {x}|{x}, given that {r}"
    ),
    "two": (
        "{a}, then {b}|{a} and then {b}|first {a}, then {b}|{a} then {b}|{a}. Then {b}|{a}; "
        "{b}|{a} and {b}|{a}, {b}|{a}, and then {b}|first {a}, and after that {b}|{a}, after that "
        "{b}|{a}, afterwards {b}|{a} -> {b}|1. {a} 2. {b}|1) {a} 2) {b}|1. {a}\n2. {b}|{a}. "
        "{b}|{a}. After that, {b}|{a} before you {b}|first {a}; second {b}|step 1: {a}. step 2: "
        "{b}|{a}, next {b}|{a}. Next, {b}|start with this: {a}. Then {b}|{a}, and {b}|{a}\n{b}|- "
        "{a}\n- {b}|begin by this: {a}, then {b}|{a} > {b}|to start, {a}, then {b}|{a}, finally "
        "{b}|{a} / {b}|first of all {a}, then {b}|firstly {a}, secondly {b}|{a}, later {b}|{a} & "
        "{b}|{a}, once done {b}|{a} + {b}|{a}. when you're done, {b}|a) {a} b) {b}"
    ),
    "three": (
        "{a}, then {b}, then {c}|{a}, {b} and {c}|first {a}, then {b} and then {c}|{a}, {b}, "
        "{c}|{a} and then {b} and then {c}|first {a}, then {b}, finally {c}|1. {a} 2. {b} 3. "
        "{c}|1) {a} 2) {b} 3) {c}|1. {a}\n2. {b}\n3. {c}|{a}. Then {b}. Then {c}|{a}; {b}; "
        "{c}|{a} -> {b} -> {c}|{a}, {b}, then {c}|step 1: {a}. step 2: {b}. step 3: {c}|{a}. {b}. "
        "{c}|{a}, {b}, and {c}|first {a}. second {b}. third {c}|{a}, after that {b}, and finally "
        "{c}|{a}, next {b}, lastly {c}|- {a}\n- {b}\n- {c}|{a}, afterwards {b}, at the end {c}|to "
        "begin with {a}, then {b}, then {c}|{a}\n{b}\n{c}|{a} > {b} > {c}|firstly {a}, secondly "
        "{b}, and lastly {c}|{a} then {b} then {c}"
    ),
    # More than three steps, each joined to those before it, or as a list.
    "next": (
        "{a}, then {b}|{a}, {b}|{a} and then {b}|{a}. Then {b}|{a}; {b}|{a} -> {b}|{a}. {b}|{a}, "
        "after that {b}|{a}, next {b}|{a}\n{b}|{a} > {b}|{a}, and {b}|{a} then {b}|{a}. Next, "
        "{b}|{a}, and then {b}|{a}. After that, {b}|{a}, afterwards {b}|{a}. once done, {b}"
    ),
    "last": (
        "{a}, then {b}|{a} and {b}|{a}, and {b}|{a}, and finally {b}|{a}, finally {b}|{a}. "
        "Finally, {b}|{a} and then {b}|{a}, lastly {b}|{a}. At the end, {b}|{a}, and then "
        "{b}|{a}. Last, {b}"
    ),
    "first": "{a}|first {a}|first of all, {a}|start with this: {a}|to begin with, {a}|firstly {a}",
    "item": "{d}. {x}|{d}) {x}|- {x}|step {d}: {x}|* {x}|({d}) {x}|{d}: {x}",
    # Conditions.
    "until": "{x} until {s}|{x} till {s}|{x} til {s}",
    "when": "when {s}, {x}|once {s}, {x}|as soon as {s}, {x}|{x} when {s}|{x} once {s}|{x} as soon as {s}|the moment {s}, {x}",
    "if": "if {s}, {x}|{x} if {s}|provided that {s}, {x}|{x}, if {s}|{x} only if {s}",
    "unless": "unless {s}, {x}|{x} unless {s}|{x}, unless {s}",
    "whenever": (
        "whenever {s}, {x}|every time {s}, {x}|each time {s}, {x}|any time {s}, {x}|{x} whenever "
        "{s}|{x} every time {s}|if ever {s}, {x}|when {s}, {x}|if {s}, {x}|{x}, whenever "
        "{s}|always {x} when {s}"
    ),
    "state night": "it is night|it gets dark|night falls|it's dark|the sun goes down|nightfall|it is dark|dusk",
    "state day": "it is day|it is light|it's day|it is daytime|it is bright",
    "state morning": "it is morning|morning|dawn|the sun comes up|sunrise|the morning|daybreak|the night is over",
    "state awake": "you are awake|you wake up|you are awake again|you woke up",
    "state at least": "{v} is at least {d}|{v} is {d} or more|{v} reaches {d}|you have at least {d} {v}|{v} is back at {d}",
    "state at most": "{v} is at most {d}|{v} drops to {d}|{v} is {d} or less|{v} falls to {d}|{v} is down to {d}|{v} sinks to {d}",
    "state held": "you have at least {n} {t}|you have {n} {t}|we have {n} {t}|you've got {n} {t}|you hold {n} {t}|we own {n} {t}",
    "state short": "you have at most {d} {t}|you have {d} or fewer {t}|you have no more than {d} {t}",
    "state seen": "you see {t}|there is {t}|you spot {t}|you find {t}|you come across {t}|you notice {t}|we see {t}",
    "state unseen": "you do not see {t}|you see no {p}|there is no {p}|there are no {p} around",
    # What is not to be done.
    "refuse": (
        "don't {x}|do not {x}|never {x}|please don't {x}|you must not {x}|you should not "
        "{x}|avoid {g}|stop {g}|dont {x}|don't ever {x}|under no circumstances {x}|refrain from "
        "{g}|no {g}|without {g}|you shouldn't {x}|don't you dare {x}"
    ),
    "refuse when": "if {s}, {x}|when {s}, {x}|{x} when {s}|{x} while {s}|{x} if {s}|while {s}, {x}|as long as {s}, {x}",
    "refuse until": "{x} until {s}|until {s}, {x}|{x} till {s}|{x} til {s}",
    "ruled": (
        "{a}. {r}|{a}, but {r}|{a}, {r}|{a} and {r}|{r}. {a}|{r}, {a}|{a}; {r}|{a} - "
        "{r}|{a}\n{r}|{a}. Also, {r}|{a}. And {r}|{r}; {a}|{r}. Now {a}|{a}. One more thing: "
        "{r}|{r}\n{a}|{a}. But {r}|{a}. Remember: {r}|{r} and {a}"
    ),
    "why not": "it's dangerous|we need it later|there is no time for that|it takes too long|it is not worth it|we can't afford it",
    "talk": (
        "good job so far. {x}|nice work! {x}|hello! {x}|{x}. good luck!|well done! {x}|alright "
        "then, {x}|great. {x}|ok, here is the plan: {x}|{x}. thanks!|so far so good. {x}|hey "
        "buddy, {x}|right, {x}|yes! {x}|{x}. thank you!|hmm, {x}"
    ),
    "where": ", {o}| {o}| at {o}| ({o})|, it is {o}|, {o} of here|, that's {o}| - {o}| {o} from here",
    "here": "{x} here|{x} right here|{x} on this spot|{x} where you are|{x} where you stand",
    "back here": "come back here|go back here|return here|come back to this spot|return to this spot|walk back here|get back here",
    "offset": "{o1} {o2}|{o1}, {o2}|{o1} and {o2}",
    # Amounts and directions.
    "2": "2|two|a couple of|a pair of",
    "3": "3|three|a few|some",
    "5": "5|five|several|a bunch of",
    "unit": "step|cell|tile|block|square|space|field|pace",
    "one unit": "one {unit}|1 {unit}|a {unit}|a single {unit}",
    "north": "north|up|northward|to the north|northwards|upwards",
    "south": "south|down|southward|to the south|southwards|downwards",
    "east": "east|right|eastward|to the east|eastwards|to the right",
    "west": "west|left|westward|to the west|westwards|to the left",
    "north-east": "north-east|northeast|up right|to the north-east|NE",
    "north-west": "north-west|northwest|up left|to the north-west|NW",
    "south-east": "south-east|southeast|down right|to the south-east|SE",
    "south-west": "south-west|southwest|down left|to the south-west|SW",
    # Collecting.
    "collect": "{verb} {thing}|go {verb} {thing}|go and {verb} {thing}|{verb} me {thing}|{verb} us {thing}|{verb} {thing} nearby",
    "note collect": "{d} {name}|{name} x{d}|{d}x {name}|{name}: {d}|+{d} {name}|{name} {d}|need {d} {name}|{d} more {name}",
    "verb wood": "collect|get|chop|gather|cut|fetch|obtain|grab|chop up|bring back|farm|acquire|harvest|stock up on|hack",
    "verb stone": "collect|get|mine|gather|dig|fetch|obtain|grab|dig up|break|dig out|quarry|acquire|extract|excavate|hack out",
    "verb coal": "collect|get|mine|gather|dig|fetch|obtain|grab|dig up|break|dig out|acquire|extract|excavate|take",
    "verb iron": "collect|get|mine|gather|dig|fetch|obtain|grab|dig up|break|dig out|acquire|extract|excavate|take",
    "verb diamond": "collect|get|mine|gather|dig|fetch|obtain|grab|dig up|break|dig out|acquire|extract|secure|take",
    "verb sapling": "collect|get|pick|gather|pick up|fetch|obtain|grab|acquire|take",
    "name wood": "wood|logs|timber|lumber|planks", "name stone": "stone|stones|rocks|cobblestone",
    "name coal": "coal|coal ore|charcoal", "name iron": "iron|iron ore|metal",
    "name diamond": "diamonds|gems|diamond|jewels",
    "name sapling": "saplings|seedlings|seeds|sprouts",
    "one wood": "1 wood|wood|a piece of wood|a log|one wood|a wood log|one log|1 piece of wood",
    "one stone": "1 stone|stone|a stone|a rock|one stone|a piece of stone|a block of stone|one rock|the rock",
    "one coal": "1 coal|coal|a piece of coal|one coal|a lump of coal|the coal",
    "one iron": "1 iron|iron|a piece of iron|one iron|the iron|an iron ore|a chunk of iron",
    "one diamond": "1 diamond|a diamond|the diamond|one diamond|that diamond|a gem|a white gem",
    "one sapling": "1 sapling|a sapling|one sapling|a seedling|a tree sapling|a seed|a sprout",
    "many wood": "{n} wood|{n} logs|{n} pieces of wood|{n} more wood|wood {n} times|{n} wood logs|{n} timber|{n} planks",
    "many stone": "{n} stone|{n} stones|{n} rocks|{n} pieces of stone|{n} blocks of stone|{n} more stones|{n} cobblestone",
    "many coal": "{n} coal|{n} pieces of coal|{n} lumps of coal|{n} more coal|{n} coal ores|{n} chunks of coal",
    "many iron": "{n} iron|{n} pieces of iron|{n} iron ores|{n} more iron|{n} chunks of iron|{n} metal",
    "many diamond": "{n} diamonds|{n} gems|{n} more diamonds|{n} shiny diamonds|{n} jewels",
    "many sapling": "{n} saplings|{n} seedlings|{n} more saplings|{n} seeds|{n} sprouts",
    "fell": "chop down {trees}|cut down {trees}|fell {trees}|punch {trees}|chop {trees}|knock down {trees}",
    "one tree": "a tree|one tree|1 tree|the tree",
    "many trees": "{n} trees|{n} more trees|{n} of the trees",
    # What keeps the player alive.
    "one drink": (
        "drink water|drink|drink some water|have a drink|get a drink|get something to "
        "drink|quench your thirst|take a sip of water|get some water|have some water|go "
        "drink|drink from the lake|hydrate|have a drink of water|go get a drink|take a "
        "drink|drink something|find something to drink|rehydrate|drink at the lake|drink from the "
        "river"
    ),
    "many drink": "drink {n} times|drink water {n} times|have {n} drinks|take {n} sips of water|have {n} sips|drink {d}x",
    "one cow": (
        "eat a cow|kill a cow|hunt a cow|eat the cow|get some beef|hunt down a cow|slaughter a "
        "cow|kill that cow|catch a cow|kill a cow for food|eat some meat|butcher the cow|kill and "
        "eat a cow|hunt the nearest cow|have a steak|feast on a cow"
    ),
    "many cow": "eat {n} cows|kill {n} cows|hunt {n} cows|hunt down {n} cows|slaughter {n} cows|butcher {n} cows",
    "plant": "eat the ripe plant|eat the plant|harvest the plant|eat the fruit|harvest the ripe plant|eat a plant|harvest the crop",
    "one meal": (
        "eat something|eat|find food|get some food|find something to eat|have a meal|get "
        "something to eat|eat some food|grab a bite to eat|go eat|have lunch|look for food|feed "
        "yourself|have a snack"
    ),
    "many meal": "eat {n} times|have {n} meals|eat {n} meals",
    "sleep": (
        "sleep until morning|sleep|go to sleep|go to bed|take a nap|get some sleep|rest|sleep "
        "through the night|get some rest|have a nap|sleep until dawn|lie down|rest until "
        "morning|have a rest|take a rest|sleep for the night"
    ),
    "shelter": (
        "wall in|build a shelter|wall yourself in|make a shelter|close yourself in|hide|take "
        "shelter|block yourself in with stone|surround yourself with stones|dig in|barricade "
        "yourself|build walls around you|get to safety|hide from the monsters|seal yourself "
        "in|find shelter|take cover|put stones around yourself|enclose yourself|build a "
        "hut|bunker down"
    ),
    "wait": (
        "wait {n} {unit}|wait for {n} {unit}|stay here for {n} {unit}|do nothing for {n} "
        "{unit}|stand still for {n} {unit}|pause for {n} {unit}|stay put for {n} {unit}|idle for "
        "{n} {unit}|stay where you are for {n} {unit}|rest {n} {unit}|wait here {n} {unit}|hold "
        "still for {n} {unit}|noop {n} {unit}"
    ),
    "time": "step|turn|tick|round|move",
    # Making and placing.
    "make": (
        "make {a}|craft {a}|build {a}|create {a}|make yourself {a}|get {a}|forge {a}|construct "
        "{a}|produce {a}|craft {a} at the table|make {a} at the table|craft yourself {a}|assemble "
        "{a}|make us {a}|obtain {a}|use the table to make {a}|fashion {a}|go make {a}"
    ),
    "note make": "{t}|{t} now|{t} next|need {a}|new {t}",
    "set": "place {a}|build {a}|put down {a}|make {a}|set up {a}|craft {a}|put {a} here|place {a} here|create {a}|construct {a}|"
    "install {a}|place {a} nearby|put {a} down|set down {a}|erect {a}|lay down {a}",
    "table": _TABLE,
    "furnace": _FURNACE,
    "sow": (
        "plant the sapling|place the sapling|plant a sapling|put the sapling in the ground|plant "
        "the seed|plant the sapling here|place the sapling on grass|sow the seed|plant a "
        "tree|grow a tree|plant your sapling|put down the sapling|set the sapling"
    ),
    "one lay": "place a stone|put down a stone|place one stone|put a stone in front of you|lay a stone|place 1 stone|set down a rock|"
    "put down a rock|drop down a stone|place a stone block|place a block of stone",
    "many lay": "place {n} stones|put down {n} stones|lay {n} stones|set down {n} rocks|place {n} stone|place {n} blocks of stone|"
    "put down {n} rocks|place {n} rocks",
    # Going.
    "verb go": "go|walk|move|head|run|travel|march|step|proceed|hike|advance|make your way|hurry",
    "far": "{verb} {n} {way}|{verb} {way} {n}|{verb} {way} for {n}|take {n} {way}|{verb} about {n} {way}|{verb} exactly {n} {way}|"
    "turn {word} and walk {n}",
    "note far": "{n} {word}|{word} {n}|{d}{letter}|{word}, {n}|{word}: {n}|{n} x {word}",
    "on": "{verb} {way}|{verb} further {way}|keep going {way}|{verb} all the way {way}|{verb} far {way}|"
    "continue {way}",
    "verb to": "go to|walk to|head to|go back to|run to|get to|return to|approach|go over to|move to|head for|make for|visit|"
    "walk over to|travel to|come to|reach|go up to|move next to|head over to|go near",
    "which": "the {t}|the nearest {t}|the closest {t}|that {t}",
    "home": "go home|go back to the start|return to the start|go to the start|walk back home|go to spawn|return home|"
    "go back to where you started|head back to the start|go to the starting point|return to "
    "spawn|head home|go back to base",
    "place tree": "tree|forest|trees|woods",
    "place water": "water|lake|pond|river|shore|lakeside",
    "place table": _TABLE,
    "place furnace": _FURNACE,
    "place stone": "stone|rock|mountain|rocks|cliff|stones",
    "place coal": "coal|coal ore|charcoal",
    "place iron": "iron|iron ore|metal",
    "place diamond": "diamond|gem|diamonds|diamond ore",
    "place grass": "grass|meadow|grassland|field|lawn",
    "place sand": "sand|beach|desert",
    "place path": "path|trail",
    "place lava": "lava|magma",
    "place cave": "cave|tunnel|cavern|mine|dungeon",
    "place cow": "cow|cattle|cows|animal",
    "place zombie": "zombie|ghoul|undead|zombies",
    "place skeleton": "skeleton|archer|skelly|skeletons",
    "place plant": "plant|crop|ripe plant",
    # Fighting.
    "verb fight": "fight|kill|attack|defeat|slay|get rid of|take out|beat|hit|deal with|destroy|eliminate|battle|finish off|go kill|"
    "take on|murder|stab|smash",
    "one foe": "the {t}|that {t}|the nearest {t}|this {t}|one {t}|the {t} with your sword",
    "foe zombie": "zombie|ghoul|undead",
    "foe skeleton": "skeleton|archer|skelly|bowman",
    "foe monster": "monster|enemy|foe|mob|creature|beast|attacker",
    # Exploring.
    "explore": "explore|look around|explore the area|have a look around|wander around|scout around|explore the map|roam around|"
    "go exploring|explore a bit|take a look around|search around|scout the area|explore the world",
    "explore way": "explore {way}|scout {way}|explore the {word}|look around {way}|explore further {way}|go exploring {way}|"
    "wander {way}|scout out the {word}|roam {way}|go {way} and explore|explore {way} a "
    "bit|explore the area {way}",
    "explore thing": "find {t}|look for {t}|search for {t}|explore for {t}|locate {t}|go find {t}|go look for {t}|seek {t}|seek out {t}|"
    "track down {t}|search the area for {t}|go and find {t}|scout for {t}|discover {t}|go in "
    "search of {t}",
    "explore thing way": "explore {way} for {t}|look for {t} {way}|search {way} for {t}|go {way} and look for {t}|find {t} {way}|"
    "head {way} and find {t}|scout {way} for {t}|search for {t} {way}|look {way} for {t}|go {way} "
    "to find {t}",
    "some tree": "trees|a tree|a forest|some trees|the forest",
    "some wood": "wood|some wood|timber|logs|lumber",
    "some water": "water|a lake|some water|a river|a pond|the lake",
    "some stone": "stone|rocks|some stone|a mountain|stones",
    "some coal": "coal|some coal|coal ore|more coal",
    "some iron": "iron|some iron|iron ore|more iron",
    "some diamond": "diamonds|a diamond|some diamonds|a gem|gems",
    "some sapling": "saplings|a sapling|some saplings|seedlings|seeds",
    "some grass": "grass|a meadow|some grass|a field|grassland",
    "some sand": "sand|a beach|some sand|a desert",
    "some path": "a path|a trail|some path",
    "some lava": "lava|some lava|magma",
    "some table": "a table|the table|a workbench",
    "some furnace": "a furnace|the furnace|an oven",
    "some cave": "a cave|caves|a tunnel|a cavern|a dungeon",
    "some cow": "cows|a cow|some cows|cattle|animals",
    "some zombie": "zombies|a zombie|some zombies",
    "some skeleton": "skeletons|a skeleton|some skeletons|archers",
    "some plant": "a plant|plants|the plant",
    # Reasons.
    "why drink": "I'm thirsty|you are thirsty|your drink is low|we are thirsty|you look thirsty|the water bar is low|drink is low",
    "why eat": "I'm hungry|you are hungry|your food is low|we are hungry|you look hungry|the food bar is low|food is low",
    "why sleep": "you are tired|I'm tired|it is dark|it's night|your energy is low|you look tired|energy is low",
    "why shelter": "it is getting dark|it's dangerous here|there are zombies|it's night|we are not safe here|it is dark",
    "why fight": "it's dangerous|it is in the way|it is attacking you|we want the achievement|you are strong enough|it hurts you",
    "why collect": "we need it|we need more|it is useful|we will need it later|it's right there|we don't have enough",
    "why make": "we need it|it is useful|you have what it takes|that's the next step|it makes things easier",
    "why place": "we need it|it is useful|that's the next step|it helps us|we need one here",
    "why go": "I saw something there|it is safer there|it's nicer there|I want to see what is there|that's where we want to be",
    "why explore": "we have to find things|I want to see more|we know too little|there is nothing here|we are lost",
    "why wait": "I need to think|I want to look|something may happen|there is no hurry|I'm not ready",
}  # fmt: skip

WORDS: Mapping[str, tuple[str, ...]] = {
    place: tuple(row.split("|")) for place, row in {**_ROWS, **_TOOLS}.items()
}
