// All that the page knows. `update.js` patches it, `render.js` shows it.

/** @typedef {import("./frame.js").Frame} Frame */

/**
 * A plan as the server sends it (`PlanState` in server/protocol/messages.py).
 * @typedef {object} Plan
 * @property {number} id
 * @property {string} text
 * @property {"agent" | "human" | "expert"} source
 * @property {"advice" | "order"} authority to put an order off, the planner has to ask
 * @property {number} step from which it is in force; while it waits, that at which it was written
 * @property {boolean} begun false while, and if, it only waited
 * @property {"queued" | "active" | "done" | "replaced" | "cancelled" | "given_up"} status
 * @property {number | null} place in the queue, 0 is next
 * @property {number | null} ended step of its end
 * @property {string} reason why it ended
 * @property {number} under id of the person's plan beneath which it is the planner's own, 0 for none
 * @property {boolean} detour whether it puts that person's plan off now
 * @property {{ text: string, target: string }[]} goals in plain words, and what each is about; empty if nothing was understood
 * @property {number} in_hand index of the goal that is pursued; those before it are reached
 * @property {number} have of the goal in hand
 * @property {number} want of the goal in hand, 0 where there is nothing to count
 * @property {string[]} throughout what holds all the time
 * @property {string} reader the language model that said the text again, empty where it is read as written
 * @property {string[]} unread parts that were not understood
 * @property {string[]} obstacles what stands in its way
 * @property {string} progress of the goal in hand, "3 of 5 wood", or empty
 */

/** @typedef {"playing" | "paused" | "person" | "loading" | "over"} Mode */
/** @typedef {{ step: number, kind: "plan" | "unlock" | "control" | "end", text: string, source: string }} Mark */
/** @typedef {{ step: number, driver: "planner" | "person" }} Drive */
/** @typedef {{ plan: number, first: string, seconds: number }} Question the planner wants to follow `first` before the order `plan` */

/**
 * A decision that was played (`Thought` in server/protocol/messages.py).
 * @typedef {{ step: number, p_plan: number | null, input_tokens: number, output_tokens: number, plan_tokens: number,
 *   planned: boolean, valid: boolean, ms: number }} Thought
 */
/** @typedef {{ decisions: number, plans: number, input_tokens: number, output_tokens: number, plan_tokens: number }} Bill */

/**
 * An episode of the session, a world from its beginning or a branch (`Line` in server/protocol/messages.py).
 * @typedef {{ number: number, seed: number, planner: string, parent: number | null, parent_step: number, step: number,
 *   unlocked: number, over: string, tried: boolean, world: string }} Line
 */

/**
 * A branch of a what-if (`Try` in server/protocol/messages.py).
 * @typedef {{ episode: number, step: number, unlocked: string[], status: Plan["status"], progress: string,
 *   reason: string, over: string, frame: string }} Try
 */
/**
 * @typedef {{ text: string, authority: "advice" | "order", step: number, steps: number, running: boolean,
 *   tries: Try[] }} WhatIf
 */

/**
 * The session as it is now (`EpisodeState` in server/protocol/messages.py).
 * @typedef {object} Episode
 * @property {number} number of the episode in the session
 * @property {string} world its name, such as "crafter" or "pogs:nodes=30"
 * @property {string[]} actions of the world, as the numbers of `act`
 * @property {string[]} achievements of the world, in the order of a frame's bits
 * @property {string[]} items of the world, in the order of a frame's counts
 * @property {number} seed
 * @property {number} cap step at which the episode ends
 * @property {string} planner name of the planner
 * @property {Mode} mode
 * @property {string} over why it ended, empty while it goes on
 * @property {string} controller viewer that has the controls, empty for none
 * @property {number} steps_per_second
 * @property {number} step newest step that an event told of; a frame is newer
 * @property {Plan[]} plans oldest first; active are one at the most, and one under it
 * @property {Question | null} question
 * @property {number} patience seconds for which an answer is waited for
 * @property {number[]} p_plan per cent, for each step from 1; -1 where it is not known
 * @property {Bill} bill
 * @property {Line[]} lines the session's episodes
 * @property {WhatIf | null} what_if
 * @property {Mark[]} marks
 * @property {Drive[]} drives
 * @property {Record<string, number>} unlocked achievement -> step
 * @property {string[]} suggestions plans that make sense now
 * @property {number} viewers people who may command
 * @property {number} spectators people who came by a link
 */

/** @typedef {"connecting" | "open" | "lost" | "gone" | "restarted" | "revoked"} Connection */
/** @typedef {{ key: number, achievement: string, step: number }} Toast */
/** @typedef {{ phase: "idle" | "sending" | "sent" | "refused", text: string }} Writing */

/**
 * @typedef {object} State
 * @property {string} session id in the address
 * @property {string} viewer id of this tab, kept over reloads: who has the controls
 * @property {Connection} connection "gone": the server does not know the session any more; "restarted": nor this browser
 * @property {number} seq newest event seen, -1 before the first
 * @property {Episode | null} episode null until the first welcome
 * @property {Frame | null} frame the newest picture
 * @property {Writing} writing what became of the plan in the box; `text` says why it was refused
 * @property {Set<string>} mine plans written in this tab, to tell "you" from other people
 * @property {number | null} wantedSpeed steps a second that were asked for, until the server answered the last asking
 * @property {string} hint a passing word under the board
 * @property {string} announced what a screen reader should say next
 * @property {boolean} detour whether it was told that the planner puts a person's plan off
 * @property {Toast[]} toasts achievements to celebrate, oldest first
 * @property {Map<number, number>} pressed `act` id mod 65536 -> time of the key press, until a frame answers it
 * @property {number | null} latency milliseconds from the last key press to its frame
 * @property {Thought | null} thought the newest decision
 * @property {number} askedAt time at which the question came, milliseconds of performance.now()
 * @property {number | null} editing id of the plan whose words are in the box
 * @property {boolean} mayTakeOver the rules of a study may rule it out
 * @property {string | null} picked key of the timeline's entry under the pointer or the cursor
 * @property {import("./tutorial.js").Tutorial | null} tutorial null while there is none
 */

/** Stands for the viewer on a spectator's page. Nobody has it: viewers are hexadecimal digits. */
export const SPECTATOR = "spectator";

/**
 * The state before anything was heard.
 * @param {string} session
 * @param {string} viewer
 * @returns {State}
 */
export function createState(session, viewer) {
  return {
    session,
    viewer,
    connection: "connecting",
    seq: -1,
    episode: null,
    frame: null,
    writing: { phase: "idle", text: "" },
    mine: new Set(),
    wantedSpeed: null,
    hint: "",
    announced: "",
    detour: false,
    toasts: [],
    pressed: new Map(),
    latency: null,
    thought: null,
    askedAt: 0,
    editing: null,
    mayTakeOver: true,
    picked: null,
    tutorial: null,
  };
}

/** Whether this tab has the controls. @param {State} state */
export function hasControls(state) {
  return state.episode !== null && state.episode.controller === state.viewer;
}

/** Whether the game is Crafter, which has a pad, vitals, achievements and a tutorial of its own. @param {State} state */
export function isCrafter(state) {
  return state.episode?.world === "crafter";
}

/** The plan in force: a person's if there is one, else the planner's. @param {State} state @returns {Plan | undefined} */
export function activePlan(state) {
  return state.episode?.plans.findLast(({ status, under }) => status === "active" && !under);
}

/** The planner's own plan beneath a person's. @param {State} state @returns {Plan | undefined} */
export function planBelow(state) {
  return state.episode?.plans.findLast(({ status, under }) => status === "active" && under);
}

/** The plans that wait, the next one first. @param {State} state */
export function queuedPlans(state) {
  const waiting = state.episode?.plans.filter((plan) => plan.place !== null) ?? [];
  return waiting.sort((a, b) => Number(a.place) - Number(b.place));
}

/** Seconds left to answer in. @param {State} state @param {number} now milliseconds of performance.now() */
export function secondsLeft(state, now) {
  const seconds = state.episode?.question?.seconds ?? 0;
  return Math.max(0, Math.ceil(seconds - (now - state.askedAt) / 1000));
}

/** The newest step known. @param {State} state */
export function currentStep(state) {
  return state.frame?.step ?? state.episode?.step ?? 0;
}

/** Steps a second, as chosen. @param {State} state */
export function currentSpeed(state) {
  return state.wantedSpeed ?? state.episode?.steps_per_second ?? 1;
}

/** Who wrote a plan, for people. @param {State} state @param {Plan} plan */
export function author(state, plan) {
  if (plan.source !== "human") return "Planner";
  return state.mine.has(plan.text) ? "You" : "A person";
}
