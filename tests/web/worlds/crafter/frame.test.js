import assert from "node:assert/strict";
import { test } from "node:test";

import { faced, describe as inWords } from "../../../../web/static/worlds/crafter/words.js";
import { decodeFrame } from "../../../../web/static/worlds/registry.js";

/**
 * A frame on grass, as agent/worlds/crafter/frame.py writes it: the player faces north, with a
 * zombie north of it and an arrow in the corner, and is after something two cells east.
 */
function bytes() {
  const buffer = new ArrayBuffer(99 + 4 + 6);
  const data = new DataView(buffer);
  data.setUint8(0, 1);
  data.setUint8(1, 4);
  data.setUint16(2, 513, true);
  data.setUint32(4, 70000, true);
  data.setUint32(8, 12, true);
  data.setUint8(12, 51);
  data.setUint8(13, 2);
  data.setUint8(14, 255);
  data.setUint8(15, 2);
  data.setUint32(16, 2 ** 21 + 1, true);
  for (let i = 0; i < 16; i++) data.setUint8(20 + i, i % 10);
  for (let i = 0; i < 63; i++) data.setUint8(36 + i, 2);
  data.setUint8(36, 10);
  [22, 1, 62, 8, 30, 40, 32, 40, 1, 1].forEach((value, i) => data.setUint8(99 + i, value));
  return buffer;
}

test("a state frame is read field by field", () => {
  const frame = decodeFrame(bytes());
  assert.equal(frame.person, true);
  assert.equal(frame.asleep, false);
  assert.equal(frame.ack, 513);
  assert.equal(frame.step, 70000);
  assert.equal(frame.seq, 12);
  assert.equal(frame.daylight, 0.2);
  assert.equal(frame.action, null);
  assert.equal(frame.unlocked, 2 ** 21 + 1);
  assert.deepEqual([...frame.items], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5]);
  assert.equal(frame.cells.length, 63);
  assert.deepEqual(frame.creatures, [
    { cell: 22, texture: 1 },
    { cell: 62, texture: 8 },
  ]);
  assert.deepEqual(frame.position, { x: 30, y: 40 });
  assert.deepEqual(frame.aim, { x: 32, y: 40 });
  assert.deepEqual(frame.way, [1]);
});

test("a frame without an aim has none", () => {
  const buffer = bytes().slice(0, 108);
  new Uint8Array(buffer).set([255, 255, 0], 105);
  const { aim, way } = decodeFrame(buffer);
  assert.equal(aim, null);
  assert.deepEqual(way, []);
});

test("a frame that is cut short is refused", () => {
  assert.throws(() => decodeFrame(bytes().slice(0, 102)), /cut short/);
  assert.throws(() => decodeFrame(bytes().slice(0, 108)), /cut short/);
  assert.throws(() => decodeFrame(bytes().slice(0, 50)), /at least 99 bytes/);
});

test("the picture is told in words", () => {
  const frame = decodeFrame(bytes());
  assert.equal(faced(frame), "zombie");
  const seen = "Facing zombie. In view: 1 zombie, 1 arrow, diamond. It is dark.";
  assert.equal(inWords(frame), `${seen} The plan leads to 2 east.`);
  assert.equal(inWords({ ...frame, aim: null }), seen);
  assert.match(inWords({ ...frame, asleep: true }), /^Asleep\./);
});
