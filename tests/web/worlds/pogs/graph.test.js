import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeFrame } from "../../../../web/static/worlds/frame.js";
import { waysFrom } from "../../../../web/static/worlds/pogs/frame.js";
import { layOut } from "../../../../web/static/worlds/pogs/layout.js";
import {
  describeGraph,
  nodeWords,
  nowhereWords,
} from "../../../../web/static/worlds/pogs/words.js";

/** A frame as server/frames/pogs.py writes it: from 2 over 1 to 5, then a move that led nowhere; 3 and 4 are remembered. */
function bytes() {
  const head = [2, 2 | 4, 3, 0, 3, 0, 0, 0, 9, 0, 0, 0];
  const nodes = [0, 1, 1, 1, 2, 1, 3, 0, 4, 2, 5, 1, 6, 1, 7, 3];
  const edges = [0, 1, 1, 2, 2, 3, 3, 4, 1, 5, 5, 6, 6, 7];
  const body = [5, 7, 7, 2, 8, 8, 7, 3, 2, 0, 2, 0, 1, 0, 0, 0, ...nodes, ...edges, 2, 1, 5];
  return new Uint8Array([...head, ...body]).buffer;
}

test("a graph's frame is read field by field", () => {
  const frame = decodeFrame(bytes());
  assert.deepEqual(
    [frame.kind, frame.person, frame.ack, frame.step, frame.seq],
    ["graph", true, 3, 3, 9],
  );
  assert.deepEqual(
    [frame.node, frame.target, frame.action, frame.hops, frame.size, frame.start],
    [5, 7, 7, 2, 8, 2],
  );
  assert.deepEqual(
    [frame.reached, frame.ledNowhere, frame.moves, frame.invalid, frame.backtracks],
    [false, true, 2, 1, 0],
  );
  assert.deepEqual(frame.nodes[4], { id: 4, now: false, unexplored: true });
  assert.deepEqual(frame.edges.at(-1), [6, 7]);
  assert.deepEqual(frame.visits, [2, 1, 5]);
  assert.deepEqual(waysFrom(frame), [1, 6]);
});

test("what follows a graph's frame is left alone, and one that is cut short is refused", () => {
  const longer = new Uint8Array(bytes().byteLength + 3);
  longer.set(new Uint8Array(bytes()));
  assert.deepEqual(decodeFrame(longer.buffer), decodeFrame(bytes()));
  assert.throws(() => decodeFrame(bytes().slice(0, 40)), /8 nodes is cut short/);
  assert.throws(() => decodeFrame(bytes().slice(0, 20)), /at least 28 bytes/);
});

test("a graph is told in words", () => {
  const frame = decodeFrame(bytes());
  assert.equal(
    describeGraph(frame),
    "You are at node 5. Next to it: 1, where you came from; 6. Target 7, seen. Not explored: 4, 7.",
  );
  assert.equal(nodeWords(frame, 7), "target, not explored");
  assert.equal(nodeWords(frame, 2), "been there");
  assert.match(describeGraph({ ...frame, target: 9 }), /Target 9, not seen yet\./);
  assert.match(nowhereWords(7, 5), /^Node 7 is not next to node 5/);
});

/** A random tree of nodes in the order in which they are seen. @param {number} size @param {number} seed */
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

test("no two nodes lie in one place, and children lie one column further, not above their parent", () => {
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
