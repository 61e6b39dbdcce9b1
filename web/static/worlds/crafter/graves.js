// Where the player of a world died, in the games and branches that this page has seen.
import { decode } from "./frame.js";

/** @typedef {import("./frame.js").Cell} Cell */
/** @typedef {import("../../play/state.js").Episode} Episode */

/** By seed; the cells by episode and step. @type {Map<number, Map<string, Cell>>} */
const graves = new Map();

/**
 * The cells, with those of what is shown now.
 * @param {import("./frame.js").CrafterFrame} frame
 * @param {Episode} episode
 * @returns {Cell[]}
 */
export function gravesOf(frame, { number, seed, what_if }) {
  const cells = graves.get(seed) ?? new Map();
  graves.set(seed, cells);
  if (frame.dead) cells.set(`${number} ${frame.step}`, frame.position);
  for (const { episode, step, over, frame: picture } of what_if?.tries ?? []) {
    const key = `${episode} ${step}`;
    if (over === "died" && !cells.has(key)) cells.set(key, placeIn(picture));
  }
  return [...cells.values()];
}

/** Where the player is in a picture. @param {string} picture in base 64 */
function placeIn(picture) {
  const bytes = Uint8Array.from(atob(picture), (byte) => byte.charCodeAt(0));
  return decode(new DataView(bytes.buffer)).position;
}
