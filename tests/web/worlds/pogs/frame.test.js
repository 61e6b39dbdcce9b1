import assert from "node:assert/strict";
import { test } from "node:test";

import { waysFrom } from "../../../../web/static/worlds/pogs/frame.js";
import {
  caption,
  describe,
  heard,
  nodeWords,
  nowhereWords,
} from "../../../../web/static/worlds/pogs/words.js";
import { decodeFrame } from "../../../../web/static/worlds/registry.js";

/**
 * A frame as agent/worlds/pogs/frame.py writes it: from 2 over 1 to 5, then a move that led
 * nowhere; 3 and 4 are remembered.
 */
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
    [frame.world, frame.person, frame.ack, frame.step, frame.seq],
    ["pogs", true, 3, 3, 9],
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
    describe(frame),
    "You are at node 5. Next to it: 1, where you came from; 6. Target 7, seen. Not explored: 4, 7.",
  );
  assert.equal(nodeWords(frame, 7), "target, not explored");
  assert.equal(nodeWords(frame, 2), "been there");
  assert.match(describe({ ...frame, target: 9 }), /Target 9, not seen yet\./);
  assert.match(nowhereWords(7, 5), /^Node 7 is not next to node 5/);
});

test("the last move is told over the picture, and whoever moves hears what it cost", () => {
  const frame = decodeFrame(bytes());
  const actions = Array.from({ length: 8 }, (_, i) => `Move to ${i}`);
  assert.deepEqual(caption(frame, actions), {
    action: "Move to 7 led nowhere",
    status: "Target 7, seen",
  });
  assert.equal(caption({ ...frame, ledNowhere: false }, actions).action, "Moved to 5");
  assert.equal(caption({ ...frame, action: null }, actions).action, "");
  assert.equal(heard(frame).hint, heard(frame).announced);
  assert.match(heard({ ...frame, ledNowhere: false }).announced, /^You are at node 5\./);
});
