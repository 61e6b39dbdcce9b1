// A recorded game (tests/server/sessions/record_events.py), folded by the page: it comes to what
// the server tells a newcomer.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { createState } from "../../../web/static/play/state.js";
import { applyEvent } from "../../../web/static/play/update.js";

const recorded = new URL("../../protocol_events.json", import.meta.url);
const { events, states } = JSON.parse(readFileSync(recorded, "utf8"));

/**
 * What both sides have to agree on. The newest step is the picture's, plans are marked on the
 * timeline by their own list, and a mark of the controls says "you" to whoever has them. What is
 * not known of a person's last steps is not told as an event.
 */
function agreed(episode) {
  const { marks, p_plan } = episode;
  const known = p_plan.findLastIndex((chance) => chance >= 0);
  const points = marks.filter(({ kind }) => kind !== "plan");
  return {
    ...episode,
    step: null,
    p_plan: p_plan.slice(0, known + 1),
    marks: points.map(({ text, ...mark }) => (mark.kind === "control" ? mark : { ...mark, text })),
  };
}

test("the page comes to the state that the server tells a newcomer", () => {
  const state = createState("the-session", "watcher");
  const left = new Map(states.map((one) => [one.seq, one.state]));
  for (const event of events) {
    applyEvent(state, event);
    const told = left.get(event.seq);
    if (!told) continue;
    assert.deepEqual(agreed(state.episode), agreed(told), `after event ${event.seq}`);
    left.delete(event.seq);
  }
  assert.equal(left.size, 0);
});
