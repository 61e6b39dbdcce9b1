import assert from "node:assert/strict";
import { test } from "node:test";

import {
  adviserName, author, createState, plannerName, targetInHand,
} from "../../../web/static/play/state.js";

/** A state with one plan in force. @param {object[]} goals @param {number} in_hand */
function pursuing(goals, in_hand) {
  const state = createState("s", "me");
  state.episode = { plans: [{ id: 1, status: "active", under: 0, goals, in_hand }] };
  return state;
}

test("a plan goes to the target of the goal in hand", () => {
  const goals = [
    { text: "go to 7", target: "7" },
    { text: "go to the target", target: "12" },
  ];
  assert.equal(targetInHand(pursuing(goals, 1)), "12");
  assert.equal(targetInHand(pursuing(goals, 2)), "");
});

test("without goals, or a plan, there is no target", () => {
  assert.equal(targetInHand(pursuing([], 0)), "");
  assert.equal(targetInHand(createState("s", "me")), "");
});

test("a pair of planners has two names, and each plan its own author", () => {
  const state = createState("s", "me");
  state.episode = { planner: "advised,every=20:pebble+openai:http://host:1/v1#big-model" };
  assert.equal(plannerName(state), "Pebble");
  assert.equal(adviserName(state), "Big-model");
  assert.equal(author(state, { source: "adviser" }), "Adviser");
  assert.equal(author(state, { source: "agent" }), "Pebble");
  assert.equal(author(state, { source: "human", text: "go" }), "A person");
});

test("without an adviser there is no name for one", () => {
  const state = createState("s", "me");
  state.episode = { planner: "hf:some/folder" };
  assert.deepEqual([plannerName(state), adviserName(state)], ["Folder", ""]);
});
