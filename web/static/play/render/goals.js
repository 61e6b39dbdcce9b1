// What a plan was read as: a chip for each goal.
import { t } from "../../lib/texts.js";
import { make } from "../../lib/dom.js";
import { SPECTATOR } from "../state.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Plan} Plan */

const MARKS = {
  done: t("status_done"),
  now: t("goal_now"),
  next: t("goal_next"),
  left: t("goal_left"),
};
const SIGNS = { done: "✓", now: "›", next: "·", left: "–" };

/**
 * @param {State} state
 * @param {Plan} plan
 * @param {boolean} correctable whether what is left of a person's plan in force can be dropped or
 *   moved here
 */
export function goalChips(state, plan, correctable) {
  const open = correctable && plan.status === "active" && state.viewer !== SPECTATOR;
  return plan.goals.map(({ text }, at) => {
    const mark = markOf(plan, at);
    const mine = open && at >= plan.in_hand;
    const chosen = mine && state.chosen?.plan === plan.id && state.chosen.goal === at;
    return make(
      "li",
      {
        class: chosen ? `${mark} chosen` : mark,
        "aria-current": mark === "now" ? "step" : undefined,
        "data-goal": String(at),
      },
      [
        make("span", { class: "goal-sign", "aria-hidden": "true", text: SIGNS[mark] }),
        mine ? choice(text, mark, chosen, at) : goal(text, mark),
        ...(mark === "now" && plan.progress
          ? [make("span", { class: "progress", text: plan.progress })]
          : []),
        ...(chosen ? tools(plan, text, at) : []),
      ],
    );
  });
}

/** @param {Plan} plan @param {number} at @returns {keyof typeof SIGNS} */
function markOf({ in_hand: inHand, status }, at) {
  if (at < inHand || status === "done") return "done";
  if (status !== "active") return "left";
  return at === inHand ? "now" : "next";
}

/** @param {string} text @param {keyof typeof MARKS} mark */
function goal(text, mark) {
  return make("span", { class: "goal" }, [
    make("span", { class: "unseen", text: `${MARKS[mark]}: ` }),
    text,
  ]);
}

/**
 * @param {string} text
 * @param {keyof typeof MARKS} mark
 * @param {boolean} chosen
 * @param {number} at index of the goal
 */
function choice(text, mark, chosen, at) {
  return make(
    "button",
    {
      type: "button",
      class: "goal",
      "data-do": "choose",
      "data-focus": `goal ${at}`,
      "aria-expanded": String(chosen),
      title: t("drop_it_or_move_it"),
    },
    [make("span", { class: "unseen", text: `${MARKS[mark]}: ` }), text],
  );
}

/** @param {Plan} plan @param {string} text @param {number} at */
function tools({ goals, in_hand: inHand }, text, at) {
  /** @param {string} what @param {string} sign @param {string} label @param {boolean} enabled */
  const tool = (what, sign, label, enabled) =>
    make("button", {
      type: "button",
      "data-do": what,
      "data-focus": `${what} ${at}`,
      "aria-label": `${label}: ${text}`,
      disabled: enabled ? undefined : "",
      text: sign,
    });
  return [
    tool("earlier", "←", t("earlier"), at > inHand),
    tool("later", "→", t("later"), at < goals.length - 1),
    tool("drop", "×", t("drop"), goals.length - inHand > 1),
  ];
}
