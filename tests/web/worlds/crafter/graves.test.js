import assert from "node:assert/strict";
import { test } from "node:test";

import { gravesOf } from "../../../../web/static/worlds/crafter/graves.js";

const ALIVE = { dead: false, step: 9, position: { x: 1, y: 2 } };

/** A picture of Crafter in base 64, of a player on a cell. */
function picture(x, y) {
  const bytes = new Uint8Array(99 + 5);
  bytes.set([x, y, 255, 255, 0], 99);
  return btoa(String.fromCharCode(...bytes));
}

test("where one died stays known in that world, in its branches too", () => {
  const dead = { dead: true, step: 7, position: { x: 5, y: 6 } };
  assert.deepEqual(gravesOf(ALIVE, { number: 1, seed: 10, what_if: null }), []);
  assert.deepEqual(gravesOf(dead, { number: 1, seed: 10, what_if: null }), [{ x: 5, y: 6 }]);
  assert.deepEqual(gravesOf(ALIVE, { number: 2, seed: 10, what_if: null }), [{ x: 5, y: 6 }]);
  assert.deepEqual(gravesOf(ALIVE, { number: 3, seed: 11, what_if: null }), []);
});

test("the branches of a what-if tell where they died", () => {
  const tries = [
    { episode: 4, step: 30, over: "died", frame: picture(40, 41) },
    { episode: 5, step: 30, over: "", frame: picture(42, 43) },
  ];
  const episode = { number: 1, seed: 12, what_if: { tries } };
  assert.deepEqual(gravesOf(ALIVE, episode), [{ x: 40, y: 41 }]);
});
