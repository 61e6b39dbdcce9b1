// The plan in force and the plans before it. What people and models wrote goes in as text only.
import { FATES } from "../names.js";
import { activePlan, author, currentStep, SPECTATOR } from "../state.js";
import { byId, make, rebuild, setAttribute, setText } from "./dom.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Plan} Plan */

const SHOWN = 60;
const SIGNS = { queued: "…", active: "›", done: "✓", replaced: "↷", cancelled: "×", given_up: "↶" };

/** @param {State} state */
export function renderPlans(state) {
  if (!state.episode) return;
  renderActive(state, activePlan(state));
  renderPast(state, state.episode.plans);
}

/** @param {State} state @param {Plan | undefined} plan */
function renderActive(state, plan) {
  setAttribute(byId("plan"), "data-source", plan ? sourceClass(plan) : "none");
  const none = state.viewer === SPECTATOR ? "No plan in force." : "No plan in force. Write one below, or wait for the planner's.";
  setText("plan-now", plan ? plan.text : none);
  setText("plan-author", plan ? author(state, plan) : "");
  setText("plan-authority", plan?.authority === "order" ? "Order" : "");
  setText("plan-age", plan ? age(currentStep(state) - plan.step) : "");
  setText("plan-progress", plan?.progress ?? "");
  setText("plan-unread", plan?.unread.length ? `Not understood: ${plan.unread.map((part) => `“${part}”`).join(", ")}` : "");
  const inTheWay = plan?.obstacles ?? [];
  rebuild(byId("plan-obstacles"), inTheWay.join("\n"), () => inTheWay.map((text) => make("li", { text })));
  rebuild(byId("plan-reading"), JSON.stringify([plan?.reader, plan?.reading]), () =>
    plan?.reading.length
      ? [
          make("h3", { text: plan.reader ? `Read by ${plan.reader} as` : "Understood as" }),
          make(
            "ol",
            {},
            plan.reading.map((goal) => make("li", { text: goal })),
          ),
        ]
      : [],
  );
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
  const key = past.map(({ id, status, ended, reason }) => `${id} ${status} ${ended} ${reason}`).join("\n");
  rebuild(byId("past"), key, () =>
    past.length ? past.map((plan) => pastPlan(state, plan)) : [make("li", { class: "nothing", text: "None yet" })],
  );
}

/** @param {State} state @param {Plan} plan */
function pastPlan(state, plan) {
  const span = !plan.begun ? "never begun" : plan.ended === null ? `from step ${plan.step}` : `steps ${plan.step} to ${plan.ended}`;
  const fate = FATES[plan.status];
  const reason = plan.reason === fate ? "" : plan.reason;
  return make("li", { class: plan.status, "data-source": sourceClass(plan) }, [
    make("span", { class: "sign", "aria-hidden": "true", text: SIGNS[plan.status] }),
    make("div", {}, [
      make("p", { class: "past-text", text: plan.text }),
      make("p", { class: "fate", text: [author(state, plan), span, fate, reason].filter(Boolean).join(" · ") }),
    ]),
  ]);
}
