// What plans are called in sentences.
import { detourWords } from "../lib/format.js";
import { findWorld } from "../worlds/registry.js";
import { author, plannerName, SPECTATOR } from "./state.js";

/** What the status of a plan is called. @type {Record<string, string>} */
export const STATUS_WORDS = {
  queued: "queued",
  active: "going on",
  done: "done",
  replaced: "replaced",
  cancelled: "cancelled",
  given_up: "given up",
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
 * Whose plan a person's is, for the middle of a sentence.
 * @param {State} state
 * @param {Plan} plan
 */
export function whose(state, plan) {
  const noun = plan.authority === "order" ? "order" : "plan";
  return author(state, plan) === "You" ? `your ${noun}` : `the person's ${noun}`;
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
      return `${subject} is done: ${plan.text}`;
    case "given_up":
      return `${subject} cannot be done, because ${plan.reason}: ${plan.text}`;
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
  return `${plannerName(state)} asks to do this first: ${detourWords(first, goals)}.`;
}

/** @type {Record<string, string>} */
const ENDS = {
  cap: "The last step was played",
  left: "The game was closed",
};

/** Why a game is over, and of a death when it came. @param {State} state */
export function overWords({ episode, viewer }) {
  if (!episode) return "";
  const { over, cause, world, step } = episode;
  if (over === "complete") return findWorld(world)?.complete ?? "All was reached.";
  if (over !== "died") return `${ENDS[over] ?? over}.`;
  const who = viewer === SPECTATOR ? "The player" : "You";
  return `${who} died at step ${step}${cause ? `: ${cause}` : ""}.`;
}
