// The box to write a plan, and the queue.
import { buttonOf, byId } from "../../lib/dom.js";
import { command, sendWords } from "../commands.js";
import { queuedPlans } from "../state.js";
import { fillBox, focusGame, isComposing, onClick } from "./page.js";

/** @typedef {import("./page.js").Game} Game */
/** @typedef {import("../state.js").State} State */

/** @param {Game} game */
export function listenToWriting({ state, socket, redraw }) {
  const box = /** @type {HTMLTextAreaElement} */ (byId("plan-text"));
  /** @param {"now" | "queue"} how */
  const submit = async (how) => {
    const text = box.value.trim();
    if (!text) return;
    // Before the server has answered: what is typed next is another plan, and the next key is meant
    // for the game; "/" returns to the box.
    box.value = "";
    const typed = document.activeElement === box;
    if (typed) focusGame();
    const lost = await sendWords(state, socket, redraw, text, chosenAuthority(), how);
    if (!lost || box.value !== "") return;
    // There is something to mend.
    state.pending = state.pending.filter((one) => one !== lost);
    box.value = text;
    if (typed) box.focus();
    redraw();
  };
  // Enter in a box to which nobody listened yet broke the line.
  const early = box.value.split("\n");
  box.value = early.pop() ?? "";
  for (const text of early.map((line) => line.trim()).filter(Boolean)) {
    void sendWords(state, socket, redraw, text, chosenAuthority(), "now");
  }
  byId("write").addEventListener("submit", (event) => {
    event.preventDefault();
    void submit("now");
  });
  // The focus stays in the box, and with it a phone's keyboard, under which the page is another.
  byId("write").addEventListener("mousedown", (event) => {
    if (buttonOf(event) && document.activeElement === box) event.preventDefault();
  });
  onClick("write-queue", () => void submit("queue"));
  box.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.code === "Escape") {
      if (state.editing !== null) box.value = "";
      state.editing = null;
      redraw();
      box.blur();
      focusGame();
    } else if (event.key === "Enter") {
      event.preventDefault();
      void submit(event.shiftKey && state.editing === null ? "queue" : "now");
    }
  });
  byId("suggestions").addEventListener("click", (event) => {
    const button = buttonOf(event);
    if (button?.dataset.suggestion) fillBox(button.dataset.suggestion);
  });
}

/**
 * Put other words in place of some in the box, and leave the caret where it is.
 * @param {string} from
 * @param {string} to
 * @returns {boolean} whether the words were there
 */
export function rewordInBox(from, to) {
  const box = /** @type {HTMLTextAreaElement} */ (byId("plan-text"));
  const at = box.value.indexOf(from);
  if (at >= 0) box.setRangeText(to, at, at + from.length, "preserve");
  return at >= 0;
}

/** @returns {"advice" | "order"} */
export function chosenAuthority() {
  return document.querySelector("input[name=authority][value=order]:checked") ? "order" : "advice";
}

/** @param {Game} game */
export function listenToQueue({ state, socket, redraw }) {
  byId("queue").addEventListener("click", (event) => {
    const button = buttonOf(event);
    const id = Number(button?.closest("li")?.dataset.plan);
    const plan = queuedPlans(state).find((one) => one.id === id);
    if (!button || !plan) return;
    const place = Number(plan.place);
    switch (button.dataset.do) {
      case "up":
        return void command(state, socket, redraw, {
          type: "move_plan",
          plan: id,
          place: place - 1,
        });
      case "down":
        return void command(state, socket, redraw, {
          type: "move_plan",
          plan: id,
          place: place + 1,
        });
      case "run":
        return void command(state, socket, redraw, { type: "run_plan", plan: id });
      case "cancel":
        return void command(state, socket, redraw, { type: "cancel_plan", plan: id });
      case "edit":
        return edit(state, redraw, plan);
    }
  });
}

/**
 * Put the words of a plan that waits into the box.
 * @param {State} state
 * @param {() => void} redraw
 * @param {import("../state.js").Plan} plan
 */
function edit(state, redraw, plan) {
  const choice = /** @type {HTMLInputElement} */ (
    document.querySelector(`input[name=authority][value=${plan.authority}]`)
  );
  state.editing = plan.id;
  choice.checked = true;
  redraw();
  fillBox(plan.text);
}
