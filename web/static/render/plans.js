// The plan in force, the plans before it, and the box to write one. What people and models wrote goes in as text only.
import { FATES } from "../names.js";
import { activePlan, author, currentStep } from "../state.js";
import { byId, make, rebuild, setAttribute, setEnabled, setShown, setText } from "./dom.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Plan} Plan */

const SHOWN = 60;
const SIGNS = { queued: "…", active: "›", done: "✓", replaced: "↷", cancelled: "×", given_up: "↶" };

/** @param {State} state */
export function renderPlans(state) {
  if (!state.episode) return;
  renderActive(state, activePlan(state));
  renderPast(state, state.episode.plans);
  renderSuggestions(state.episode.suggestions);
  renderWriting(state);
}

/** @param {State} state @param {Plan | undefined} plan */
function renderActive(state, plan) {
  setAttribute(byId("plan"), "data-source", plan ? sourceClass(plan) : "none");
  setText("plan-now", plan ? plan.text : "No plan in force. Write one below, or wait for the planner's.");
  setText("plan-author", plan ? author(state, plan) : "");
  setText("plan-authority", plan?.authority === "order" ? "Order" : "");
  setText("plan-age", plan ? age(currentStep(state) - plan.step) : "");
  setText("plan-progress", plan?.progress ?? "");
  setText("plan-unread", plan?.unread.length ? `Not understood: ${plan.unread.map((part) => `“${part}”`).join(", ")}` : "");
  const inTheWay = plan?.obstacles ?? [];
  rebuild(byId("plan-obstacles"), inTheWay.join("\n"), () => inTheWay.map((text) => make("li", { text })));
  setShown("cancel", plan !== undefined && state.episode?.mode !== "over");
  rebuild(byId("plan-reading"), JSON.stringify(plan?.reading ?? []), () =>
    plan?.reading.length
      ? [
          make("h3", { text: "Understood as" }),
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

/** @param {string[]} suggestions */
function renderSuggestions(suggestions) {
  rebuild(byId("suggestions"), suggestions.join("\n"), () =>
    suggestions.map((text) => make("li", {}, [make("button", { type: "button", "data-suggestion": text, text })])),
  );
}

/** @param {State} state */
function renderWriting({ writing, connection, editing, episode }) {
  const { phase, text } = writing;
  const ready = connection === "open" && phase !== "sending";
  setAttribute(byId("write"), "data-phase", phase);
  setEnabled("write-send", ready);
  setEnabled("write-queue", ready && editing === null);
  setEnabled("write-try", ready && editing === null && !episode?.what_if?.running && episode?.mode !== "over");
  setText("write-label", editing === null ? "Write a plan" : "Word the plan anew");
  setText("write-send", editing === null ? "Send" : "Save");
  rebuild(byId("write-answer"), `${phase} ${text}`, () => {
    if (phase === "sending") return ["Sending"];
    if (phase === "sent") return [text];
    if (phase === "refused") return [`Not sent: ${text}`];
    return ["Enter sends it. ", make("kbd", { text: "/" }), " brings you here."];
  });
}
