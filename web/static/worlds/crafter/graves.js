// Where the player of a world died, in this game and its session's others.

/** @typedef {import("./frame.js").Cell} Cell */
/** @typedef {import("../../play/state.js").Episode} Episode */

/**
 * The cells.
 * @param {Pick<Episode, "world" | "seed" | "lines">} episode
 * @returns {Cell[]}
 */
export function gravesOf({ world, seed, lines }) {
  return lines
    .filter((line) => line.world === world && line.seed === seed && line.grave.length > 0)
    .map(({ grave: [x, y] }) => ({ x, y }));
}
