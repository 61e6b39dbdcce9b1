// The achievements as a tree: what leads to what, how each is got, and what it still takes. What
// the rules tell comes from rules.js; only what they do not tell is said here.
import { listed, t } from "../../lib/texts.js";
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
  wood: ["collect_wood", "place_table", "make_wood_pickaxe", "make_wood_sword"],
  stone: [
    "collect_stone",
    "place_stone",
    "make_stone_pickaxe",
    "make_stone_sword",
    "collect_coal",
    "place_furnace",
  ],
  iron: ["collect_iron", "make_iron_pickaxe", "make_iron_sword"],
  diamond: ["collect_diamond"],
  food: ["eat_cow", "collect_sapling", "place_plant", "eat_plant"],
  water: ["collect_drink"],
  sleep: ["wake_up"],
  fights: ["defeat_zombie", "defeat_skeleton"],
};

/** @type {Record<string, Quest>} */
const QUESTS = {
  eat_cow: quest([], t("hit_a_cow_until_it"), "eat a cow"),
  eat_plant: quest(
    ["place_plant"],
    t("eat_a_planted_sapling_once"),
    "eat a plant",
  ),
  wake_up: quest([], t("sleep_until_the_energy_is"), "sleep until morning"),
  defeat_zombie: quest([], t("hit_a_zombie_until_it"), "fight a zombie"),
  defeat_skeleton: quest(
    [],
    t("hit_a_skeleton_until_it"),
    "fight a skeleton",
  ),
};
for (const [material, { require, receive, probability }] of Object.entries(RULES.collect)) {
  const [item] = Object.keys(receive);
  const tools = Object.keys(require);
  const from =
    probability < 1
      ? t("collect_it_from_about_1", { thing: thing(material), round: Math.round(1 / probability) })
      : material === item
        ? t("walk_up_to_some_and")
        : t("collect_it_from", { a_thing: aThing(material) });
  const [how, plan] =
    item === "drink"
      ? [t("drink_from_water"), "drink water"]
      : [from, `collect 1 ${words(item)}`];
  QUESTS[`collect_${item}`] = {
    ...quest(tools.map((tool) => `make_${tool}`), how, plan),
    needs: /** @type {Counts} */ (require),
  };
}
for (const [thing, { uses }] of Object.entries(RULES.place)) {
  const put = thing === "plant" ? "sapling" : thing;
  const where = thing === "plant" ? t("on_grass") : t("on_free_ground");
  QUESTS[`place_${thing}`] = {
    ...quest(collected(uses), t("place_it_for", { where, price: price(uses) }), `place a ${put}`),
    needs: /** @type {Counts} */ (uses),
  };
}
for (const [tool, { uses, nearby }] of Object.entries(RULES.make)) {
  const places = nearby.map((place) => `place_${place}`);
  const beside = listed(nearby.map(aThing));
  QUESTS[`make_${tool}`] = {
    ...quest(
      [...places, ...collected(uses)],
      t("make_it_beside", { beside, price: price(uses) }),
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
      if (item in RULES.make) return aThing(item);
      const has = held[item] ?? 0;
      return has
        ? t("more_of", { n: count - has, what: thing(item) })
        : `${count} ${thing(item)}`;
    });
  const unplaced = after
    .filter((one) => one.startsWith("place_") && !(one in unlocked))
    .map((one) => aThing(one.slice("place_".length)));
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
      return t("unlocked_at_step", { title: title(name), name: unlocked[name], how });
    case "possible":
      return t("possible_now_2", { title: title(name), how });
    case "later":
      return t("it_still_takes", {
        title: title(name), how, join: missing(name, held, unlocked).join(", "),
      });
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
  return listed(Object.entries(uses).map(([item, count]) => `${count} ${thing(item)}`));
}

/** "wood_pickaxe" -> "wood pickaxe". @param {string} name */
function words(name) {
  return name.replaceAll("_", " ");
}

/** What people call a thing. @param {string} name */
function thing(name) {
  return t(`name_${name}`);
}

/** The same with its article. @param {string} name */
function aThing(name) {
  return t(`a_${name}`);
}

/** "a tree", "an iron pickaxe". @param {string} noun */
function an(noun) {
  return `${"aeiou".includes(noun[0]) ? "an" : "a"} ${noun}`;
}
