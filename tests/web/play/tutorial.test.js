import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { startsByItself } from "../../../web/static/play/tutorial_seen.js";
import { createState } from "../../../web/static/play/state.js";
import { attend, createTutorial, isOver, lesson, next } from "../../../web/static/play/tutorial.js";

let state;
let tutorial;
beforeEach(() => {
  state = createState("s", "me");
  const lines = [{ number: 1, parent: null }];
  state.episode = {
    number: 1,
    step: 40,
    mode: "playing",
    controller: "",
    question: null,
    plans: [human(1)],
    lines,
  };
  tutorial = createTutorial(() => true);
  attend(tutorial, state);
});

const human = (id, more) => ({
  id,
  source: "human",
  authority: "advice",
  status: "active",
  ...more,
});

/** Begin a lesson. */
function at(name) {
  while (lesson(tutorial).name !== name) next(tutorial, state);
}

/** Play some steps, seen one by one. */
function play(steps) {
  let done = "";
  for (let i = 0; i < steps; i++) {
    state.episode.step += 1;
    done = attend(tutorial, state) || done;
  }
  return done;
}

test("watching counts the planner's steps, in any episode, and not one's own", () => {
  assert.equal(play(6), "");
  state.episode.controller = "me";
  assert.equal(play(9), "");
  state.episode = { ...state.episode, controller: "", number: 2, step: 0 };
  attend(tutorial, state);
  assert.equal(play(3), "");
  assert.equal(play(1), "watch");
});

test("a pause is noticed at once, but not one from before", () => {
  state.episode.mode = "paused";
  at("think");
  assert.equal(attend(tutorial, state), "");
  state.episode.mode = "playing";
  assert.equal(play(1), "");
  state.episode.mode = "paused";
  assert.equal(attend(tutorial, state), "think");
  tutorial = createTutorial(() => true);
  state.episode.mode = "playing";
  at("think");
  state.episode.mode = "paused";
  assert.equal(attend(tutorial, state), "think");
});

test("only a person's plan that is new counts", () => {
  at("plan");
  state.episode.plans.push({ ...human(2), source: "expert" });
  assert.equal(attend(tutorial, state), "");
  state.episode.plans.push(human(3));
  assert.equal(attend(tutorial, state), "plan");
});

for (const [what, change] of Object.entries({
  "a new order": () => state.episode.plans.push(human(2, { authority: "order" })),
  "a cancelled plan": () => (state.episode.plans[0].status = "cancelled"),
  "a question": () => (state.episode.question = { plan: 1, p_plan: 0.9, seconds: 9 }),
})) {
  test(`${what} is enough of an order`, () => {
    at("order");
    assert.equal(attend(tutorial, state), "");
    change();
    assert.equal(attend(tutorial, state), "order");
  });
}

test("advice is not enough of an order", () => {
  at("order");
  state.episode.plans.push(human(2));
  assert.equal(attend(tutorial, state), "");
});

test("the controls are taken, used three times, and given back", () => {
  at("take");
  state.episode.controller = "another";
  assert.equal(attend(tutorial, state), "");
  state.episode.controller = "me";
  assert.equal(attend(tutorial, state), "take");
  assert.equal(play(2), "");
  assert.equal(play(1), "move");
  assert.equal(attend(tutorial, state), "");
  state.episode.controller = "";
  assert.equal(attend(tutorial, state), "give");
});

test("a new world is no going back; a branch is, and it is the last thing to do", () => {
  at("back");
  state.episode = { ...state.episode, number: 2, lines: [{ number: 2, parent: null }] };
  assert.equal(attend(tutorial, state), "");
  state.episode = { ...state.episode, number: 3, lines: [{ number: 3, parent: 2 }] };
  assert.equal(attend(tutorial, state), "back");
  assert.equal(isOver(tutorial), true);
});

test("every lesson can be skipped, and the good-bye stays", () => {
  for (const { name } of tutorial.lessons) {
    assert.equal(lesson(tutorial).name, name);
    next(tutorial, state);
  }
  assert.equal(isOver(tutorial), true);
});

test("it starts by itself once in a browser, unless the page says otherwise", () => {
  const kept = new Map();
  globalThis.localStorage = { getItem: (key) => kept.get(key) ?? null };
  assert.deepEqual([startsByItself(undefined), startsByItself("off")], [true, false]);
  kept.set("tutorial", "seen");
  assert.deepEqual([startsByItself(undefined), startsByItself("first")], [false, true]);
  globalThis.localStorage = {
    getItem: () => {
      throw new Error("denied");
    },
  };
  assert.equal(startsByItself(undefined), false);
  delete globalThis.localStorage;
});

test("a page without the controls teaches what it has", () => {
  const { lessons } = createTutorial((control) => !["#take", "#back"].includes(control));
  assert.deepEqual(
    lessons.map(({ name }) => name),
    ["watch", "think", "plan", "follow", "order", "done"],
  );
});
