import assert from "node:assert/strict";
import { test } from "node:test";

import { ACTIONS, actionOf } from "../../../../web/static/worlds/crafter/keys.js";

test("all 17 actions have a key of their own", () => {
  const actions = ACTIONS.flatMap(({ keys }, action) => keys.map((key) => [key, action]));
  assert.equal(new Set(actions.map(([, action]) => action)).size, 17);
  assert.equal(new Set(actions.map(([key]) => key)).size, actions.length);
  for (const [key, action] of actions) assert.equal(actionOf(key), action);
});

test("moves follow the protocol's order: west, east, north, south", () => {
  const arrows = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
  assert.deepEqual(arrows.map(actionOf), [1, 2, 3, 4]);
});
