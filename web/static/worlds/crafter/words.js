// The picture in words, for those who cannot see it.
import { CREATURES, FACINGS, HEIGHT, MATERIALS, WIDTH } from "./frame.js";
import { describeGraph } from "../pogs/words.js";

/** @typedef {import("./frame.js").CrafterFrame} CrafterFrame */

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

/** Some sentences on what can be seen. @param {import("../frame.js").Frame} frame */
export function describe(frame) {
  if (frame.kind === "graph") return describeGraph(frame);
  if (frame.dead) return "The player is dead.";
  const totals = new Map();
  for (const { texture } of frame.creatures.filter((one) => one.texture < CREATURES.length)) {
    totals.set(NAMES[texture], (totals.get(NAMES[texture]) ?? 0) + 1);
  }
  const creatures = [...totals].map(([name, count]) => counted(name, count));
  const materials = NOTABLE.filter((name) => frame.cells.includes(MATERIALS.indexOf(name)));
  const seen = [...creatures, ...materials].join(", ") || "nothing of note";
  const state = frame.asleep ? "Asleep." : `Facing ${faced(frame)}.`;
  return `${state} In view: ${seen}.${frame.daylight < 0.5 ? " It is dark." : ""}`;
}
