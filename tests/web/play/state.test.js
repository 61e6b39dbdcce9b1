import assert from "node:assert/strict";
import { test } from "node:test";

import { createState, targetInHand } from "../../../web/static/play/state.js";

/** A state with one plan in force. @param {object[] | undefined} goal_states */
function pursuing(goal_states) {
  const state = createState("s", "me");
  state.episode = { plans: [{ id: 1, status: "active", under: 0, goal_states }] };
  return state;
}

test("a plan goes to the target of the first goal that is not done", () => {
  const goals = [
    { text: "go to 7", target: "7", have: 0, want: 0, done: true },
    { text: "go to the target", target: "target", have: 0, want: 0, done: false },
  ];
  assert.equal(targetInHand(pursuing(goals)), "target");
  assert.equal(targetInHand(pursuing(goals.slice(0, 1))), "");
});

test("without goals, or a plan, there is no target", () => {
  assert.equal(targetInHand(pursuing([])), "");
  assert.equal(targetInHand(pursuing(undefined)), "");
  assert.equal(targetInHand(createState("s", "me")), "");
});
