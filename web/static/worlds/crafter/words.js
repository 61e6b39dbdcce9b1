// The picture in words: for those who cannot see it, and what stands over it.
import { title } from "../../lib/format.js";
import { placeWords } from "./cells.js";
import { CREATURES, FACINGS, HEIGHT, MATERIALS, WIDTH } from "./frame.js";
import { ACTIONS } from "./keys.js";

/** @typedef {import("./frame.js").CrafterFrame} CrafterFrame */

const MOVES = [1, 2, 3, 4];
const DARK = 0.5;
const NAMES = [
  "cow",
  "zombie",
  "skeleton",
  "young plant",
  "ripe plant",
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
  return creature ? NAMES[creature.texture] : MATERIALS[frame.cells[cell]];
}

/** @param {string} name @param {number} count */
function counted(name, count) {
  return count === 1 ? `1 ${name}` : `${count} ${name}s`;
}

/** Some sentences on what can be seen. @param {CrafterFrame} frame */
export function describe(frame) {
  if (frame.dead) return "The player is dead.";
  const totals = new Map();
  for (const { texture } of frame.creatures.filter((one) => one.texture < CREATURES.length)) {
    totals.set(NAMES[texture], (totals.get(NAMES[texture]) ?? 0) + 1);
  }
  const creatures = [...totals].map(([name, count]) => counted(name, count));
  const materials = NOTABLE.filter((name) => frame.cells.includes(MATERIALS.indexOf(name)));
  const seen = [...creatures, ...materials].join(", ") || "nothing of note";
  const state = frame.asleep ? "Asleep." : `Facing ${faced(frame)}.`;
  const dark = frame.daylight < DARK ? " It is dark." : "";
  return `${state} In view: ${seen}.${dark}${aimWords(frame)}`;
}

/** @param {CrafterFrame} frame */
function aimWords({ position, aim }) {
  return aim ? ` The plan leads to ${placeWords(position, aim)}.` : "";
}

/** What stands over the picture. @param {CrafterFrame} frame */
export function caption(frame) {
  return {
    action: frame.action === null ? "" : actionWords(frame.action),
    status: frame.asleep ? "Asleep" : frame.daylight < DARK ? "Night" : "Day",
  };
}

/** @param {number} action */
function actionWords(action) {
  const { name } = ACTIONS[action];
  return MOVES.includes(action) ? `Move ${name.toLowerCase()}` : name;
}

/**
 * What a branch came to.
 * @param {CrafterFrame} _
 * @param {string[]} unlocked in it
 */
export function outcome(_, unlocked) {
  return unlocked.length ? `New: ${unlocked.map(title).join(", ")}` : "No new achievement";
}
