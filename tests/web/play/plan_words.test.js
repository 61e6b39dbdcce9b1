import assert from "node:assert/strict";
import { test } from "node:test";

import { belowWords, endWords, reworded } from "../../../web/static/play/plan_words.js";
import { createState } from "../../../web/static/play/state.js";

test("of a plan that is under way only what is left is said", () => {
  const asked = { goals: [{ text: "collect 1 iron", target: "iron" }] };
  const below = {
    text: "first eat a cow, 1 south, then collect 1 iron",
    goals: [{ text: "eat a cow", target: "cow" }, ...asked.goals],
    in_hand: 0,
    detour: true,
  };
  assert.equal(belowWords(below, asked), "eat a cow, 1 south");
  assert.equal(belowWords({ ...below, in_hand: 1, detour: false }, asked), "collect 1 iron");
});

test("the end of a plan is told with its reason, but not to those who ended it", () => {
  const state = createState("s", "me");
  const plan = {
    text: "collect 12 wood",
    source: "human",
    authority: "order",
    reason: "no more than 9 wood can be held",
  };
  assert.equal(
    endWords(state, { ...plan, status: "done" }),
    "The person's order is done: collect 12 wood",
  );
  assert.equal(
    endWords(state, { ...plan, status: "given_up" }),
    "The person's order cannot be done, because no more than 9 wood can be held: collect 12 wood",
  );
  assert.equal(endWords(state, { ...plan, status: "cancelled" }), "");
});

test("a goal that is left is moved or dropped, and what holds throughout stays", () => {
  const goals = ["collect 5 wood", "place a table", "drink 1 time"].map((text) => ({ text }));
  const plan = { goals, in_hand: 1, throughout: ["not: fight a zombie"] };
  assert.equal(reworded(plan, 2, "earlier"), "drink 1 time. place a table. not: fight a zombie");
  assert.equal(reworded(plan, 1, "later"), "drink 1 time. place a table. not: fight a zombie");
  assert.equal(reworded(plan, 1, "drop"), "drink 1 time. not: fight a zombie");
});
