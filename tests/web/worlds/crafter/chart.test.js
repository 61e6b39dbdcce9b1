import assert from "node:assert/strict";
import { test } from "node:test";

import {
  AREA,
  cellOf,
  createChart,
  indexOf,
  placeIn,
  readChart,
  takeFrame,
  wayCells,
} from "../../../../web/static/worlds/crafter/chart.js";
import { explored } from "../../../../web/static/worlds/crafter/map_draw.js";

const GRASS = 2;

/** A picture of grass. */
function frame(given) {
  return {
    step: 0,
    position: { x: 32, y: 32 },
    cells: new Uint8Array(63).fill(GRASS),
    creatures: [],
    aim: null,
    way: [],
    ...given,
  };
}

test("a picture's cells and the world's are told apart and found again", () => {
  const shown = frame();
  assert.deepEqual(cellOf(shown, 0), { x: 28, y: 29 });
  assert.deepEqual(cellOf(shown, 31), shown.position);
  assert.equal(placeIn(shown, { x: 36, y: 35 }), 62);
  assert.equal(placeIn(shown, { x: 37, y: 35 }), -1);
  assert.equal(placeIn(shown, { x: 28, y: 28 }), -1);
});

test("the map grows by what each picture shows", () => {
  const chart = createChart();
  takeFrame(chart, frame());
  assert.equal(explored(chart), 2);
  takeFrame(chart, frame({ step: 1, position: { x: 33, y: 32 } }));
  assert.equal(chart.step, 1);
  assert.equal(chart.materials[indexOf({ x: 37, y: 32 })], GRASS);
  assert.equal(chart.materials[indexOf({ x: 38, y: 32 })], 0);
});

test("cells beyond the world are not wrapped round to its other side", () => {
  const chart = createChart();
  takeFrame(chart, frame({ position: { x: 0, y: 10 } }));
  assert.equal(chart.materials[indexOf({ x: AREA - 1, y: 9 })], 0);
  assert.equal(chart.materials[indexOf({ x: 0, y: 10 })], GRASS);
});

test("a creature stays where it was last seen, and is forgotten where it is not any more", () => {
  const chart = createChart();
  takeFrame(chart, frame({ creatures: [{ cell: 0, texture: 0 }, { cell: 1, texture: 6 }] }));
  assert.deepEqual([...chart.creatures], [[indexOf({ x: 28, y: 29 }), 0]]); // arrows are not kept
  takeFrame(chart, frame({ step: 1, position: { x: 34, y: 32 } }));
  assert.equal(chart.creatures.size, 1);
  takeFrame(chart, frame({ step: 2 }));
  assert.equal(chart.creatures.size, 0);
});

test("the map of the server is read", () => {
  const buffer = new ArrayBuffer(8 + AREA * AREA + 3);
  const data = new DataView(buffer);
  data.setUint32(0, 4, true);
  data.setUint32(4, 321, true);
  data.setUint8(8 + indexOf({ x: 5, y: 1 }), GRASS);
  [9, 8, 3].forEach((value, i) => data.setUint8(8 + AREA * AREA + i, value));
  const { episode, chart } = readChart(buffer);
  assert.deepEqual([episode, chart.step], [4, 321]);
  assert.equal(chart.materials[indexOf({ x: 5, y: 1 })], GRASS);
  assert.deepEqual([...chart.creatures], [[indexOf({ x: 9, y: 8 }), 3]]);
  assert.throws(() => readChart(buffer.slice(0, 100)), /at least 4104 bytes/);
});

test("the way is the cells before its end", () => {
  const shown = frame({ aim: { x: 34, y: 31 }, way: [1, 1, 2] });
  assert.deepEqual(wayCells(shown), [
    { x: 33, y: 32 },
    { x: 34, y: 32 },
  ]);
});
