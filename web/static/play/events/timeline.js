// The timeline's entries, picked by pointer and keys.
import { byId } from "../../lib/dom.js";
import { author, currentStep } from "../state.js";
import { layout, nearest, neighbour } from "../timeline.js";

/** @typedef {import("./page.js").Game} Game */

/** @param {Game} game */
export function listenToTimeline({ state, redraw }) {
  const strip = byId("timeline");
  const entries = () =>
    state.episode
      ? layout(state.episode, currentStep(state), (plan) => author(state, plan)).entries
      : [];
  /** @param {import("../timeline.js").Entry | undefined} entry */
  const pick = (entry) => {
    state.picked = entry?.key ?? null;
    redraw();
  };
  strip.addEventListener("pointermove", (event) => {
    const box = strip.getBoundingClientRect();
    pick(nearest(entries(), (event.clientX - box.left) / box.width));
  });
  strip.addEventListener("pointerleave", () => pick(undefined));
  strip.addEventListener("keydown", (event) => {
    if (event.code === "ArrowLeft" || event.code === "ArrowRight") {
      event.preventDefault();
      pick(neighbour(entries(), state.picked, event.code === "ArrowLeft" ? -1 : 1));
    }
  });
  strip.addEventListener("focus", () => state.picked ?? pick(entries().at(-1)));
  strip.addEventListener("blur", () => pick(undefined));
}
