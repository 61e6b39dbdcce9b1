// What the planner's last decision was, what all have cost, and what it asks.
import { t } from "../../lib/texts.js";
import { tokenCost } from "../../lib/format.js";
import { questionWords, whose } from "../plan_words.js";
import { adviserName, secondsLeft } from "../state.js";
import { byId, setAttribute, setShown, setText } from "../../lib/dom.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../protocol.js").TokenUsage} Bill */

/** @param {State} state */
export function renderThinking(state) {
  const { episode, thought } = state;
  if (!episode) return;
  const probability = thought?.p_plan ?? null;
  setShown("details", state.details);
  setText("thought-step", thought ? t("at_step", { step: thought.step }) : "");
  setAttribute(byId("p-plan"), "value", String(probability ?? 0));
  setShown("p-plan", probability !== null);
  setText("p-plan-text", thought ? says(probability, thought.planned) : t("nothing_decided_yet"));
  const cost = thought ? tokenCost(thought.input_tokens, thought.output_tokens, thought.ms) : "";
  setText("thought-cost", cost);
  setText("bill", bill(episode.bill));
  renderAdviser(state, adviserName(state));
  renderQuestion(state);
}

/** @param {number | null} probability @param {boolean} planned */
function says(probability, planned) {
  const what = planned ? t("planned") : t("acted");
  if (probability === null) return what;
  return t("chance_of_planning_2", { what, percent: percent(probability) });
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
export function bill({ decisions, plans, output_tokens, plan_tokens, thought_tokens }) {
  if (!output_tokens) return decisions ? t("no_tokens_are_counted_for") : "";
  const never = output_tokens - plan_tokens;
  const always = plans
    ? ` ${t("with_a_plan_at_every", {
      round: Math.round(never + (decisions * plan_tokens) / plans),
    })}`
    : "";
  const onPlans = t("tokens_on_plans_n", { tokens: plan_tokens, n: plans });
  const planned = thought_tokens
    ? `${onPlans}, ${t("tokens_on_thoughts", { tokens: thought_tokens })}`
    : onPlans;
  return t("tokens_so_far_without_plans", { output_tokens, planned, never, always });
}

/** What the adviser cost so far. @param {State} state @param {string} name empty for none */
function renderAdviser({ episode }, name) {
  setShown("adviser", name !== "");
  setShown("legend-adviser", name !== "");
  if (!name || !episode) return;
  const { advice: n, advice_input_tokens: read, advice_output_tokens: written } = episode.bill;
  setText("advice-bill", t("adviser_answers_n", { name, n, read, written }));
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
    order ? t("then_it_goes_back_to", { whose: whose(state, order), text: order.text }) : "",
  );
  const left = secondsLeft(state, performance.now());
  setText("question-left", t("it_keeps_going_in_s", { left }));
}
