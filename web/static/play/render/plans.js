// The plan in force, the planner's own beneath it, and the plans before. What people and models
// wrote goes in as text only.
import { belowWords, endWords, STATUS_WORDS, whose } from "../plan_words.js";
import { activePlan, author, currentStep, planBelow, SPECTATOR } from "../state.js";
import { byId, make, rebuild, setAttribute, setShown, setText } from "../../lib/dom.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Plan} Plan */

const SHOWN = 60;
const END_SHOWN = 100; // steps for which the end of a person's plan is told
const GOAL_SIGNS = { done: "✓", now: "›", next: "·" };
const SIGNS = { queued: "…", active: "›", done: "✓", replaced: "↷", cancelled: "×", given_up: "↶" };

/** @param {State} state */
export function renderPlans(state) {
  if (!state.episode) return;
  const plan = activePlan(state);
  renderActive(state, plan);
  renderBelow(state, plan);
  renderEnd(state, plan);
  renderPast(state, state.episode.plans);
}

/** @param {State} state @param {Plan | undefined} plan */
function renderActive(state, plan) {
  setAttribute(byId("plan"), "data-source", plan ? sourceClass(plan) : "none");
  const none =
    state.viewer === SPECTATOR
      ? "No plan in force."
      : "No plan in force. Write one below, or wait for the planner's.";
  setText("plan-now", plan ? plan.text : none);
  setText("plan-author", plan ? author(state, plan) : "");
  setText("plan-authority", plan?.authority === "order" ? "Order" : "");
  setText("plan-age", plan ? age(currentStep(state) - plan.step) : "");
  setText(
    "plan-unread",
    plan?.unread.length
      ? `Not understood: ${plan.unread.map((part) => `“${part}”`).join(", ")}`
      : "",
  );
  const inTheWay = plan?.in_hand === 0 ? plan.obstacles : []; // they are of its beginning
  rebuild(byId("plan-obstacles"), inTheWay.join("\n"), () =>
    inTheWay.map((text) => make("li", { text })),
  );
  setText("plan-reader", plan?.reader ? `Read by ${plan.reader} as` : "");
  const goals = plan?.goals ?? [];
  rebuild(byId("plan-goals"), JSON.stringify([goals, plan?.in_hand, plan?.progress]), () =>
    plan ? goals.map((goal, at) => goalRow(plan, goal.text, at)) : [],
  );
  const throughout = plan?.throughout ?? [];
  rebuild(byId("plan-throughout"), throughout.join("\n"), () =>
    throughout.map((text) => make("li", { text })),
  );
}

/** @param {Plan} plan @param {string} goal @param {number} at */
function goalRow(plan, goal, at) {
  const mark = at < plan.in_hand ? "done" : at === plan.in_hand ? "now" : "next";
  return make("li", { class: mark, "aria-current": mark === "now" ? "step" : undefined }, [
    make("span", { class: "goal-sign", "aria-hidden": "true", text: GOAL_SIGNS[mark] }),
    make("span", { class: "goal" }, [make("span", { class: "unseen", text: `${mark}: ` }), goal]),
    ...(mark === "now" && plan.progress
      ? [make("span", { class: "progress", text: plan.progress })]
      : []),
  ]);
}

/**
 * The planner's own plan beneath a person's: how it goes about that, or what it does first.
 * @param {State} state
 * @param {Plan | undefined} asked
 */
function renderBelow(state, asked) {
  const shown = asked?.source === "human" && asked.goals.length > 0;
  setShown("plan-below", shown);
  if (!shown) return;
  const below = planBelow(state);
  const detour = below?.detour ?? false;
  const goesOn = below && !(below.goals.length && below.in_hand === below.goals.length);
  setAttribute(byId("plan-below"), "data-kind", detour ? "first" : "how");
  setText("below-kind", detour ? "First" : "How");
  setText(
    "below-text",
    goesOn ? belowWords(below, asked) : "The planner goes about it without a plan of its own.",
  );
  setText("below-back", detour ? `Then back to ${whose(state, asked)}.` : "");
}

/**
 * How the last plan of a person ended, while there is no other.
 * @param {State} state
 * @param {Plan | undefined} plan
 */
function renderEnd(state, plan) {
  const last = state.episode?.plans.findLast(({ source, begun }) => source === "human" && begun);
  const recent = last && last.ended !== null && currentStep(state) - last.ended <= END_SHOWN;
  setText("plan-ended", recent && plan?.source !== "human" ? endWords(state, last) : "");
  setAttribute(byId("plan-ended"), "data-fate", last?.status ?? "");
}

/** @param {Plan} plan */
function sourceClass(plan) {
  return plan.source === "human" ? "person" : "planner";
}

/** @param {number} steps */
function age(steps) {
  if (steps <= 0) return "new";
  return steps === 1 ? "1 step old" : `${steps} steps old`;
}

/** @param {State} state @param {Plan[]} plans */
function renderPast(state, plans) {
  const past = plans
    .filter(({ status }) => status !== "active" && status !== "queued")
    .slice(-SHOWN)
    .reverse();
  const key = past
    .map(({ id, status, ended, reason }) => `${id} ${status} ${ended} ${reason}`)
    .join("\n");
  rebuild(byId("past"), key, () =>
    past.length
      ? past.map((plan) => pastPlan(state, plan))
      : [make("li", { class: "nothing", text: "None yet" })],
  );
}

/** @param {State} state @param {Plan} plan */
function pastPlan(state, plan) {
  const span = !plan.begun
    ? "never begun"
    : plan.ended === null
      ? `from step ${plan.step}`
      : `steps ${plan.step} to ${plan.ended}`;
  const fate = STATUS_WORDS[plan.status];
  const reason = plan.reason === fate ? "" : plan.reason;
  return make("li", { class: plan.status, "data-source": sourceClass(plan) }, [
    make("span", { class: "sign", "aria-hidden": "true", text: SIGNS[plan.status] }),
    make("div", {}, [
      make("p", { class: "past-text", text: plan.text }),
      make("p", {
        class: "fate",
        text: [author(state, plan), span, fate, reason].filter(Boolean).join(" · "),
      }),
    ]),
  ]);
}
