// What plans are called in sentences.
import { author } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Plan} Plan */

/**
 * A plan of the planner's for a person who reads it below their own: without "first", and without a last "then" that names their goal,
 * both of which are said around it.
 * @param {string} text "first drink 5 times, 4 west, then collect 1 iron, because drink is 2"
 * @param {string} goal the person's goal in hand, "collect 1 iron"
 * @returns {string} "drink 5 times, 4 west, because drink is 2"
 */
export function bare(text, goal) {
  const [what, ...reasons] = text.replace(/^first,? /i, "").split(/,? because /);
  const back = `, then ${goal}`;
  const short = goal && what.endsWith(back) ? what.slice(0, -back.length) : what;
  return [short, ...reasons].join(", because ");
}

/** A person's goal in hand, empty if there is none. @param {Plan} plan */
export function goalInHand(plan) {
  return plan.goals[plan.in_hand] ?? "";
}

/** Whose plan a person's is, for the middle of a sentence. @param {State} state @param {Plan} plan */
export function whose(state, plan) {
  const noun = plan.authority === "order" ? "order" : "plan";
  return author(state, plan) === "You" ? `your ${noun}` : `the person's ${noun}`;
}

/** How a person's plan ended; empty for one that people ended themselves. @param {State} state @param {Plan} plan */
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
