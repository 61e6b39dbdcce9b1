import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import {
  activePlan,
  author,
  createState,
  planBelow,
  currentStep,
  hasControls,
  secondsLeft,
  SPECTATOR,
} from "../../../web/static/play/state.js";
import { bill } from "../../../web/static/play/render/thinking.js";
import { applyEvent, applyFrame, noteDrawn, notePress } from "../../../web/static/play/update.js";

const plan = (id, status, source = "expert") => ({
  id,
  text: `plan ${id}`,
  source,
  authority: "advice",
  step: id,
  begun: status !== "queued",
  status,
  place: status === "queued" ? 0 : null,
  ended: null,
  reason: "",
  under: 0,
  detour: false,
  goals: [],
  in_hand: 0,
  have: 0,
  want: 0,
  throughout: [],
  reader: "",
  unread: [],
  obstacles: [],
  progress: "",
});
const episode = (seed) => ({
  number: 1,
  world: "crafter",
  actions: [],
  achievements: ["collect_wood"],
  items: ["health"],
  question: null,
  patience: 10,
  p_plan: [],
  bill: {
    decisions: 0,
    plans: 0,
    input_tokens: 0,
    output_tokens: 0,
    plan_tokens: 0,
    thought_tokens: 0,
  },
  lines: [],
  what_if: null,
  seed,
  cap: 100,
  planner: "expert",
  mode: "playing",
  over: "",
  controller: "",
  steps_per_second: 5,
  step: 3,
  plans: [plan(1, "active")],
  marks: [],
  said: [],
  drives: [{ step: 0, driver: "planner" }],
  unlocked: {},
  suggestions: [],
  viewers: 1,
});
const control = (seq, step, mode, controller) => ({
  type: "control",
  seq,
  step,
  mode,
  controller,
  steps_per_second: 5,
  viewers: 1,
  text: "",
});

let state;
beforeEach(() => {
  state = createState("s", "me");
  applyEvent(state, { type: "welcome", seq: 7, session: "s", state: episode(1) });
});

test("a welcome brings the whole state", () => {
  assert.equal(state.connection, "open");
  assert.equal(activePlan(state).id, 1);
  assert.equal(currentStep(state), 3);
});

test("an event that was seen before changes nothing", () => {
  applyEvent(state, { type: "plan", seq: 7, plan: plan(2, "active") });
  assert.equal(state.episode.plans.length, 1);
});

test("a plan that moved on takes the place of what was known of it", () => {
  applyEvent(state, { type: "plan", seq: 8, plan: plan(1, "replaced") });
  applyEvent(state, { type: "plan", seq: 9, plan: plan(2, "active", "human") });
  assert.deepEqual(
    state.episode.plans.map(({ status }) => status),
    ["replaced", "active"],
  );
  assert.equal(activePlan(state).id, 2);
});

test("a person's plan is mine only if it was written here", () => {
  assert.equal(author(state, plan(1, "active", "human")), "A person");
  state.mine.add("plan 1");
  assert.equal(author(state, plan(1, "active", "human")), "You");
  assert.equal(author(state, plan(1, "active")), "Expert");
});

test("who drove is kept, without stretches of no length", () => {
  applyEvent(state, control(8, 5, "person", "me"));
  assert.equal(hasControls(state), true);
  applyEvent(state, control(9, 5, "playing", ""));
  assert.deepEqual(state.episode.drives, [{ step: 0, driver: "planner" }]);
  applyEvent(state, control(10, 9, "person", "other"));
  assert.equal(hasControls(state), false);
  assert.deepEqual(state.episode.drives.at(-1), { step: 9, driver: "person" });
});

test("an achievement is ticked, celebrated and announced", () => {
  applyEvent(state, { type: "unlocked", seq: 8, step: 6, achievement: "collect_wood" });
  assert.equal(state.episode.unlocked.collect_wood, 6);
  assert.equal(state.toasts.length, 1);
  assert.match(state.announced, /Collect wood/);
});

test("a new world clears what belonged to the old one", () => {
  applyEvent(state, { type: "unlocked", seq: 8, step: 6, achievement: "collect_wood" });
  applyEvent(state, { type: "episode", seq: 9, state: episode(2) });
  assert.equal(state.episode.seed, 2);
  assert.deepEqual([state.toasts, state.episode.unlocked], [[], {}]);
});

test("the time from key to picture ends with the frame that contains the key", () => {
  notePress(state, 65536 + 5, 100);
  applyFrame(state, { ack: 4, step: 4, seq: 8 });
  noteDrawn(state, 150);
  assert.equal(state.latency, null);
  applyFrame(state, { ack: 5, step: 5, seq: 8 });
  noteDrawn(state, 160);
  assert.equal(state.latency, 60);
  assert.equal(state.pressed.size, 0);
});

test("a plan that waits is announced when it begins", () => {
  applyEvent(state, { type: "plan", seq: 8, plan: plan(2, "queued", "human") });
  assert.equal(state.announced, "");
  applyEvent(state, { type: "plan", seq: 9, plan: plan(2, "active", "human") });
  assert.equal(state.announced, "A person: plan 2");
});

test("a decision is noted with its probability and its cost; a person's steps have none", () => {
  const thought = {
    step: 3,
    p_plan: 0.254,
    input_tokens: 80,
    output_tokens: 29,
    plan_tokens: 6,
    thought_tokens: 20,
    planned: true,
    valid: true,
    ms: 9,
  };
  applyEvent(state, { type: "thought", seq: 8, thought });
  assert.deepEqual(state.episode.p_plan, [-1, -1, 25]);
  assert.deepEqual(state.episode.bill, {
    decisions: 1,
    plans: 1,
    input_tokens: 80,
    output_tokens: 29,
    plan_tokens: 6,
    thought_tokens: 20,
  });
  assert.match(bill(state.episode.bill), /^29 tokens so far \(6 on 1 plan, 20 on thoughts\)/);
});

test("the time to answer runs down", () => {
  applyEvent(state, {
    type: "question",
    seq: 8,
    question: { plan: 1, first: "drink water", seconds: 10 },
  });
  assert.equal(secondsLeft(state, state.askedAt), 10);
  assert.equal(secondsLeft(state, state.askedAt + 3500), 7);
  assert.equal(secondsLeft(state, state.askedAt + 99_000), 0);
});

test("a spectator is told of a question, but not of keys that do nothing there", () => {
  const question = { plan: 1, first: "first drink water, because drink is 2", seconds: 10 };
  applyEvent(state, { type: "question", seq: 8, question });
  assert.match(state.announced, /L lets it/);
  state.viewer = SPECTATOR;
  applyEvent(state, { type: "question", seq: 9, question });
  assert.equal(
    state.announced,
    "Expert asks to do this first: drink water, because drink is 2.",
  );
  assert.equal(hasControls(state), false);
});

test("whoever walks in a graph hears where to, and what a move that led nowhere cost", () => {
  const graph = {
    world: "pogs",
    ack: 0,
    seq: 8,
    step: 1,
    node: 3,
    target: 9,
    action: 3,
    nodes: [],
    edges: [],
    visits: [3],
    moves: 1,
    reached: false,
    ledNowhere: false,
  };
  applyFrame(state, { ...graph, step: 0 });
  applyFrame(state, graph);
  assert.equal(state.announced, ""); // the planner's moves are not told
  state.episode.controller = "me";
  applyFrame(state, { ...graph, step: 2, edges: [[3, 4]] });
  assert.match(state.announced, /^You are at node 3\. Next to it: 4\. Target 9, not seen yet/);
  applyFrame(state, { ...graph, step: 3, action: 7, ledNowhere: true });
  assert.match(state.announced, /^Node 7 is not next to node 3/);
  assert.equal(state.hint, state.announced);
});

const thought = (step) => ({
  step,
  p_plan: 0.5,
  input_tokens: 0,
  output_tokens: 0,
  plan_tokens: 0,
  thought_tokens: 0,
  planned: true,
  valid: true,
  ms: 1,
});
const asked = {
  ...plan(2, "active", "human"),
  text: "get coal and iron",
  goals: [
    { text: "collect 1 coal", target: "coal" },
    { text: "collect 1 iron", target: "iron" },
  ],
};

test("the person's plan is the one in force, whatever stands beneath it", () => {
  applyEvent(state, { type: "plan", seq: 8, plan: plan(1, "replaced") });
  applyEvent(state, { type: "plan", seq: 9, plan: asked });
  applyEvent(state, { type: "plan", seq: 10, plan: { ...plan(3, "active"), under: 2 } });
  assert.deepEqual([activePlan(state).id, planBelow(state).id], [2, 3]);
});

test("a detour and its end are announced once, and other plans beneath a person's are not", () => {
  applyEvent(state, { type: "plan", seq: 8, plan: plan(1, "replaced") });
  applyEvent(state, { type: "plan", seq: 9, plan: asked });
  assert.equal(state.announced, "A person: get coal and iron");
  applyEvent(state, { type: "plan", seq: 10, plan: { ...plan(3, "active"), under: 2 } });
  applyEvent(state, { type: "thought", seq: 11, thought: thought(1) });
  assert.equal(state.announced, "A person: get coal and iron");
  const drink = {
    under: 2,
    detour: true,
    text: "first drink 5 times, 4 west, then collect 1 coal, because drink is 2",
  };
  applyEvent(state, { type: "plan", seq: 12, plan: plan(3, "replaced") });
  applyEvent(state, { type: "plan", seq: 13, plan: { ...plan(4, "active"), ...drink } });
  applyEvent(state, { type: "thought", seq: 14, thought: thought(2) });
  assert.equal(
    state.announced,
    "First: drink 5 times, 4 west, because drink is 2. Then back to the person's plan.",
  );
  state.announced = "";
  applyEvent(state, { type: "plan", seq: 15, plan: { ...plan(4, "replaced"), under: 2 } });
  applyEvent(state, { type: "plan", seq: 16, plan: { ...plan(5, "active"), ...drink } });
  applyEvent(state, { type: "thought", seq: 17, thought: thought(3) });
  assert.equal(state.announced, "");
  applyEvent(state, {
    type: "plan",
    seq: 18,
    plan: { ...plan(5, "active"), ...drink, detour: false },
  });
  applyEvent(state, { type: "thought", seq: 19, thought: thought(4) });
  assert.equal(state.announced, "Back to the person's plan: collect 1 coal.");
});

test("what is said is read out beside the news, and takes none away", () => {
  applyEvent(state, { type: "plan", seq: 8, plan: asked });
  const said = { number: 1, step: 3, kind: "answer", plan: 2, offers: [] };
  applyEvent(state, { type: "said", seq: 9, said: { ...said, who: "planner", text: "In force" } });
  applyEvent(state, { type: "said", seq: 10, said: { ...said, who: "person", text: "go on" } });
  assert.equal(state.announced, "A person: get coal and iron");
  assert.equal(state.spoken, "In force");
});

test("a goal that is reached is announced, and so is the end of the plan", () => {
  state.mine.add(asked.text);
  applyEvent(state, { type: "plan", seq: 8, plan: asked });
  applyEvent(state, { type: "plan", seq: 9, plan: { ...asked, in_hand: 1 } });
  assert.equal(state.announced, "Done: collect 1 coal. Now: collect 1 iron.");
  applyEvent(state, { type: "plan", seq: 10, plan: { ...asked, in_hand: 2, status: "done" } });
  assert.equal(state.announced, "Your plan is done: get coal and iron");
});
