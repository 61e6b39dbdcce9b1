// The current plan, how far it is, and the planner's own beneath it. What people and models wrote
// goes in as text only.
import { t } from "../../lib/texts.js";
import { byId, rebuild, setAttribute, setText } from "../../lib/dom.js";
import { belowWords, whose } from "../plan_words.js";
import {
  activePlan, author, currentStep, isAsked, planBelow, plannerName, SPECTATOR,
} from "../state.js";
import { goalChips } from "./goals.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Plan} Plan */

/** Who plans that are not the planner's own are from. @type {Record<string, string>} */
const SOURCES = { human: "person", adviser: "adviser" };

/** @param {State} state */
export function renderPlan(state) {
  if (!state.episode) return;
  const plan = activePlan(state);
  setAttribute(byId("plan"), "data-source", plan ? sourceClass(plan) : "none");
  const none =
    state.viewer === SPECTATOR
      ? t("no_plan_right_now")
      : t("no_plan_right_now_tell", { planner_name: plannerName(state) });
  setText("plan-now", plan ? plan.text : none);
  setAttribute(byId("plan-now"), "title", plan ? plan.text : "");
  setText("plan-author", plan ? author(state, plan) : "");
  setText("plan-authority", plan?.authority === "order" ? t("insisted") : "");
  setText("plan-age", plan ? age(currentStep(state) - plan.step) : "");
  renderGoals(state, plan);
  renderBelow(state, plan);
}

/** @param {State} state @param {Plan | undefined} plan */
function renderGoals(state, plan) {
  const list = byId("plan-goals");
  const key = JSON.stringify([plan?.id, plan?.goals, plan?.in_hand, plan?.progress]);
  const rebuilt = rebuild(list, key, () => (plan ? goalChips(state, plan, false) : []));
  const current = rebuilt && list.querySelector(".now");
  if (current instanceof HTMLElement) list.scrollLeft = current.offsetLeft - list.offsetLeft;
}

/**
 * The planner's own plan beneath a person's or an adviser's: how it goes about that, or what it
 * does first.
 * @param {State} state
 * @param {Plan | undefined} asked
 */
function renderBelow(state, asked) {
  const shown = asked !== undefined && isAsked(asked) && asked.goals.length > 0;
  const below = shown ? planBelow(state) : undefined;
  const detour = below?.detour ?? false;
  const goesOn = below && !(below.goals.length && below.in_hand === below.goals.length);
  const how = goesOn && asked ? belowWords(below, asked) : t("no_plan_of_its_own");
  setAttribute(byId("plan-below"), "data-kind", !shown ? "none" : detour ? "first" : "how");
  setText("below-kind", !shown ? "" : detour ? t("first_2") : t("how_2"));
  setText("below-text", shown ? how : "");
  const back = asked && t("then_back_to", { whose: whose(state, asked) });
  setText("below-back", shown && back && detour ? back : "");
}

/** @param {Plan} plan */
function sourceClass(plan) {
  return SOURCES[plan.source] ?? "planner";
}

/** @param {number} steps */
function age(steps) {
  if (steps <= 0) return t("just_now");
  return t("for_steps_n", { n: steps });
}
