import assert from "node:assert/strict";
import { test } from "node:test";

import { conversation } from "../../../web/static/play/conversation.js";

const plan = (id, step, more = {}) => ({
  id,
  text: `plan ${id}`,
  source: "expert",
  step,
  begun: true,
  status: "replaced",
  place: null,
  ended: step + 1,
  ...more,
});
const human = (id, step, more = {}) => plan(id, step, { source: "human", ...more });
const said = (number, step, who, about = 0) => ({
  number,
  step,
  who,
  kind: "words",
  text: `words ${number}`,
  plan: about,
  offers: [],
});
const heard = (episode, pending = []) =>
  conversation({ episode: { plans: [], marks: [], said: [], ...episode }, pending });
const told = (entries) => entries.map(({ key }) => key);

test("all is in one order, and what comes at one step comes by its kind", () => {
  const entries = heard({
    plans: [plan(1, 0), human(2, 5, { status: "done", ended: 9 })],
    marks: [
      { step: 5, kind: "unlock", text: "collect_wood" },
      { step: 9, kind: "control", text: "You have the controls." },
      { step: 12, kind: "end", text: "died" },
    ],
    said: [said(1, 5, "person", 2), said(2, 5, "planner", 2), said(3, 7, "person")],
  });
  assert.deepEqual(told(entries), [
    "plan 1",
    "unlock collect_wood",
    "plan 2",
    "said 2", // the first utterance is plan 2 itself
    "said 3",
    "end 2",
    "over",
  ]);
});

test("plans that are written while the game stands keep their answers", () => {
  const entries = heard({
    plans: [human(1, 4), human(2, 4)],
    said: [
      said(1, 4, "person", 1),
      said(2, 4, "planner", 1),
      said(3, 4, "person"),
      said(4, 4, "planner"),
      said(5, 4, "person", 2),
      said(6, 4, "planner", 2),
    ],
  });
  assert.deepEqual(told(entries), ["plan 1", "said 2", "said 3", "said 4", "plan 2", "said 6"]);
});

test("the planner's own plans in a row are one entry, until something else is said", () => {
  const entries = heard({ plans: [plan(1, 0), plan(2, 3), human(3, 4), plan(4, 5)] });
  assert.deepEqual(told(entries), ["plan 1", "plan 3", "plan 4"]);
  assert.deepEqual(
    entries[0].what.plans.map(({ id }) => id),
    [1, 2],
  );
});

test("a plan that waits is in the queue, and not said yet", () => {
  assert.deepEqual(told(heard({ plans: [human(1, 4, { status: "queued", place: 0 })] })), []);
});

test("an end is told of a person's plan that was done or given up, not of one they ended", () => {
  const plans = [
    human(1, 0, { status: "done" }),
    human(2, 2, { status: "cancelled" }),
    human(3, 4, { status: "given_up" }),
  ];
  const ends = heard({ plans }).filter(({ what }) => what.kind === "ended");
  assert.deepEqual(told(ends), ["end 1", "end 3"]);
  assert.deepEqual(
    ends.map(({ what }) => what.newest),
    [false, true],
  );
});

test("what was sent stands at the end, in the order in which it was sent", () => {
  const pending = [
    { number: 1, text: "one", after: -1, failed: "" },
    { number: 2, text: "two", after: -1, failed: "" },
  ];
  assert.deepEqual(told(heard({ plans: [plan(1, 0)] }, pending)), ["plan 1", "sent 1", "sent 2"]);
});

test("words that are told already do not stand there as being sent, too", () => {
  const said = [
    { number: 3, step: 0, who: "person", kind: "words", text: "one", plan: 0, offers: [] },
  ];
  const sent = (after, failed = "") => [{ number: 1, text: "one", after, failed }];
  assert.deepEqual(told(heard({ said }, sent(2))), ["said 3"]);
  assert.deepEqual(told(heard({ said }, sent(3))), ["said 3", "sent 1"]); // said once more
  assert.deepEqual(told(heard({ said }, sent(2, "lost"))), ["said 3", "sent 1"]);
});

test("of a long game the newest is shown", () => {
  const plans = Array.from({ length: 500 }, (_, at) => human(at, at, { status: "cancelled" }));
  const entries = heard({ plans });
  assert.equal(entries.length, 150);
  assert.equal(entries.at(-1).key, "plan 499");
});
