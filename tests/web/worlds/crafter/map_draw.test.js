import assert from "node:assert/strict";
import { test } from "node:test";

import {
  cellAt,
  FARTHEST,
  fitted,
  NEAREST,
  placeOf,
  zoomed,
} from "../../../../web/static/worlds/crafter/map_draw.js";

const MIDDLE = { x: 0.5, y: 0.5 };

test("a cell is found where it is shown", () => {
  const section = { x: 30, y: 20, cells: 16 };
  const { x, y } = placeOf(section, { x: 33, y: 18 });
  const inside = { x: x + 0.01, y: y + 0.01 };
  assert.deepEqual(cellAt(section, inside), { x: 33, y: 18 });
  assert.deepEqual(cellAt(section, { x: 0, y: 0 }), { x: 22, y: 12 });
});

test("the map keeps within the world", () => {
  assert.deepEqual(fitted({ x: 0, y: 63, cells: 20 }), { x: 10, y: 54, cells: 20 });
  assert.deepEqual(fitted({ x: 3, y: 3, cells: 500 }), { x: 32, y: 32, cells: FARTHEST });
});

test("zooming keeps what is under the pointer", () => {
  const section = { x: 32, y: 32, cells: 32 };
  const at = { x: 0.75, y: 0.25 };
  const before = cellAt(section, at);
  assert.deepEqual(cellAt(zoomed(section, 0.5, at), at), before);
});

test("zooming ends where cells could not be told apart, and where the world is shown", () => {
  let section = { x: 32, y: 32, cells: 32 };
  for (let i = 0; i < 20; i++) section = zoomed(section, 0.5, MIDDLE);
  assert.equal(section.cells, NEAREST);
  for (let i = 0; i < 20; i++) section = zoomed(section, 2, MIDDLE);
  assert.deepEqual(section, { x: 32, y: 32, cells: FARTHEST });
});
