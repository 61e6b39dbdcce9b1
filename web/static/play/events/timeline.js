// The timeline: pointed at, it tells what lies there; dragged, it leads back.
import { byId } from "../../lib/dom.js";
import { laneAt, lanes, mayLook } from "../past.js";
import { author, currentStep } from "../state.js";
import { extentOf, layout, nearest, neighbour, TREE } from "../timeline.js";

/** @typedef {import("./page.js").Game} Game */
/** @typedef {import("../state.js").State} State */

/** What lies on the timeline. @param {State} state */
export function entriesOf(state) {
  return state.episode
    ? layout(state.episode, currentStep(state), (plan) => author(state, plan)).entries
    : [];
}

/** @param {Game} game @param {import("./past.js").Past} past */
export function listenToTimeline({ state, redraw }, past) {
  const strip = byId("timeline");
  /** @param {import("../timeline.js").Entry | undefined} entry */
  const pick = (entry) => {
    state.picked = entry?.key ?? null;
    redraw();
  };
  /** @type {number | undefined} the episode that is dragged over; none while nothing is dragged */
  let dragged;
  /** @param {PointerEvent} event @param {(step: number, height: number) => void} then */
  const place = (event, then) => {
    const { episode } = state;
    if (!episode) return;
    const box = strip.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const step = Math.round(share * extentOf(episode, currentStep(state)));
    then(step, (event.clientY - box.top - TREE.y) / TREE.height);
    pick(nearest(entriesOf(state), share));
  };
  strip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !mayLook(state)) return;
    strip.setPointerCapture(event.pointerId);
    place(event, (step, height) => {
      const { lines, number } = /** @type {import("../state.js").Episode} */ (state.episode);
      const all = lanes(lines, number, currentStep(state));
      const own = all.length < 2 || height < 0 || height > 1;
      dragged = own ? number : laneAt(all, step, height).number;
      past.go(step, dragged);
    });
  });
  strip.addEventListener("pointermove", (event) =>
    place(event, (step) => {
      if (dragged !== undefined) past.go(step, dragged);
    }),
  );
  for (const end of ["pointerup", "pointercancel"]) {
    strip.addEventListener(end, () => (dragged = undefined));
  }
  strip.addEventListener("pointerleave", () => dragged ?? pick(undefined));
  strip.addEventListener("keydown", (event) => {
    if (state.past || (event.code !== "ArrowLeft" && event.code !== "ArrowRight")) return;
    event.preventDefault();
    event.stopPropagation();
    const back = event.code === "ArrowLeft";
    const by = event.shiftKey ? 10 : 1;
    if (mayLook(state)) past.go(currentStep(state) - (back ? by : 0));
    else pick(neighbour(entriesOf(state), state.picked, back ? -1 : 1));
  });
  strip.addEventListener("focus", () => state.picked ?? pick(entriesOf(state).at(-1)));
  strip.addEventListener("blur", () => pick(undefined));
}
