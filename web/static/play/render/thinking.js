// What the planner's last decision was, what all have cost, and what it asks.
import { tokenCost } from "../../lib/format.js";
import { questionWords, whose } from "../plan_words.js";
import { secondsLeft } from "../state.js";
import { byId, setAttribute, setShown, setText } from "../../lib/dom.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../protocol.js").TokenUsage} Bill */

/** @param {State} state */
export function renderThinking(state) {
  const { episode, thought } = state;
  if (!episode) return;
  const probability = thought?.p_plan ?? null;
  setShown("details", state.details);
  setText("thought-step", thought ? `step ${thought.step}` : "");
  setAttribute(byId("p-plan"), "value", String(probability ?? 0));
  setShown("p-plan", probability !== null);
  setText("p-plan-text", thought ? says(probability, thought.planned) : "Nothing decided yet");
  const cost = thought ? tokenCost(thought.input_tokens, thought.output_tokens, thought.ms) : "";
  setText("thought-cost", cost);
  setText("bill", bill(episode.bill));
  renderQuestion(state);
}

/** @param {number | null} probability @param {boolean} planned */
function says(probability, planned) {
  const what = planned ? "Planned." : "Acted.";
  return probability === null ? what : `${what} Chance of planning: ${percent(probability)}`;
}

/** @param {number} share */
function percent(share) {
  return `${Math.round(100 * share)} %`;
}

/**
 * What was written so far, and what never and always planning would have cost: the same actions,
 * with no plan or with one of the mean length at every step.
 * @param {Bill} bill
 */
export function bill({ decisions, plans, output_tokens, plan_tokens }) {
  if (!output_tokens) return decisions ? "No tokens are counted for this planner." : "";
  const never = output_tokens - plan_tokens;
  const always = plans
    ? ` With a plan at every step: about ${Math.round(never + (decisions * plan_tokens) / plans)}.`
    : "";
  const planned = `${plan_tokens} on ${plans} plan${plans === 1 ? "" : "s"}`;
  return `${output_tokens} tokens so far (${planned}). Without plans: ${never}.${always}`;
}

/** @param {State} state */
function renderQuestion(state) {
  const question = state.episode?.question ?? null;
  setShown("question", question !== null);
  if (!question || !state.episode) return;
  const order = state.episode.plans.find(({ id }) => id === question.plan);
  const goals = order?.goals.map((goal) => goal.text) ?? [];
  setText("question-text", questionWords(state, question.first, goals));
  setText(
    "question-order",
    order ? `Then it goes back to ${whose(state, order)}: ${order.text}` : "",
  );
  const left = secondsLeft(state, performance.now());
  setText("question-left", `It keeps going in ${left} s`);
}
