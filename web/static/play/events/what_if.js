// What if: a plan is tried in branches beside the game, and one of them is played on.
import { buttonOf, byId } from "../../lib/dom.js";
import { command, tryPlan } from "../commands.js";
import { dialog, focusGame, isComposing, onClick } from "./page.js";

/** @typedef {import("./page.js").Game} Game */

/** Whether the game waits for the choice alone. */
let resumes = false;

/** @param {string} id */
function input(id) {
  return /** @type {HTMLInputElement} */ (byId(id));
}

/**
 * Ask what to try; the game waits meanwhile.
 * @param {Game} game
 * @param {string} [offered] a plan; by default what stands in the box, or what was tried last
 */
export function openWhatIf({ state, socket, redraw }, offered = "") {
  const { mode = "loading" } = state.episode ?? {};
  if (mode === "loading" || mode === "over" || byId("write-try").hidden) return;
  const box = /** @type {HTMLTextAreaElement} */ (byId("what-if-plan"));
  const written = /** @type {HTMLTextAreaElement} */ (byId("plan-text")).value.trim();
  box.value = offered || written || box.value;
  dialog("what-if").showModal();
  if (box.value) byId("what-if-go").focus();
  if (mode !== "playing") return;
  resumes = true;
  void command(state, socket, redraw, { type: "pause" });
}

/** @param {Game} game */
export function listenToWhatIf(game) {
  const { state, socket, redraw } = game;
  const asked = dialog("what-if");
  const box = /** @type {HTMLTextAreaElement} */ (byId("what-if-plan"));
  const form = /** @type {HTMLFormElement} */ (byId("what-if-form"));
  onClick("write-try", () => openWhatIf(game));
  onClick("what-if-stop", () => void command(state, socket, redraw, { type: "stop_trying" }));
  onClick("what-if-close", () => asked.close());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void tryPlan(state, socket, redraw, {
      text: box.value.trim(),
      authority: document.querySelector("input[name=authority][value=order]:checked")
        ? "order"
        : "advice",
      branches: input("what-if-branches").valueAsNumber,
      steps: input("what-if-steps").valueAsNumber,
      alone: input("what-if-alone").checked,
    });
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || isComposing(event) || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  });
  byId("tries").addEventListener("click", (event) => {
    const button = buttonOf(event);
    if (!button?.dataset.episode) return;
    resumes = false;
    asked.close();
    void command(state, socket, redraw, {
      type: "rewind",
      step: Number(button.dataset.step),
      episode: Number(button.dataset.episode),
    });
  });
  asked.addEventListener("close", () => {
    if (resumes && state.episode?.mode === "paused") {
      void command(state, socket, redraw, { type: "play" });
    }
    resumes = false;
    focusGame();
  });
}
