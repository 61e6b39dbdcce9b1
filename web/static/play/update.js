// Patches the state by what the server says. Touches neither the page nor the connection.
import { said, t } from "../lib/texts.js";
import { title } from "../lib/format.js";
import { findWorld } from "../worlds/registry.js";
import { belowWords, endWords, goalInHand, overWords, questionWords, whose } from "./plan_words.js";
import { activePlan, author, hasControls, planBelow, plannerName, SPECTATOR } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Episode} Episode */
/** @typedef {import("./state.js").Plan} Plan */
/** @typedef {import("../worlds/world.js").Frame} Frame */
/** @typedef {import("./socket.js").ServerEvent} ServerEvent */

const MAX_PRESSED = 64;
/** Utterances that are kept, as server/sessions/state.py keeps them. */
const MAX_SAID = 200;

/**
 * Patch the state by an event. An event seen before changes nothing.
 * @param {State} state
 * @param {ServerEvent} event
 */
export function applyEvent(state, event) {
  if (event.type === "welcome") return welcome(state, event);
  if (event.type === "resumed") {
    state.connection = "open";
    return;
  }
  if (event.seq <= state.seq) return;
  state.seq = event.seq;
  if (event.type === "episode") return beginEpisode(state, event.state);
  if (!state.episode) return;
  switch (event.type) {
    case "control":
      return changeControl(state, state.episode, event);
    case "plan":
      return changePlan(state, state.episode, event.plan);
    case "thought":
      return think(state, state.episode, event.thought);
    case "advice":
      return charge(state.episode, event.advice);
    case "question":
      return ask(state, state.episode, event.question);
    case "patience":
      state.episode.patience = event.seconds;
      return;
    case "lines":
      state.episode.lines = event.lines;
      return;
    case "what_if":
      return tryOut(state, state.episode, event.what_if);
    case "unlocked":
      return unlock(state, state.episode, event);
    case "suggestions":
      state.episode.suggestions = event.suggestions;
      return;
    case "ended":
      return end(state, state.episode, event);
    case "said":
      return hear(state, state.episode, event.said);
    case "recorder":
      state.episode.recorder = event.recorder;
      state.announced = said(event.recorder) || t("the_game_is_recorded_again");
      return;
    case "notice":
      state.hint = said(event.text);
      state.announced = said(event.text);
      return;
  }
}

/**
 * Take a newer picture.
 * @param {State} state
 * @param {Frame} frame
 */
export function applyFrame(state, frame) {
  const before = state.frame;
  state.frame = frame;
  const heard = findWorld(frame.world)?.heard;
  const isNext = before?.world === frame.world && before?.step === frame.step - 1;
  if (heard && isNext && hasControls(state)) Object.assign(state, heard(frame));
}

/**
 * Remember when the key of an `act` command was pressed.
 * @param {State} state
 * @param {number} id
 * @param {number} time milliseconds of performance.now()
 */
export function notePress(state, id, time) {
  state.pressed.set(id & 0xffff, time);
  if (state.pressed.size > MAX_PRESSED) state.pressed.clear();
}

/**
 * Measure the key whose effect has just been drawn.
 * @param {State} state
 * @param {number} time milliseconds of performance.now()
 */
export function noteDrawn(state, time) {
  const ack = state.frame?.ack;
  if (ack === undefined) return;
  const pressed = state.pressed.get(ack);
  if (pressed === undefined) return;
  state.latency = time - pressed;
  state.pressed.clear();
}

/** @param {State} state @param {Extract<ServerEvent, { type: "welcome" }>} event */
function welcome(state, event) {
  state.seq = event.seq;
  state.life = event.life;
  state.episode = event.state;
  state.connection = "open";
  if (event.missed) state.hint = state.announced = t("you_are_back_some_messages");
  state.pressed.clear();
  state.askedAt = performance.now();
  state.detour = planBelow(state)?.detour ?? false;
}

/** @param {State} state @param {Episode} episode */
function beginEpisode(state, episode) {
  state.episode = episode;
  state.toasts = [];
  state.thought = null;
  state.editing = null;
  state.chosen = null;
  state.picked = null;
  state.past = null;
  state.hint = "";
  state.detour = planBelow(state)?.detour ?? false;
  const branch = episode.lines.find(({ number }) => number === episode.number);
  state.announced = branch?.parent
    ? t("back_at_step_on_a", { step: episode.step })
    : t("a_new_world_seed", { seed: episode.seed });
}

/**
 * @param {State} state
 * @param {Episode} episode
 * @param {Extract<ServerEvent, { type: "control" }>} event
 */
function changeControl(state, episode, event) {
  const before = episode.controller;
  episode.mode = event.mode;
  episode.controller = event.controller;
  episode.steps_per_second = event.steps_per_second;
  episode.viewers = event.viewers;
  episode.spectators = event.spectators;
  if (event.controller === before) return;
  const driver = event.controller ? "person" : "planner";
  while (episode.drives.at(-1)?.step === event.step) episode.drives.pop();
  if (episode.drives.at(-1)?.driver !== driver) episode.drives.push({ step: event.step, driver });
  const who = !event.controller
    ? t("has_the_controls_2", { planner_name: plannerName(state) })
    : hasControls(state)
      ? t("you_have_the_controls_2")
      : t("another_person_has_the_controls");
  episode.marks.push({ step: event.step, kind: "control", text: who, source: "" });
  state.hint = "";
  state.announced = who;
}

/** @param {State} state @param {Episode} episode @param {Plan} plan */
function changePlan(state, episode, plan) {
  const at = episode.plans.findIndex((one) => one.id === plan.id);
  const known = at >= 0 ? episode.plans[at] : undefined;
  if (at >= 0) episode.plans[at] = plan;
  else episode.plans.push(plan);
  if (plan.id === state.editing && plan.place === null) state.editing = null;
  state.announced = news(state, plan, known) || state.announced;
}

/**
 * What is worth saying of a plan that changed. The planner's own plans beneath a person's come too
 * often; see `tellDetour`.
 * @param {State} state
 * @param {Plan} plan
 * @param {Plan | undefined} known as it was before
 */
function news(state, plan, known) {
  if (plan.under) return "";
  if (plan.status === "active" && !known?.begun) return `${author(state, plan)}: ${plan.text}`;
  if (plan.source !== "human" || !known || plan.status === "queued") return "";
  if (plan.status !== known.status) return endWords(state, plan);
  return plan.in_hand > known.in_hand
    ? t("done_now", { goal_in_hand: goalInHand(known), goal_in_hand2: goalInHand(plan) })
    : "";
}

/**
 * Say that the planner puts a person's plan off, and that it comes back to it.
 * @param {State} state
 */
function tellDetour(state) {
  const asked = activePlan(state);
  const below = planBelow(state);
  const detour = below?.detour ?? false;
  if (asked && below && detour && !state.detour)
    state.announced = t("first_then_back_to", {
      below_words: belowWords(below, asked), whose: whose(state, asked),
    });
  if (asked?.source === "human" && !detour && state.detour) {
    state.announced = t("back_to", { whose: whose(state, asked), goal_in_hand: goalInHand(asked) });
    state.hint = ""; // it may have said that this could not wait
  }
  state.detour = detour;
}

/** @param {State} state @param {Episode} episode @param {import("./state.js").Thought} thought */
function think(state, episode, thought) {
  state.thought = thought;
  while (episode.p_plan.length < thought.step - 1) episode.p_plan.push(-1); // a person's steps
  episode.p_plan[thought.step - 1] =
    thought.p_plan === null ? -1 : Math.round(100 * thought.p_plan);
  const { bill } = episode;
  bill.decisions += 1;
  bill.plans += Number(thought.planned);
  bill.input_tokens += thought.input_tokens;
  bill.output_tokens += thought.output_tokens;
  bill.plan_tokens += thought.plan_tokens;
  bill.thought_tokens += thought.thought_tokens;
  tellDetour(state);
}

/** @param {Episode} episode @param {import("./protocol.js").AdviceInfo} advice */
function charge({ bill }, { input_tokens, output_tokens }) {
  bill.advice += 1;
  bill.advice_input_tokens += input_tokens;
  bill.advice_output_tokens += output_tokens;
}

/**
 * @param {State} state
 * @param {Episode} episode
 * @param {import("./protocol.js").PlannerQuestion | null} question
 */
function ask(state, episode, question) {
  episode.question = question;
  state.askedAt = performance.now();
  const keys = state.viewer === SPECTATOR ? "" : ` ${t("l_lets_it_g_insists")}`;
  if (question) state.announced = questionWords(state, question.first, []) + keys;
}

/**
 * @param {State} state
 * @param {Episode} episode
 * @param {import("./protocol.js").WhatIfState} whatIf
 */
function tryOut(state, episode, whatIf) {
  const ended = episode.what_if?.running && !whatIf.running;
  episode.what_if = whatIf;
  if (ended) state.announced = t("tried_in_branches", { length: whatIf.tries.length });
}

/**
 * @param {State} state
 * @param {Episode} episode
 * @param {{ step: number, achievement: string }} event
 */
function unlock(state, episode, { step, achievement }) {
  episode.unlocked[achievement] = step;
  episode.marks.push({ step, kind: "unlock", text: achievement, source: "" });
  const picture = findWorld(episode.world)?.badge?.(achievement);
  if (picture) {
    const key = step * 32 + episode.achievements.indexOf(achievement);
    state.toasts.push({ key, achievement, step, picture });
  }
  state.announced = t("achievement_unlocked", { title: title(achievement) });
}

/**
 * @param {State} state
 * @param {Episode} episode
 * @param {import("./protocol.js").Utterance} utterance
 */
function hear(state, episode, utterance) {
  episode.said.push(utterance);
  if (episode.said.length > MAX_SAID) episode.said.shift();
  if (utterance.who !== "person") state.spoken = said(utterance.text);
}

/**
 * @param {State} state
 * @param {Episode} episode
 * @param {{ step: number, reason: string, cause: string }} event
 */
function end(state, episode, { step, reason, cause }) {
  episode.mode = "over";
  episode.over = reason;
  episode.cause = cause;
  episode.step = step;
  episode.marks.push({ step, kind: "end", text: reason, source: "" });
  state.announced = overWords(state);
}
