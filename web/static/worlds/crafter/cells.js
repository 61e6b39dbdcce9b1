// What stands on a cell, what it takes, and what can be asked for there. The rules come from the
// game (rules.js); the plans are in the words in which the server tells how it read them.
import { indexOf, isInside, placeIn } from "./chart.js";
import { CREATURES, MATERIALS } from "./frame.js";
import { RULES } from "./rules.js";

/** @typedef {import("./frame.js").CrafterFrame} CrafterFrame */
/** @typedef {import("./frame.js").Cell} Cell */
/** @typedef {Record<string, number>} Counts */

/**
 * What is known of a cell.
 * @typedef {object} Look
 * @property {string} material "" where nobody has looked, "outside" beyond the world
 * @property {string} creature as in CREATURES, "" for none
 */
/**
 * Something to ask for.
 * @typedef {object} Choice
 * @property {string} name what it is, for tests: "collect iron"
 * @property {string} label for the menu
 * @property {(at: string) => string} plan its words; `at` as of `placeWords`
 */

/** @type {Record<string, Counts>} */
const REQUIRE = {};
/** @type {Record<string, string>} */
const GIVES = {};
for (const [material, { require, receive }] of Object.entries(RULES.collect)) {
  REQUIRE[material] = /** @type {Counts} */ (require);
  GIVES[material] = Object.keys(receive)[0];
}
/** The order of a frame's counts. */
const ITEMS = Object.keys(RULES.most);
/** @type {Record<string, string>} */
const GROUND = {
  "": "Nobody has looked here yet.",
  outside: "The end of the world.",
  path: "Path: open ground.",
  sand: "Sand: open ground.",
  lava: "Lava: deadly to walk into. A stone placed on it makes it safe.",
  table: "Table: tools are made beside it.",
  furnace: "Furnace: iron tools are made beside it and a table.",
  water: "Water: to drink.",
};
/** @type {Record<string, string>} */
const BEINGS = {
  cow: "Cow: food. Hit it until it is eaten.",
  zombie: "Zombie: hits whoever stands beside it. A sword helps.",
  skeleton: "Skeleton: shoots arrows. A sword helps.",
  plant: "Young plant: food once it is ripe. Cows and zombies trample it.",
  "plant-ripe": "Ripe plant: food.",
};
/** What placing is called. @type {Record<string, string>} */
const PLACED = { stone: "a stone", table: "a table", furnace: "a furnace", plant: "a sapling" };

/** What is held. @param {CrafterFrame} frame @returns {Counts} */
export function holdings({ items }) {
  return Object.fromEntries(ITEMS.map((name, i) => [name, items[i]]));
}

/**
 * What is known of a cell: as it is seen now, or was seen last.
 * @param {Cell} cell
 * @param {CrafterFrame} frame
 * @param {import("./chart.js").Chart} [chart]
 * @returns {Look}
 */
export function lookAt(cell, frame, chart) {
  if (!isInside(cell)) return { material: "outside", creature: "" };
  const place = placeIn(frame, cell);
  const seen = place >= 0;
  const known = seen ? frame.cells[place] : (chart?.materials[indexOf(cell)] ?? 0);
  const texture = seen
    ? frame.creatures.find((one) => one.cell === place)?.texture
    : chart?.creatures.get(indexOf(cell));
  return {
    material: known ? MATERIALS[known] : "",
    creature: texture === undefined ? "" : CREATURES[texture],
  };
}

/**
 * Where a cell is: "3 east 2 north"; "0 east" for the player's own.
 * @param {Cell} from where the player is
 * @param {Cell} to
 */
export function placeWords(from, to) {
  const [east, south] = [to.x - from.x, to.y - from.y];
  const parts = [];
  if (east || !south) parts.push(`${Math.abs(east)} ${east < 0 ? "west" : "east"}`);
  if (south) parts.push(`${Math.abs(south)} ${south < 0 ? "north" : "south"}`);
  return parts.join(" ");
}

/**
 * What is on a cell and what it takes, for people.
 * @param {Look} look
 * @param {Counts} held
 */
export function explain({ material, creature }, held) {
  if (creature.startsWith("arrow")) return "Arrow: hits whoever is in its way.";
  if (creature) return BEINGS[creature];
  if (material in GROUND) return GROUND[material];
  const name = capital(material);
  const gives = GIVES[material];
  const tool = Object.keys(REQUIRE[material])[0];
  if (tool) {
    const has = held[tool] ? "you have it" : "you have none";
    return `${name}: needs ${an(words(tool))}, ${has}.`;
  }
  const { probability } = RULES.collect[/** @type {"grass"} */ (material)];
  if (probability === 1) return `${name}: gives ${words(gives)}.`;
  return `${name}: about 1 try in ${Math.round(1 / probability)} gives ${an(words(gives))}.`;
}

/**
 * What makes sense on a cell, the likeliest first.
 * @param {Look} look
 * @param {Counts} held
 * @param {boolean} here whether the player stands on it
 * @returns {Choice[]}
 */
export function choices({ material, creature }, held, here) {
  if (material === "outside") return [];
  const list = here ? atHand() : [...meetings(creature), ...gains(material, creature, held)];
  if (!here && material !== "lava") list.push(go());
  if (material in { grass: 1, sand: 1, path: 1, water: 1, lava: 1 } && !creature) {
    list.push(...placings(material, held));
  }
  if (!here && material !== "lava") list.push(lookAround());
  return list;
}

/** What can be done about a creature. @param {string} creature @returns {Choice[]} */
function meetings(creature) {
  switch (creature) {
    case "cow":
      return [
        {
          name: "eat cow",
          label: "Eat the cow",
          plan: (at) => `go to the spot at ${at}, then eat a cow`,
        },
      ];
    case "zombie":
    case "skeleton":
      return [
        {
          name: `fight ${creature}`,
          label: `Fight the ${creature}`,
          plan: (at) => `go to the spot at ${at}, then fight a ${creature}`,
        },
      ];
    case "plant-ripe":
      return [
        {
          name: "eat plant",
          label: "Eat the plant",
          plan: (at) => `go to the plant at ${at}, then eat a plant`,
        },
      ];
    default:
      return [];
  }
}

/**
 * What can be had of a material.
 * @param {string} material
 * @param {string} creature that stands on it
 * @param {Counts} held
 * @returns {Choice[]}
 */
function gains(material, creature, held) {
  const item = GIVES[material];
  if (!item || creature) return [];
  if (item === "drink") {
    const times = Math.max(1, RULES.most.drink - held.drink);
    const drink = times === 1 ? "drink water" : `drink ${times} times`;
    return [
      {
        name: "drink",
        label: times === 1 ? "Drink" : `Drink ${times} times`,
        plan: (at) => `go to the water at ${at}, then ${drink}`,
      },
    ];
  }
  const tool = Object.keys(REQUIRE[material])[0];
  const first = tool && !held[tool] ? ` (needs ${an(words(tool))} first)` : "";
  return [
    {
      name: `collect ${item}`,
      label: `Collect ${item === "sapling" ? "a sapling" : words(item)}${first}`,
      plan: (at) => `collect 1 ${item} at ${at}`,
    },
  ];
}

/**
 * What can be placed there with what is held.
 * @param {string} material
 * @param {Counts} held
 */
function placings(material, held) {
  /** @type {Choice[]} */
  const list = [];
  for (const [thing, { uses, where }] of Object.entries(RULES.place)) {
    const paid = Object.entries(uses).every(([item, count]) => held[item] >= count);
    if (!paid || !(/** @type {string[]} */ (where).includes(material))) continue;
    const price = Object.entries(uses).map(([item, count]) => `${count} ${words(item)}`);
    list.push({
      name: `place ${thing}`,
      label: `Place ${PLACED[thing]} (${price.join(", ")})`,
      plan: (at) => `place ${PLACED[thing]} at ${at}`,
    });
  }
  return list;
}

/** What can be asked for where the player stands. @returns {Choice[]} */
function atHand() {
  return [
    { name: "look around", label: "Look around", plan: () => "explore" },
    { name: "wall in", label: "Wall in here", plan: (at) => `wall in at ${at}` },
    { name: "sleep", label: "Sleep until morning", plan: () => "sleep until morning" },
  ];
}

/** @returns {Choice} */
function go() {
  return { name: "go", label: "Go there", plan: (at) => `go to the spot at ${at}` };
}

/** @returns {Choice} */
function lookAround() {
  return {
    name: "go and look",
    label: "Go there and look around",
    plan: (at) => `go to the spot at ${at}, then explore`,
  };
}

/** "wood_pickaxe" -> "wood pickaxe". @param {string} name */
function words(name) {
  return name.replaceAll("_", " ");
}

/** "a cow", "an iron pickaxe". @param {string} noun */
function an(noun) {
  return `${"aeiou".includes(noun[0]) ? "an" : "a"} ${noun}`;
}

/** @param {string} word */
function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
