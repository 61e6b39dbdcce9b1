// The plans that wait. The buttons are told apart by data-do, for events/plans.js.
import { queuedPlans } from "../state.js";
import { byId, make, rebuild, setShown } from "../../lib/dom.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Plan} Plan */

/** @param {State} state */
export function renderQueue(state) {
  const waiting = queuedPlans(state);
  setShown("queue-card", waiting.length > 0);
  const key = JSON.stringify([
    waiting.map(({ id, text, authority, obstacles }) => [id, text, authority, obstacles]),
    state.editing,
  ]);
  rebuild(byId("queue"), key, () =>
    waiting.map((plan, at) => row(plan, at, waiting.length, plan.id === state.editing)),
  );
}

/** @param {Plan} plan @param {number} at @param {number} count @param {boolean} edited */
function row(plan, at, count, edited) {
  const name = `plan ${at + 1}, ${plan.text}`;
  return make("li", { class: edited ? "edited" : undefined, "data-plan": String(plan.id) }, [
    make("p", { class: "past-text" }, [
      plan.text,
      ...(plan.authority === "order"
        ? [" ", make("span", { class: "authority", text: "Insisted" })]
        : []),
    ]),
    ...plan.obstacles.map((text) => make("p", { class: "obstacle", text })),
    make("div", { class: "row" }, [
      button("up", "↑", `Earlier: ${name}`, at > 0),
      button("down", "↓", `Later: ${name}`, at < count - 1),
      button("edit", "Edit", `Edit ${name}`),
      button("run", "Run now", `Run now: ${name}`),
      button("cancel", "Cancel", `Cancel ${name}`),
    ]),
  ]);
}

/** @param {string} what @param {string} text @param {string} label @param {boolean} [enabled] */
function button(what, text, label, enabled = true) {
  return make("button", {
    type: "button",
    "data-do": what,
    "aria-label": label,
    text,
    disabled: enabled ? undefined : "",
  });
}
