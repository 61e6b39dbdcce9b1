// The maze in words.

const MOVES = ["north", "east", "south", "west"];

/** A cell as people write it: "C4". @param {number} cell */
export function nameOf(cell) {
  return `${"ABCDEFGH"[cell % 8]}${Math.floor(cell / 8) + 1}`;
}

/** @param {import("./index.js").MazeFrame} frame */
export function describe({ cell, exit, ways }) {
  const open = MOVES.filter((_, at) => Number(ways.get(cell)) & (1 << at));
  return `You are at ${nameOf(cell)}. Open: ${open.join(", ")}. The exit is at ${nameOf(exit)}.`;
}
