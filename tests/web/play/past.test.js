import assert from "node:assert/strict";
import { test } from "node:test";

import {
  laneAt,
  lanes,
  look,
  mayLook,
  meanwhile,
  moment,
  otherLane,
  shownEpisode,
  whichStep,
} from "../../../web/static/play/past.js";
import { square, whereTo } from "../../../web/static/play/render/way.js";
import { createState, SPECTATOR } from "../../../web/static/play/state.js";

const line = (number, parent, parent_step, step, tried = false) => ({
  number,
  parent,
  parent_step,
  step,
  tried,
});
/** A world that was left, and one with two branches off it, of which one has a branch. */
const LINES = [
  line(1, null, 0, 9),
  line(2, null, 0, 200),
  line(3, 2, 120, 185),
  line(4, 2, 50, 60, true),
  line(5, 3, 150, 0),
];

function stateAt(step, more = {}) {
  const state = createState("s", "me");
  state.episode = {
    number: 5,
    lines: LINES,
    mode: "paused",
    planner: "expert",
    step,
    unlocked: { collect_wood: 40, place_table: 160 },
    drives: [
      { step: 0, driver: "planner" },
      { step: 40, driver: "person" },
    ],
    plans: [
      { text: "wood", source: "expert", begun: true, under: 0, step: 10, ended: 60 },
      { text: "dig", source: "human", begun: true, under: 0, step: 60, ended: null },
    ],
    ...more,
  };
  return state;
}

test("one looks at a step that was played, and no further than now", () => {
  const state = stateAt(170);
  assert.equal(look(state, 140), true);
  assert.deepEqual([state.past.episode, state.past.step], [5, 140]);
  assert.equal(whichStep(state), "Step 140, 30 steps ago");
  assert.equal(look(state, 140), false);
  look(state, -7);
  assert.equal(state.past.step, 0);
  look(state, 999);
  assert.equal(whichStep(state), "Step 170, now");
});

test("the newest step is now: nothing is looked at there, unless one comes from the past", () => {
  const state = stateAt(170);
  assert.equal(look(state, 170), false);
  assert.equal(state.past, null);
});

test("another branch is looked at as far as it was played", () => {
  const state = stateAt(170);
  look(state, 999, 3);
  assert.equal(whichStep(state), "Step 185 of branch 3");
});

test("there is no looking back where the rules forbid it, and where nothing was played", () => {
  const state = stateAt(170);
  state.mayGoBack = false;
  assert.equal(mayLook(state), false);
  assert.equal(look(state, 3), false);
  assert.equal(mayLook({ ...state, viewer: SPECTATOR }), true);
  assert.equal(mayLook(stateAt(0)), false);
});

test("what the game does meanwhile is said", () => {
  assert.equal(meanwhile(stateAt(9)), "The game waits.");
  assert.equal(meanwhile(stateAt(9, { mode: "playing" })), "The game goes on.");
  assert.equal(meanwhile(stateAt(9, { mode: "over" })), "");
});

test("branches of one beginning are lanes, each behind its parent", () => {
  const all = lanes(LINES, 5, 170);
  assert.deepEqual(
    all.map(({ number, place, depth, from, to }) => [number, place, depth, from, to]),
    [
      [2, 0, 0, 0, 200],
      [3, 1, 1, 120, 185],
      [5, 2, 2, 150, 170],
      [4, 3, 1, 50, 60],
    ],
  );
});

test("a pointer takes the nearest lane that has the step", () => {
  const all = lanes(LINES, 5, 170);
  assert.equal(laneAt(all, 160, 0).number, 2);
  assert.equal(laneAt(all, 160, 0.99).number, 5);
  assert.equal(laneAt(all, 55, 0.99).number, 4);
  assert.equal(laneAt(all, 130, 0.6).number, 3);
});

test("up and down go from lane to lane and stop at the ends", () => {
  const all = lanes(LINES, 5, 170);
  assert.equal(otherLane(all, 5, -1).number, 3);
  assert.equal(otherLane(all, 5, 1).number, 4);
  assert.equal(otherLane(all, 4, 1).number, 4);
});

test("a step tells who drove, the plan in force, and what was achieved", () => {
  const state = stateAt(170);
  state.mine.add("dig");
  assert.match(moment(state, 40), /^The planner drove\. .*: wood\. Achievement: Collect wood$/);
  assert.equal(moment(state, 41).split(".")[0], "A person drove");
  assert.match(moment(state, 160), /You: dig\. Achievement: Place table/);
});

test("panels show what had been achieved by then", () => {
  const state = stateAt(170);
  look(state, 100);
  assert.deepEqual(shownEpisode(state).unlocked, { collect_wood: 40 });
  state.past = null;
  assert.equal(Object.keys(shownEpisode(state).unlocked).length, 2);
});

test("a way is drawn in a square around it, and its end is told", () => {
  const way = [
    [0, 0],
    [1, 0],
    [2, -1],
  ];
  const { x, y, side } = square(way);
  assert.equal(side, 10);
  assert.equal(x + side / 2, 1.5); // the middle of cells 0 to 2
  assert.equal(y + side / 2, 0);
  assert.equal(square([[0, 0], [20, 0]]).side, 23);
  assert.equal(whereTo(2, -1), "2 east and 1 north of where it began");
  assert.equal(whereTo(0, 0), "where it began");
});
