// The tutorial's buttons.
import { tellLesson } from "../commands.js";
import { offers } from "../render/tutorial.js";
import { createTutorial, isOver, lesson, next } from "../tutorial.js";
import { focusGame, onClick } from "./page.js";

/** @typedef {import("./page.js").Game} Game */

const FOCUSABLE = "button, input, textarea, [tabindex]";

/** @param {Game} game */
export function listenToTutorial({ state, socket, redraw }) {
  onClick("tutorial-start", () => {
    state.tutorial = createTutorial(offers);
    redraw();
  });
  onClick("tutorial-skip", () => {
    if (!state.tutorial) return;
    next(state.tutorial, state);
    tellLesson(state, socket, "");
    redraw();
  });
  onClick("tutorial-leave", () => {
    if (state.tutorial && !isOver(state.tutorial)) tellLesson(state, socket, "left");
    state.tutorial = null;
    focusGame();
    redraw();
  });
  onClick("tutorial-show", (event) => {
    const target = state.tutorial && document.querySelector(lesson(state.tutorial).target);
    target?.scrollIntoView({ block: "center" });
    // By keyboard: on to what is shown, or what is in it.
    if (event.detail === 0)
      /** @type {HTMLElement | null} */ (
        target?.matches(FOCUSABLE) ? target : (target?.querySelector(FOCUSABLE) ?? null)
      )?.focus();
  });
}
