// What plans are called in sentences.
import { said, t } from "../lib/texts.js";
import { detourWords } from "../lib/format.js";
import { findWorld } from "../worlds/registry.js";
import { isMine, plannerName, SPECTATOR } from "./state.js";

/** What the status of a plan is called. @type {Record<string, string>} */
export const STATUS_WORDS = {
  queued: t("status_queued"),
  active: t("status_active"),
  done: t("status_done"),
  replaced: t("status_replaced"),
  cancelled: t("status_cancelled"),
  given_up: t("status_given_up"),
};

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Plan} Plan */

/**
 * What the planner's own plan says now: of one that is under way, only what is left.
 * @param {Plan} below
 * @param {Plan} asked the person's plan above it
 */
export function belowWords(below, asked) {
  const left = below.goals.slice(below.in_hand).map(({ text }) => text);
  const text = below.in_hand > 0 && left.length > 0 ? left.join(", then ") : below.text;
  const goals = asked.goals.map((goal) => goal.text);
  return below.detour ? detourWords(text, goals) : text;
}

/**
 * A person's plan with a goal that is left moved or dropped, in words that are read as just that.
 * @param {Plan} plan
 * @param {number} goal index
 * @param {"earlier" | "later" | "drop"} change
 */
export function reworded(plan, goal, change) {
  const left = plan.goals.slice(plan.in_hand).map(({ text }) => text);
  const from = goal - plan.in_hand;
  const [moved] = left.splice(from, 1);
  if (change !== "drop") left.splice(from + (change === "earlier" ? -1 : 1), 0, moved);
  return [...left, ...plan.throughout].join(". ");
}

/** A person's goal in hand, empty if there is none. @param {Plan} plan */
export function goalInHand(plan) {
  return plan.goals[plan.in_hand]?.text ?? "";
}

/**
 * Whose plan one that was asked for is, for the middle of a sentence.
 * @param {State} state
 * @param {Plan} plan
 */
export function whose(state, plan) {
  if (plan.source === "adviser") return t("the_adviser_s_plan");
  const order = plan.authority === "order";
  return isMine(state, plan)
    ? t(order ? "your_order" : "your_plan")
    : t(order ? "the_person_s_order" : "the_person_s_plan");
}

/**
 * How a person's plan ended; empty for one that people ended themselves.
 * @param {State} state
 * @param {Plan} plan
 */
export function endWords(state, plan) {
  const name = whose(state, plan);
  const subject = name.charAt(0).toUpperCase() + name.slice(1);
  switch (plan.status) {
    case "done":
      return t("is_done", { subject, text: plan.text });
    case "given_up": {
      const reason = said(plan.reason);
      return t("cannot_be_done_because", { subject, reason, text: plan.text });
    }
    default:
      return "";
  }
}

/**
 * What the planner asks before it puts an order off.
 * @param {State} state
 * @param {string} first what it wants to do first
 * @param {string[]} goals of the order
 */
export function questionWords(state, first, goals) {
  return t("asks_to_do_this_first", {
    planner_name: plannerName(state), detour_words: detourWords(first, goals),
  });
}

/** @type {Record<string, string>} */
const ENDS = {
  cap: t("the_last_step_was_played"),
  left: t("the_game_was_closed"),
};

/** Why a game is over, and of a death when it came. @param {State} state */
export function overWords({ episode, viewer }) {
  if (!episode) return "";
  const { over, cause, world, step } = episode;
  if (over === "complete") return findWorld(world)?.complete ?? t("all_was_reached");
  if (over !== "died") return `${ENDS[over] ?? over}.`;
  const why = cause ? `: ${said(cause)}` : "";
  return t(viewer === SPECTATOR ? "the_player_died" : "you_died", { step, why });
}
