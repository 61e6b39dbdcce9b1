// The picture in words: for those who cannot see it, and what stands over it.
import { t } from "../../lib/texts.js";
import { title } from "../../lib/format.js";
import { shownPlace } from "./cells.js";
import { CREATURES, FACINGS, HEIGHT, MATERIALS, WIDTH } from "./frame.js";
import { ACTIONS } from "./keys.js";

/** @typedef {import("./frame.js").CrafterFrame} CrafterFrame */

const MOVES = [1, 2, 3, 4];
const DARK = 0.5;
/** Index = the frame's creature texture. */
const NAMES = [
  "cow",
  "zombie",
  "skeleton",
  "young_plant",
  "ripe_plant",
  "arrow",
  "arrow",
  "arrow",
  "arrow",
];
const NOTABLE = ["water", "tree", "lava", "coal", "iron", "diamond", "table", "furnace"];

/** What stands on the faced cell. @param {CrafterFrame} frame */
export function faced(frame) {
  const { dx, dy } = FACINGS[frame.facing];
  const cell = ((HEIGHT - 1) / 2 + dy) * WIDTH + (WIDTH - 1) / 2 + dx;
  const creature = frame.creatures.find((one) => one.cell === cell);
  return t(`name_${creature ? NAMES[creature.texture] : MATERIALS[frame.cells[cell]]}`);
}

/** Some sentences on what can be seen. @param {CrafterFrame} frame */
export function describe(frame) {
  if (frame.dead) return t("the_player_is_dead");
  const totals = new Map();
  for (const { texture } of frame.creatures.filter((one) => one.texture < CREATURES.length)) {
    totals.set(NAMES[texture], (totals.get(NAMES[texture]) ?? 0) + 1);
  }
  const creatures = [...totals].map(([name, count]) => t(`count_${name}`, { n: count }));
  const materials = NOTABLE.filter((name) => frame.cells.includes(MATERIALS.indexOf(name)));
  const named = materials.map((name) => t(`name_${name}`));
  const seen = [...creatures, ...named].join(", ") || t("nothing_of_note");
  const state = frame.asleep ? t("asleep") : t("facing", { faced: faced(frame) });
  const dark = frame.daylight < DARK ? ` ${t("it_is_dark")}` : "";
  return t("in_view", { state, seen, dark, aim_words: aimWords(frame) });
}

/** @param {CrafterFrame} frame */
function aimWords({ position, aim }) {
  return aim ? ` ${t("the_plan_leads_to", { shown_place: shownPlace(position, aim) })}` : "";
}

/** What stands over the picture. @param {CrafterFrame} frame */
export function caption(frame) {
  return {
    action: frame.action === null ? "" : actionWords(frame.action),
    status: frame.asleep ? t("asleep_2") : frame.daylight < DARK ? t("night") : t("day"),
  };
}

/** @param {number} action */
function actionWords(action) {
  const { name } = ACTIONS[action];
  return MOVES.includes(action) ? t("move_where", { where: name.toLowerCase() }) : name;
}

/**
 * What a branch came to.
 * @param {CrafterFrame} _
 * @param {string[]} unlocked in it
 */
export function outcome(_, unlocked) {
  if (!unlocked.length) return t("no_new_achievement");
  return t("new_achievements", { join: unlocked.map(title).join(", ") });
}
