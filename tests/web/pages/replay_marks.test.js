import assert from "node:assert/strict";
import { test } from "node:test";

import { beside, ending, marksOf } from "../../../web/static/pages/replay_marks.js";

const plan = { source: "human", begun: true, step: 4, text: "get iron" };
const story = /** @type {any} */ ({
  unlocked: { collect_wood: 7, wake_up: 2 },
  plans: [plan, { ...plan, source: "expert" }, { ...plan, begun: false }],
  over: "left",
  steps: 9,
});

test("achievements, people's plans and the end are on the timeline, by step", () => {
  assert.deepEqual(
    marksOf(story).map(({ step, text }) => `${step} ${text}`),
    ["2 Wake up", "4 A person: get iron", "7 Collect wood", "9 Ended: closed by the player"],
  );
  assert.deepEqual(marksOf({ ...story, over: "" }).at(-1)?.kind, "unlock");
});

test("one goes from event to event", () => {
  const marks = marksOf(story);
  assert.equal(beside(marks, 2, 1), 4);
  assert.equal(beside(marks, 4, -1), 2);
  assert.equal(beside(marks, 2, -1), undefined);
  assert.equal(beside(marks, 9, 1), undefined);
});

test("an end that has no words of its own is told as it is", () => {
  assert.equal(ending("power cut"), "Ended: power cut");
});
