// Where the nodes of a known tree lie: plain columns and rows, drawn by draw.js.
//
// A node's column is how far it is from the start, so that it never moves sideways. Its first child
// lies in its own row, the others below, each as high up as there is room. Children are in the
// order in which they were seen first: what is seen later comes below, and what was there before
// moves down by rows at the most, and only where it has to make room.

/** @typedef {{ column: number, row: number }} Place */
/** @typedef {{ places: Map<number, Place>, columns: number, rows: number }} Layout */

/**
 * Lay a tree out.
 * @param {number} start its root
 * @param {number[]} nodes all of them, in the order in which they were seen first
 * @param {[number, number][]} edges
 * @returns {Layout}
 */
export function layOut(start, nodes, edges) {
  /** @type {Map<number, number[]>} */
  const near = new Map(nodes.map((node) => [node, []]));
  for (const [a, b] of edges) {
    near.get(a)?.push(b);
    near.get(b)?.push(a);
  }
  const age = new Map(nodes.map((node, at) => [node, at]));
  const older = (/** @type {number} */ a, /** @type {number} */ b) =>
    Number(age.get(a)) - Number(age.get(b));
  /** @type {Map<number, Place>} */
  const places = new Map();
  for (const { node, column, row } of subtree(start, -1, near, older).members)
    places.set(node, { column, row });
  const all = [...places.values()];
  const columns = 1 + Math.max(...all.map(({ column }) => column));
  const rows = 1 + Math.max(...all.map(({ row }) => row));
  return { places, columns, rows };
}

/**
 * A node and all behind it, the node itself at column 0, row 0. `tops` and `bottoms`: the first and
 * the last row of each column.
 * @typedef {{ members: { node: number, column: number, row: number }[], tops: number[],
 *   bottoms: number[] }} Subtree
 */

/**
 * @param {number} node
 * @param {number} parent
 * @param {Map<number, number[]>} near
 * @param {(a: number, b: number) => number} older
 * @returns {Subtree}
 */
function subtree(node, parent, near, older) {
  /** @type {Subtree} */
  const whole = { members: [{ node, column: 0, row: 0 }], tops: [0], bottoms: [0] };
  const children = (near.get(node) ?? []).filter((other) => other !== parent).sort(older);
  for (const child of children) {
    const { members, tops, bottoms } = subtree(child, node, near, older);
    const free = tops.map((top, at) => (whole.bottoms[at + 1] ?? -1) + 1 - top);
    const down = Math.max(...free, 0);
    whole.members.push(
      ...members.map((one) => ({ ...one, column: one.column + 1, row: one.row + down })),
    );
    tops.forEach((top, at) => {
      whole.tops[at + 1] ??= top + down;
      whole.bottoms[at + 1] = bottoms[at] + down;
    });
  }
  return whole;
}
