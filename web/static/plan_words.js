// What plans are called in sentences.
import { author } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Plan} Plan */

/**
 * A plan that puts a person's off, without the words that are said around it: "first", and a last "then" that names their goal.
 * @param {string} text "first drink 5 times, 4 west, then collect 1 iron, because drink is 2"
 * @param {string[]} goals the person's: ["collect 1 iron"]
 * @returns {string} "drink 5 times, 4 west, because drink is 2"
 */
export function bare(text, goals) {
  const [what, ...reasons] = text.replace(/^first,? /i, "").split(/,? because /);
  const back = goals.map((goal) => `, then ${goal}`).find((words) => what.endsWith(words)) ?? "";
  return [what.slice(0, what.length - back.length), ...reasons].join(", because ");
}

/**
 * What the planner's own plan says now: of one that is under way, only what is left.
 * @param {Plan} below
 * @param {Plan} asked the person's plan above it
 */
export function belowWords(below, asked) {
  const left = below.goals.slice(below.in_hand).map(({ text }) => text);
  const text = below.in_hand > 0 && left.length > 0 ? left.join(", then ") : below.text;
  return below.detour ? bare(text, asked.goals.map((goal) => goal.text)) : text;
}

/** A person's goal in hand, empty if there is none. @param {Plan} plan */
export function goalInHand(plan) {
  return plan.goals[plan.in_hand]?.text ?? "";
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
