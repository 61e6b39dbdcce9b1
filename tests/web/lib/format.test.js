import assert from "node:assert/strict";
import { test } from "node:test";

import { ms, rate, size, span } from "../../../web/static/lib/format.js";

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
