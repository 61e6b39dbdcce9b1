// Where things lie on the timeline: plain numbers, drawn by render/timeline.js.
import { title } from "../lib/format.js";
import { lanes } from "./past.js";

/** @typedef {import("./state.js").Episode} Episode */

/**
 * @typedef {object} Bar
 * @property {number} from 0 to 1
 * @property {number} to 0 to 1
 * @property {string} kind "person", "adviser" or "planner"
 * @property {string} fate status of a plan, "" for a drive
 * @property {boolean} below whether it is a plan beneath a person's
 */

/**
 * @typedef {object} Entry something to point at
 * @property {string} key unlike every other entry's
 * @property {number} at 0 to 1
 * @property {number} step
 * @property {"plan" | "unlock" | "control" | "end"} kind
 * @property {string} text
 */

/**
 * @typedef {{ extent: number, ticks: number[], drives: Bar[], plans: Bar[], entries: Entry[] }}
 *   Layout
 */

/** Where the branches lie on the strip, in pixels. */
export const TREE = { y: 1, height: 14 };

const EXTENTS = [100, 200, 500, 1000, 2000, 5000, 10000];
const TICKS = 5;

/**
 * Steps that the strip spans: a round number with room for what comes.
 * @param {number} step
 * @param {number} cap
 */
export function extentFor(step, cap) {
  const round = EXTENTS.find((extent) => extent > step) ?? step + 1;
  return Math.max(1, Math.min(round, cap));
}

/**
 * Steps that the strip of an episode spans: those of its branches too.
 * @param {Episode} episode
 * @param {number} step the newest
 */
export function extentOf({ cap, lines, number }, step) {
  return extentFor(Math.max(step, ...lanes(lines, number, step).map(({ to }) => to)), cap);
}

/**
 * Lay an episode out.
 * @param {Episode} episode
 * @param {number} step the newest
 * @param {(plan: import("./state.js").Plan) => string} author
 * @returns {Layout}
 */
export function layout(episode, step, author) {
  const extent = extentOf(episode, step);
  const x = (/** @type {number} */ at) => Math.min(1, Math.max(0, at / extent));
  const drives = episode.drives.map((drive, i) => ({
    from: x(drive.step),
    to: x(episode.drives[i + 1]?.step ?? step),
    kind: drive.driver,
    fate: "",
    below: false,
  }));
  const plans = episode.plans.map((plan) => ({
    from: x(plan.step),
    to: x(plan.ended ?? step),
    kind: plan.source === "human" ? "person" : plan.source === "adviser" ? "adviser" : "planner",
    fate: plan.status,
    below: plan.under > 0,
  }));
  /** @type {Entry[]} */
  const entries = [
    ...episode.plans.map((plan) => ({
      key: `plan ${plan.id}`,
      at: x(plan.step),
      step: plan.step,
      kind: /** @type {const} */ ("plan"),
      text: `${author(plan)}: ${plan.text}`,
    })),
    ...episode.marks
      .filter((mark) => mark.kind !== "plan")
      .map((mark, i) => ({
        key: `mark ${i}`,
        at: x(mark.step),
        step: mark.step,
        kind: mark.kind,
        text: mark.kind === "unlock" ? title(mark.text) : mark.text,
      })),
  ];
  entries.sort((a, b) => a.step - b.step);
  const ticks = Array.from({ length: TICKS + 1 }, (_, i) => Math.round((i * extent) / TICKS));
  return { extent, ticks, drives, plans, entries };
}

/** The entry nearest to a place on the strip. @param {Entry[]} entries @param {number} at 0 to 1 */
export function nearest(entries, at) {
  /** @type {Entry | undefined} */
  let best;
  for (const entry of entries) {
    if (!best || Math.abs(entry.at - at) <= Math.abs(best.at - at)) best = entry;
  }
  return best;
}

/**
 * The entry before or after the picked one; the newest if none is picked.
 * @param {Entry[]} entries
 * @param {string | null} picked
 * @param {-1 | 1} by
 */
export function neighbour(entries, picked, by) {
  const at = entries.findIndex((entry) => entry.key === picked);
  if (at < 0) return entries.at(-1);
  return entries[Math.min(entries.length - 1, Math.max(0, at + by))];
}

/**
 * The highest of each few steps' probabilities of planning, as bars.
 * @param {number[]} perCent of each step from 1; -1 where it is not known
 * @param {number} extent steps that the strip spans
 * @param {number} bins bars at the most
 * @returns {{ at: number, width: number, height: number }[]} from 0 to 1
 */
export function peaks(perCent, extent, bins) {
  const each = Math.max(1, Math.ceil(extent / bins));
  const bars = [];
  for (let from = 0; from < perCent.length; from += each) {
    const height = Math.max(...perCent.slice(from, from + each)) / 100;
    if (height > 0) bars.push({ at: from / extent, width: each / extent, height });
  }
  return bars;
}
