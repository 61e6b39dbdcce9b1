import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { BLOCK, createPictures, pictureAt } from "../../../web/static/play/pictures.js";
import { crafter } from "../../../web/static/worlds/crafter/index.js";

const FRAME_BYTES = 512; // what follows its parts is left alone

/** A frame of Crafter of a step, behind its length. @param {number} step */
function packed(step) {
  const bytes = new DataView(new ArrayBuffer(2 + FRAME_BYTES));
  bytes.setUint16(0, FRAME_BYTES, true);
  bytes.setUint8(2, crafter.version);
  bytes.setUint32(2 + 4, step, true);
  return new Uint8Array(bytes.buffer);
}

/** Stands in for the server. @param {string[]} asked takes the addresses */
function serve(asked) {
  globalThis.fetch = async (address) => {
    asked.push(address);
    const { searchParams } = new URL(address, "http://server");
    const [first, last] = ["first", "last"].map((name) => Number(searchParams.get(name)));
    const frames = [];
    for (let step = first; step <= last; step++) frames.push(packed(step));
    return new Response(new Blob(frames));
  };
}

const { fetch } = globalThis;
afterEach(() => (globalThis.fetch = fetch));

test("a drag over a block asks once", async () => {
  const asked = [];
  serve(asked);
  const pictures = createPictures("/pictures");
  const steps = [BLOCK + 3, BLOCK, BLOCK + 9];
  const found = await Promise.all(steps.map((step) => pictureAt(pictures, 2, step, 1000)));
  assert.deepEqual(
    found.map(({ frame }) => frame.step),
    steps,
  );
  assert.deepEqual(asked, [`/pictures?episode=2&first=${BLOCK}&last=${2 * BLOCK - 1}`]);
});

test("the newest block is asked for again when it has grown", async () => {
  const asked = [];
  serve(asked);
  const pictures = createPictures("/pictures");
  await pictureAt(pictures, 1, 3, 5);
  const { frame } = await pictureAt(pictures, 1, 7, 9);
  assert.equal(frame.step, 7);
  assert.deepEqual(asked, [
    "/pictures?episode=1&first=0&last=5",
    "/pictures?episode=1&first=0&last=9",
  ]);
});

test("what the server refuses is told, and asked for again", async () => {
  const asked = [];
  globalThis.fetch = async () => new Response('{"detail": "you cannot go back"}', { status: 404 });
  const pictures = createPictures("/pictures");
  const { frame, fault } = await pictureAt(pictures, 1, 3, 5);
  assert.deepEqual([frame, fault], [null, "you cannot go back"]);
  serve(asked);
  assert.equal((await pictureAt(pictures, 1, 3, 5)).frame.step, 3);
});
