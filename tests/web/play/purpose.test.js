import assert from "node:assert/strict";
import { test } from "node:test";

import {
  aloneWords,
  dayWords,
  judge,
  momentOf,
  rootOf,
  worldWords,
} from "../../../web/static/play/purpose.js";
import { createState } from "../../../web/static/play/state.js";

const episode = (more = {}) => ({
  number: 1,
  world: "crafter",
  seed: 5,
  planner: "pebble",
  step: 700,
  over: "",
  plans: [],
  lines: [],
  achievements: ["collect_wood", "place_table", "eat_cow"],
  unlocked: { collect_wood: 4, place_table: 640 },
  ...more,
});
const alone = { begun: true, step: 812, unlocked: { collect_wood: 3 }, over: "died", fault: "" };
const stateOf = (more) => ({ ...createState("s", "me"), episode: episode(), ...more });

test("the world of a day is named by its date, and others by their seed", () => {
  const days = new Map([
    [5, { date: "2026-11-30", seed: 5 }],
    [9, { date: "2026-12-01", seed: 9 }],
  ]);
  assert.equal(dayWords("2026-11-30"), "30 November");
  const state = stateOf({ days });
  assert.equal(worldWords(state, episode({ seed: 9 })), "Today's world, 1 December");
  assert.equal(worldWords(state, episode()), "World of the day, 30 November");
  assert.equal(worldWords(state, episode({ seed: 7 })), "World 7");
  assert.doesNotMatch(worldWords(state, episode({ world: "pogs:nodes=30", seed: 9 })), /day/);
});

test("the planner alone is told beside the game with people", () => {
  assert.equal(
    aloneWords(stateOf({ alone })),
    "Pebble alone: 1 of 3, died at step 812. With you: 2 by step 640.",
  );
  const going = { ...alone, over: "", step: 90 };
  assert.match(aloneWords(stateOf({ alone: going })), /1 of 3 so far, at step 90\./);
  assert.equal(aloneWords(stateOf({ alone: { ...alone, begun: false } })), "");
  assert.equal(aloneWords(stateOf({ alone: { ...alone, fault: "Not played." } })), "Not played.");
});

test("one is asked at the first plan that is done, the treasure, or the end", () => {
  const plan = (status) => ({ source: "human", status, ended: 40 });
  assert.equal(momentOf(episode(), "eat_cow"), -1);
  assert.equal(momentOf(episode({ plans: [plan("active"), plan("replaced")] })), -1);
  assert.equal(momentOf(episode({ plans: [{ ...plan("done"), source: "expert" }] })), -1);
  assert.equal(momentOf(episode({ plans: [plan("done")] })), 40);
  assert.equal(momentOf(episode(), "place_table"), 640);
  assert.equal(momentOf(episode({ over: "died" }), "eat_cow"), 700);
});

test("branches are of the world that they began in", () => {
  const lines = [
    { number: 1, parent: null },
    { number: 2, parent: 1 },
    { number: 3, parent: 2 },
    { number: 4, parent: null },
  ];
  assert.equal(rootOf(episode({ number: 3, lines })), 1);
  assert.equal(rootOf(episode({ number: 4, lines })), 4);
});

test("records are kept, and only what is better is new", () => {
  const first = judge({}, { date: "2026-11-30", count: 12, treasure: undefined });
  assert.equal(
    first.told,
    "Your first result in this world of the day: 12. Your first result in all worlds: 12.",
  );
  const worse = judge(first.records, { date: "2026-11-30", count: 9, treasure: 900 });
  assert.equal(
    worse.told,
    "Your best in this world of the day: 12. Your best in all worlds: 12. " +
      "Your fastest diamond: step 900.",
  );
  const better = judge(worse.records, { date: "2026-12-01", count: 14, treasure: 800 });
  assert.equal(
    better.told,
    "Your first result in this world of the day: 14. A new best in all worlds: 14, before 12. " +
      "Your fastest diamond: step 800, before 900.",
  );
  assert.deepEqual(better.records, {
    day: { date: "2026-12-01", count: 14 },
    most: 14,
    treasure: 800,
  });
  assert.equal(judge(better.records, { date: "", count: 1 }).records.day.count, 14);
});
