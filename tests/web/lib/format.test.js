import assert from "node:assert/strict";
import { test } from "node:test";

import { detourWords, ms, rate, size, span } from "../../../web/static/lib/format.js";

test("bytes are told in the unit that fits", () => {
  assert.deepEqual([0, 999, 1000, 12_345, 123_456_789, 2e15].map(size), [
    "0 B",
    "999 B",
    "1.0 KB",
    "12.3 KB",
    "123 MB",
    "2000 TB",
  ]);
});

test("what is not known is a dash, not a nought", () => {
  assert.deepEqual([ms(null), rate(null), ms(0), rate(0)], ["–", "–", "0.0 ms", "0.0"]);
});

test("times are told roughly", () => {
  assert.deepEqual([0.4, 59, 61, 3600, 90_061].map(span), [
    "0 s",
    "59 s",
    "1 min",
    "1 h 0 min",
    "25 h 1 min",
  ]);
});

test("what is said around a detour is not said in it", () => {
  const text = "first drink 5 times, 4 west, then collect 1 iron, because drink is 2";
  assert.equal(
    detourWords(text, ["collect 1 coal", "collect 1 iron"]),
    "drink 5 times, 4 west, because drink is 2",
  );
  assert.equal(
    detourWords(text, ["collect 1 coal"]),
    "drink 5 times, 4 west, then collect 1 iron, because drink is 2",
  );
  assert.equal(detourWords("drink water", ["collect 1 iron"]), "drink water");
  assert.equal(detourWords("", []), "");
});
