// Going back, the list of branches, and the branches of a what-if.
import { buttonOf, byId } from "../../lib/dom.js";
import { command } from "../commands.js";
import { currentStep } from "../state.js";
import { dialog, onClick } from "./page.js";

/** @typedef {import("./page.js").Game} Game */
/** @typedef {import("../state.js").State} State */

/** Ask to which step to go back. @param {State} state */
export function openBack(state) {
  if (!state.episode) return;
  for (const id of ["back-step", "back-range"]) {
    const input = /** @type {HTMLInputElement} */ (byId(id));
    input.max = String(currentStep(state));
    input.value = String(Math.max(0, currentStep(state) - 10));
  }
  dialog("back-dialog").showModal();
}

/** @param {Game} game */
export function listenToBranches({ state, socket, redraw }) {
  const box = /** @type {HTMLInputElement} */ (byId("back-step"));
  const range = /** @type {HTMLInputElement} */ (byId("back-range"));
  const back = dialog("back-dialog");
  /** @param {number} step @param {number} [episode] */
  const rewind = (step, episode) =>
    void command(state, socket, redraw, { type: "rewind", step, episode: episode ?? null });
  onClick("back", () => openBack(state));
  onClick("back-cancel", () => back.close());
  onClick("what-if-stop", () => void command(state, socket, redraw, { type: "stop_trying" }));
  range.addEventListener("input", () => (box.value = range.value));
  box.addEventListener("input", () => (range.value = box.value));
  byId("back-form").addEventListener("submit", () =>
    rewind(Math.max(0, Math.trunc(Number(box.value)))),
  );
  byId("back-form").addEventListener("click", (event) => {
    const button = buttonOf(event);
    if (button?.dataset.back)
      box.value = range.value = String(
        Math.max(0, currentStep(state) - Number(button.dataset.back)),
      );
  });
  for (const list of ["lines", "tries"]) {
    byId(list).addEventListener("click", (event) => {
      const button = buttonOf(event);
      if (!button?.dataset.episode) return;
      back.close();
      rewind(Number(button.dataset.step), Number(button.dataset.episode));
    });
  }
}
