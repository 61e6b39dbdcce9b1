import assert from "node:assert/strict";
import { test } from "node:test";

import { bare, endWords } from "../../web/static/plan_words.js";
import { createState } from "../../web/static/state.js";

test("what is said around a detour is not said in it", () => {
  const text = "first drink 5 times, 4 west, then collect 1 iron, because drink is 2";
  assert.equal(bare(text, "collect 1 iron"), "drink 5 times, 4 west, because drink is 2");
  assert.equal(bare(text, "collect 1 coal"), "drink 5 times, 4 west, then collect 1 iron, because drink is 2");
  assert.equal(bare("drink water", "collect 1 iron"), "drink water");
  assert.equal(bare("", ""), "");
});

test("the end of a plan is told with its reason, but not to those who ended it", () => {
  const state = createState("s", "me");
  const plan = { text: "collect 12 wood", source: "human", authority: "order", reason: "no more than 9 wood can be held" };
  assert.equal(endWords(state, { ...plan, status: "done" }), "The person's order is done: collect 12 wood");
  assert.equal(
    endWords(state, { ...plan, status: "given_up" }),
    "The person's order cannot be done, because no more than 9 wood can be held: collect 12 wood",
  );
  assert.equal(endWords(state, { ...plan, status: "cancelled" }), "");
});
