// The plans that wait. The buttons are told apart by data-do, for events/plans.js.
import { said, t } from "../../lib/texts.js";
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
  const name = t("queued_plan", { at: at + 1, text: plan.text });
  return make("li", { class: edited ? "edited" : undefined, "data-plan": String(plan.id) }, [
    make("p", { class: "past-text" }, [
      plan.text,
      ...(plan.authority === "order"
        ? [" ", make("span", { class: "authority", text: t("insisted") })]
        : []),
    ]),
    ...plan.obstacles.map((text) => make("p", { class: "obstacle", text: said(text) })),
    make("div", { class: "row" }, [
      button("up", "↑", t("earlier_2", { name }), at > 0),
      button("down", "↓", t("later_2", { name }), at < count - 1),
      button("edit", t("edit"), t("edit_2", { name })),
      button("run", t("run_now"), t("run_now_2", { name })),
      button("cancel", t("cancel"), t("cancel_2", { name })),
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
