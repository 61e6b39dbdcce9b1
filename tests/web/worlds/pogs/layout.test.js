import assert from "node:assert/strict";
import { test } from "node:test";

import { layOut } from "../../../../web/static/worlds/pogs/layout.js";

/**
 * A random tree of nodes in the order in which they are seen.
 * @param {number} size
 * @param {number} seed
 */
function grown(size, seed) {
  let state = seed;
  const draw = (/** @type {number} */ below) =>
    (state = (state * 1103515245 + 12345) % 2 ** 31) % below;
  const nodes = [0];
  const edges = [];
  for (let node = 1; node < size; node++) {
    edges.push([draw(node), node]);
    nodes.push(node);
  }
  return { nodes, edges };
}

test("no two nodes share a place; children lie one column further, not above their parent", () => {
  for (let seed = 1; seed < 40; seed++) {
    const { nodes, edges } = grown(60, seed);
    const { places, columns, rows } = layOut(0, nodes, edges);
    const taken = new Set([...places.values()].map(({ column, row }) => `${column} ${row}`));
    assert.equal(taken.size, nodes.length);
    for (const [parent, child] of edges) {
      assert.equal(places.get(child).column, places.get(parent).column + 1);
      assert.ok(places.get(child).row >= places.get(parent).row);
    }
    assert.ok([...places.values()].every(({ column, row }) => column < columns && row < rows));
  }
});

test("edges do not cross", () => {
  for (let seed = 1; seed < 40; seed++) {
    const { nodes, edges } = grown(40, seed);
    const { places } = layOut(0, nodes, edges);
    const lines = edges.map(([a, b]) => ({
      column: places.get(a).column,
      from: places.get(a).row,
      to: places.get(b).row,
    }));
    for (const one of lines) {
      for (const other of lines) {
        if (one.column === other.column && one.from < other.from) assert.ok(one.to < other.to);
      }
    }
  }
});

test("a node that is seen later moves nobody sideways, and nobody up", () => {
  for (let seed = 1; seed < 20; seed++) {
    const { nodes, edges } = grown(30, seed);
    for (let size = 2; size < 30; size++) {
      const before = layOut(0, nodes.slice(0, size), edges.slice(0, size - 1));
      const after = layOut(0, nodes.slice(0, size + 1), edges.slice(0, size));
      for (const [node, place] of before.places) {
        assert.equal(after.places.get(node).column, place.column);
        assert.ok(after.places.get(node).row >= place.row);
      }
    }
  }
});
