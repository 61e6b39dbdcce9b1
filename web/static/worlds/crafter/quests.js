// The achievements as a tree: what leads to what, how each is got, and what it still takes. What
// the rules tell comes from rules.js; only what they do not tell is said here.
import { title } from "../../lib/format.js";
import { RULES } from "./rules.js";

/** @typedef {Record<string, number>} Counts */
/**
 * How an achievement is got.
 * @typedef {object} Quest
 * @property {string[]} after achievements that it takes
 * @property {Counts} needs what has to be held
 * @property {string} how for people
 * @property {string} plan its words
 */

/** The branches of the tree, each in the order of its steps. */
export const BRANCHES = {
  Wood: ["collect_wood", "place_table", "make_wood_pickaxe", "make_wood_sword"],
  Stone: [
    "collect_stone",
    "place_stone",
    "make_stone_pickaxe",
    "make_stone_sword",
    "collect_coal",
    "place_furnace",
  ],
  Iron: ["collect_iron", "make_iron_pickaxe", "make_iron_sword"],
  Diamond: ["collect_diamond"],
  Food: ["eat_cow", "collect_sapling", "place_plant", "eat_plant"],
  Water: ["collect_drink"],
  Sleep: ["wake_up"],
  Fights: ["defeat_zombie", "defeat_skeleton"],
};

/** @type {Record<string, Quest>} */
const QUESTS = {
  eat_cow: quest([], "Hit a cow until it is eaten.", "eat a cow"),
  eat_plant: quest(
    ["place_plant"],
    "Eat a planted sapling once it is ripe. Guard it: cows and zombies trample it.",
    "eat a plant",
  ),
  wake_up: quest([], "Sleep until the energy is back. Wall in first.", "sleep until morning"),
  defeat_zombie: quest([], "Hit a zombie until it falls. They come on grass.", "fight a zombie"),
  defeat_skeleton: quest(
    [],
    "Hit a skeleton until it falls. They live in dark caves.",
    "fight a skeleton",
  ),
};
for (const [material, { require, receive, probability }] of Object.entries(RULES.collect)) {
  const [item] = Object.keys(receive);
  const tools = Object.keys(require);
  const from =
    probability < 1
      ? `Collect it from ${material}: about 1 try in ${Math.round(1 / probability)} gives one.`
      : material === item
        ? "Walk up to some and collect it."
        : `Collect it from ${an(material)}.`;
  const [how, plan] =
    item === "drink"
      ? ["Drink from water.", "drink water"]
      : [from, `collect 1 ${words(item)}`];
  QUESTS[`collect_${item}`] = {
    ...quest(tools.map((tool) => `make_${tool}`), how, plan),
    needs: /** @type {Counts} */ (require),
  };
}
for (const [thing, { uses }] of Object.entries(RULES.place)) {
  const put = thing === "plant" ? "sapling" : thing;
  const where = thing === "plant" ? "on grass" : "on free ground";
  QUESTS[`place_${thing}`] = {
    ...quest(collected(uses), `Place it ${where} for ${price(uses)}.`, `place a ${put}`),
    needs: /** @type {Counts} */ (uses),
  };
}
for (const [tool, { uses, nearby }] of Object.entries(RULES.make)) {
  const places = nearby.map((place) => `place_${place}`);
  const beside = nearby.map((place) => `a ${place}`).join(" and ");
  QUESTS[`make_${tool}`] = {
    ...quest(
      [...places, ...collected(uses)],
      `Make it beside ${beside} from ${price(uses)}.`,
      `make ${an(words(tool))}`,
    ),
    needs: /** @type {Counts} */ (uses),
  };
}

/** How an achievement is got. @param {string} name @returns {Quest | undefined} */
export function questOf(name) {
  return QUESTS[name];
}

/**
 * Where an achievement is: unlocked, possible with what is held and was placed, or neither.
 * @param {string} name
 * @param {Counts} held
 * @param {Record<string, number>} unlocked achievement -> step
 * @returns {"done" | "possible" | "later"}
 */
export function stateOf(name, held, unlocked) {
  if (name in unlocked) return "done";
  return QUESTS[name] && missing(name, held, unlocked).length === 0 ? "possible" : "later";
}

/**
 * What an achievement still takes, for people: "2 more wood", "a stone pickaxe", "a table".
 * @param {string} name
 * @param {Counts} held
 * @param {Record<string, number>} unlocked
 * @returns {string[]}
 */
export function missing(name, held, unlocked) {
  const { needs, after } = QUESTS[name];
  const lacking = Object.entries(needs)
    .filter(([item, count]) => (held[item] ?? 0) < count)
    .map(([item, count]) => {
      if (item in RULES.make) return an(words(item));
      const has = held[item] ?? 0;
      return has ? `${count - has} more ${words(item)}` : `${count} ${words(item)}`;
    });
  const unplaced = after
    .filter((one) => one.startsWith("place_") && !(one in unlocked))
    .map((one) => an(words(one.slice("place_".length))));
  return [...unplaced, ...lacking];
}

/**
 * Everything that has to come before an achievement.
 * @param {string} name
 * @returns {Set<string>}
 */
export function before(name) {
  /** @type {Set<string>} */
  const found = new Set();
  const open = [...(QUESTS[name]?.after ?? [])];
  for (let next = open.pop(); next; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...QUESTS[next].after);
  }
  return found;
}

/**
 * All that is told of an achievement.
 * @param {string} name
 * @param {Counts} held
 * @param {Record<string, number>} unlocked
 */
export function tell(name, held, unlocked) {
  const how = QUESTS[name]?.how ?? "";
  switch (stateOf(name, held, unlocked)) {
    case "done":
      return `${title(name)}: unlocked at step ${unlocked[name]}. ${how}`;
    case "possible":
      return `${title(name)}: possible now. ${how}`;
    case "later":
      return `${title(name)}: ${how} It still takes ${missing(name, held, unlocked).join(", ")}.`;
  }
}

/**
 * @param {string[]} after
 * @param {string} how
 * @param {string} plan
 * @returns {Quest}
 */
function quest(after, how, plan) {
  return { after, needs: {}, how, plan };
}

/** The achievements of having what is used up. @param {object} uses */
function collected(uses) {
  return Object.keys(uses).map((item) => `collect_${item}`);
}

/** "1 wood and 1 stone". @param {object} uses */
function price(uses) {
  const parts = Object.entries(uses).map(([item, count]) => `${count} ${words(item)}`);
  return parts.join(", ").replace(/, ([^,]*)$/, " and $1");
}

/** "wood_pickaxe" -> "wood pickaxe". @param {string} name */
function words(name) {
  return name.replaceAll("_", " ");
}

/** "a tree", "an iron pickaxe". @param {string} noun */
function an(noun) {
  return `${"aeiou".includes(noun[0]) ? "an" : "a"} ${noun}`;
}
