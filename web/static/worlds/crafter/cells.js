// What stands on a cell, what it takes, and what can be asked for there. The rules come from the
// game (rules.js); the plans are in the words in which the server tells how it read them.
import { t } from "../../lib/texts.js";
import { title } from "../../lib/format.js";
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
  "": t("nobody_has_looked_here_yet"),
  outside: t("the_end_of_the_world"),
  path: t("path_open_ground"),
  sand: t("sand_open_ground"),
  lava: t("lava_deadly_to_walk_into"),
  table: t("table_tools_are_made_beside"),
  furnace: t("furnace_iron_tools_are_made"),
  water: t("water_to_drink"),
};
/** @type {Record<string, string>} */
const BEINGS = {
  cow: t("cow_food_hit_it_until"),
  zombie: t("zombie_hits_whoever_stands_beside"),
  skeleton: t("skeleton_shoots_arrows_a_sword"),
  plant: t("young_plant_food_once_it"),
  "plant-ripe": t("ripe_plant_food"),
};

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

/** The same for people. @param {Cell} from where the player is @param {Cell} to */
export function shownPlace(from, to) {
  return placeWords(from, to).replace(/[a-z]+/g, (way) => t(`way_${way}`));
}

/**
 * What is on a cell and what it takes, for people.
 * @param {Look} look
 * @param {Counts} held
 */
export function explain({ material, creature }, held) {
  if (creature.startsWith("arrow")) return t("arrow_hits_whoever_is_in");
  if (creature) return BEINGS[creature];
  if (material in GROUND) return GROUND[material];
  const name = title(material);
  const gives = GIVES[material];
  const tool = Object.keys(REQUIRE[material])[0];
  if (tool) {
    const has = held[tool] ? t("you_have_it") : t("you_have_none");
    return t("needs", { name, a_thing: aThing(tool), has });
  }
  const { probability } = RULES.collect[/** @type {"grass"} */ (material)];
  if (probability === 1) return t("gives", { name, thing: thing(gives) });
  return t("about_1_try_in_gives", {
    name, round: Math.round(1 / probability), a_thing: aThing(gives),
  });
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
          label: t("eat_the_cow"),
          plan: (at) => `go to the spot at ${at}, then eat a cow`,
        },
      ];
    case "zombie":
    case "skeleton":
      return [
        {
          name: `fight ${creature}`,
          label: t(creature === "zombie" ? "fight_the_zombie" : "fight_the_skeleton"),
          plan: (at) => `go to the spot at ${at}, then fight a ${creature}`,
        },
      ];
    case "plant-ripe":
      return [
        {
          name: "eat plant",
          label: t("eat_the_plant"),
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
        label: times === 1 ? t("drink") : t("drink_times", { times }),
        plan: (at) => `go to the water at ${at}, then ${drink}`,
      },
    ];
  }
  const tool = Object.keys(REQUIRE[material])[0];
  const first = tool && !held[tool] ? ` ${t("needs_first", { a_thing: aThing(tool) })}` : "";
  return [
    {
      name: `collect ${item}`,
      label: t("collect_what", { what: item === "sapling" ? aThing(item) : thing(item), first }),
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
  for (const [placed, { uses, where }] of Object.entries(RULES.place)) {
    const put = placed === "plant" ? "sapling" : placed;
    const paid = Object.entries(uses).every(([item, count]) => held[item] >= count);
    if (!paid || !(/** @type {string[]} */ (where).includes(material))) continue;
    const price = Object.entries(uses).map(([item, count]) => `${count} ${thing(item)}`);
    list.push({
      name: `place ${placed}`,
      label: t("place_what", { what: aThing(put), price: price.join(", ") }),
      plan: (at) => `place a ${put} at ${at}`,
    });
  }
  return list;
}

/** What can be asked for where the player stands. @returns {Choice[]} */
function atHand() {
  return [
    { name: "look around", label: t("look_around"), plan: () => "explore" },
    { name: "wall in", label: t("wall_in_here"), plan: (at) => `wall in at ${at}` },
    { name: "sleep", label: t("sleep_until_morning"), plan: () => "sleep until morning" },
  ];
}

/** @returns {Choice} */
function go() {
  return { name: "go", label: t("go_there"), plan: (at) => `go to the spot at ${at}` };
}

/** @returns {Choice} */
function lookAround() {
  return {
    name: "go and look",
    label: t("go_there_and_look_around"),
    plan: (at) => `go to the spot at ${at}, then explore`,
  };
}

/** "wood_pickaxe" -> "wood pickaxe". @param {string} name */
function thing(name) {
  return t(`name_${name}`);
}

/** "a cow", "an iron pickaxe". @param {string} name */
function aThing(name) {
  return t(`a_${name}`);
}
