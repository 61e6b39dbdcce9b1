import assert from "node:assert/strict";
import { test } from "node:test";

import { gravesOf } from "../../../../web/static/worlds/crafter/graves.js";

test("where one died is known in that world, in its branches too", () => {
  const line = { world: "crafter", seed: 10, grave: [] };
  const lines = [
    { ...line, grave: [5, 6] },
    line,
    { ...line, grave: [40, 41] },
    { ...line, seed: 11, grave: [1, 2] },
  ];
  const died = [
    { x: 5, y: 6 },
    { x: 40, y: 41 },
  ];
  assert.deepEqual(gravesOf({ world: "crafter", seed: 10, lines }), died);
  assert.deepEqual(gravesOf({ world: "crafter", seed: 12, lines }), []);
});
