// The maze of the tests.
import { draw, thumbnail } from "./draw.js";
import { describe, nameOf } from "./words.js";

/**
 * @typedef {object} MazePart
 * @property {number} cell where the player is: column + 8 * row
 * @property {number} exit
 * @property {number | null} action
 * @property {Map<number, number>} ways cells that were stood on -> 1 north, 2 east, 4 south, 8 west
 */
/** @typedef {import("../world.js").Frame & MazePart} MazeFrame */

const WAYS_AT = 16;
/** @type {Record<string, number>} */
const KEYS = { KeyW: 0, KeyD: 1, KeyS: 2, KeyA: 3, Space: 4 };

/** @param {DataView} data of the whole frame @returns {MazePart} */
function decode(data) {
  const [cell, exit, action, known] = [12, 13, 14, 15].map((at) => data.getUint8(at));
  const ways = new Map();
  for (let at = WAYS_AT; at < WAYS_AT + 2 * known; at += 2)
    ways.set(data.getUint8(at), data.getUint8(at + 1));
  return { cell, exit, action: action === 255 ? null : action, ways };
}

/** @type {import("../world.js").World<MazeFrame>} */
export const maze = {
  name: "maze",
  title: "Maze",
  about: "a maze in the dark",
  example: "go to C4, then go to the exit",
  complete: "The exit is reached.",
  version: 7,
  decode,
  draw,
  thumbnail,
  key: ({ code }) => KEYS[code] ?? null,
  caption: ({ action, exit }, actions) => ({
    action: action === null ? "" : actions[action],
    status: `Exit at ${nameOf(exit)}`,
  }),
  score: ({ ways }) => `${ways.size} cells seen`,
  gained: (unlocked) => (unlocked ? "out of the maze" : "in the maze"),
  outcome: ({ cell }) => `at ${nameOf(cell)}`,
  heard: (frame) => ({ hint: "", announced: describe(frame) }),
};
