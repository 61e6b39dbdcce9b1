import assert from "node:assert/strict";
import { test } from "node:test";

import {
  extentFor,
  extentOf,
  layout,
  nearest,
  neighbour,
  peaks,
} from "../../../web/static/play/timeline.js";

const EPISODE = {
  cap: 10000,
  number: 1,
  lines: [{ number: 1, parent: null, parent_step: 0, step: 0, tried: false }],
  plans: [
    { id: 1, text: "wood", source: "expert", step: 0, status: "done", ended: 20 },
    { id: 2, text: "dig", source: "human", step: 20, status: "active", ended: null },
  ],
  marks: [
    { step: 0, kind: "plan", text: "wood", source: "expert" },
    { step: 10, kind: "unlock", text: "collect_wood", source: "" },
    { step: 40, kind: "control", text: "You have the controls.", source: "" },
  ],
  drives: [
    { step: 0, driver: "planner" },
    { step: 40, driver: "person" },
  ],
};
const laid = () => layout(EPISODE, 50, () => "Someone");

test("the strip spans a round number of steps, and never more than the episode can have", () => {
  assert.equal(extentFor(0, 10000), 100);
  assert.equal(extentFor(100, 10000), 200);
  assert.equal(extentFor(9999, 10000), 10000);
  assert.equal(extentFor(30, 60), 60);
});

test("the strip has room for the branches that went further", () => {
  const branch = { number: 2, parent: 1, parent_step: 30, step: 240, tried: false };
  assert.equal(extentOf({ ...EPISODE, lines: [...EPISODE.lines, branch] }, 50), 500);
  assert.equal(extentOf({ ...EPISODE, cap: 200, lines: [...EPISODE.lines, branch] }, 50), 200);
});

test("what has not ended reaches to now", () => {
  assert.deepEqual(
    laid().drives.map(({ from, to }) => [from, to]),
    [
      [0, 0.4],
      [0.4, 0.5],
    ],
  );
  assert.deepEqual(
    laid().plans.map(({ from, to, kind }) => [from, to, kind]),
    [
      [0, 0.2, "planner"],
      [0.2, 0.5, "person"],
    ],
  );
});

test("a plan is told once, in the order of steps", () => {
  assert.deepEqual(
    laid().entries.map(({ text }) => text),
    ["Someone: wood", "Collect wood", "Someone: dig", "You have the controls."],
  );
});

test("pointing takes the nearest entry, the keys go to the next and stop at the ends", () => {
  const { entries } = laid();
  assert.equal(nearest(entries, 0.12)?.text, "Collect wood");
  assert.equal(nearest([], 0.5), undefined);
  assert.equal(neighbour(entries, null, -1), entries[3]);
  assert.equal(neighbour(entries, entries[3].key, -1), entries[2]);
  assert.equal(neighbour(entries, entries[0].key, -1), entries[0]);
});

test("the strip shows the highest probability of every few steps", () => {
  assert.deepEqual(peaks([10, 50, -1, 0], 4, 4), [
    { at: 0, width: 0.25, height: 0.1 },
    { at: 0.25, width: 0.25, height: 0.5 },
  ]);
  assert.deepEqual(peaks([10, 50, 20, 30], 1000, 500), [
    { at: 0, width: 0.002, height: 0.5 },
    { at: 0.002, width: 0.002, height: 0.3 },
  ]);
});

test("a plan beneath a person's is told apart", () => {
  const [first, second] = EPISODE.plans;
  const episode = {
    ...EPISODE,
    plans: [first, { ...second, under: 0 }, { ...first, id: 3, under: 2 }],
  };
  assert.deepEqual(
    layout(episode, 50, () => "Someone").plans.map(({ below }) => below),
    [false, false, true],
  );
});
