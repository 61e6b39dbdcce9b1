// All that the page knows. `update.js` patches it, the folder `render` shows it.
import { t } from "../lib/texts.js";
import { title } from "../lib/format.js";

/** @typedef {import("../worlds/world.js").Frame} Frame */

// What the server sends, as server/protocol has it.
/** @typedef {import("./protocol.js").PlanState} Plan */
/** @typedef {import("./protocol.js").DecisionInfo} Thought */
/** @typedef {import("./protocol.js").EpisodeState} Episode */
/** @typedef {Episode["mode"]} Mode */

/** @typedef {"connecting" | "open" | "lost" | "gone" | "restarted" | "revoked"} Connection */
/** @typedef {{ key: number, achievement: string, step: number, picture: string }} Toast */
/** @typedef {{ phase: "idle" | "sent" | "refused", text: string }} Writing */
/**
 * Words that the server has not answered yet, or did not take.
 * @typedef {object} Pending
 * @property {number} number
 * @property {string} text
 * @property {number} after the number of the last words before them, -1 for none
 * @property {string} failed why they were not taken, "" while there is no answer
 */

/**
 * A step that is looked at instead of now.
 * @typedef {object} Past
 * @property {number} episode number of its episode in the session
 * @property {number} step
 * @property {Frame | null} frame its picture; until that is there, the one before
 * @property {boolean} resumes whether the game waits for this alone, and goes on afterwards
 * @property {boolean} filming whether the next step follows by itself
 */

/**
 * @typedef {object} State
 * @property {string} session id in the address
 * @property {string} viewer id of this tab, kept over reloads: who has the controls
 * @property {Connection} connection "gone": the server does not know the session any more;
 *   "restarted": nor this browser
 * @property {string} life of the session, as the last welcome told; "" before the first
 * @property {number} seq newest event seen in it, -1 before the first
 * @property {Episode | null} episode null until the first welcome
 * @property {Frame | null} frame the newest picture
 * @property {Past | null} past null while the game is shown as it is now
 * @property {boolean} loaded whether what worlds draw with is
 * @property {Writing} writing what became of what was sent last; `text` says so
 * @property {Pending[]} pending oldest first
 * @property {boolean} follows whether the conversation's end is kept in sight
 * @property {{ plan: number, goal: number } | null} chosen the goal that is being corrected, by its
 *   plan's id and its index
 * @property {boolean} details whether the numbers of the planner's thinking are shown
 * @property {Set<string>} mine plans written in this tab, to tell "you" from other people
 * @property {number | null} wantedSpeed steps a second that were asked for, until the server
 *   answered the last asking
 * @property {string} hint a passing word under the board
 * @property {string} announced what a screen reader should say next
 * @property {string} spoken the same of what planner and game said, which takes no news away
 * @property {boolean} detour whether it was told that the planner puts a person's plan off
 * @property {Toast[]} toasts achievements to celebrate, oldest first
 * @property {Map<number, number>} pressed `act` id mod 65536 -> time of the key press, until a
 *   frame answers it
 * @property {number | null} latency milliseconds from the last key press to its frame
 * @property {Thought | null} thought the newest decision
 * @property {number} askedAt time at which the question came, milliseconds of performance.now()
 * @property {string} notTried why the last what-if could not be, for people
 * @property {number | null} editing id of the plan whose words are in the box
 * @property {boolean} mayTakeOver the rules of a study may rule it out
 * @property {boolean} mayGoBack likewise
 * @property {string | null} picked key of the timeline's entry under the pointer or the cursor
 * @property {Map<number, import("./purpose.js").Day>} days the worlds of the days, by their seeds;
 *   today's last; none in studies
 * @property {import("./purpose.js").Alone | null} alone how the planner fares alone in this world
 * @property {import("./purpose.js").Part | null} part null until one is asked whether the game may
 *   be learned from
 * @property {string} record how the game that has ended stands to one's records
 * @property {import("./tutorial.js").Tutorial | null} tutorial null while there is none
 */

/** Under this the browser keeps whether the details are shown. */
export const DETAILS = "details";

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
    life: "",
    seq: -1,
    episode: null,
    frame: null,
    past: null,
    loaded: false,
    writing: { phase: "idle", text: "" },
    pending: [],
    follows: true,
    chosen: null,
    details: false,
    mine: new Set(),
    wantedSpeed: null,
    hint: "",
    announced: "",
    spoken: "",
    detour: false,
    toasts: [],
    pressed: new Map(),
    latency: null,
    thought: null,
    askedAt: 0,
    notTried: "",
    editing: null,
    mayTakeOver: true,
    mayGoBack: true,
    picked: null,
    days: new Map(),
    alone: null,
    part: null,
    record: "",
    tutorial: null,
  };
}

/** Whether this tab has the controls. @param {State} state */
export function hasControls(state) {
  return state.episode !== null && state.episode.controller === state.viewer;
}

/**
 * The plan in force: a person's if there is one, else the planner's.
 * @param {State} state
 * @returns {Plan | undefined}
 */
export function activePlan(state) {
  return state.episode?.plans.findLast(({ status, under }) => status === "active" && !under);
}

/** The planner's own plan beneath a person's. @param {State} state @returns {Plan | undefined} */
export function planBelow(state) {
  return state.episode?.plans.findLast(({ status, under }) => status === "active" && under);
}

/**
 * The target of the goal that the plan in force pursues now: "7", "iron", or "".
 * @param {State} state
 */
export function targetInHand(state) {
  const plan = activePlan(state);
  return plan?.goals[plan.in_hand]?.target ?? "";
}

/** The plans that wait, the next one first. @param {State} state */
export function queuedPlans(state) {
  const waiting = state.episode?.plans.filter((plan) => plan.place !== null) ?? [];
  return waiting.sort((a, b) => Number(a.place) - Number(b.place));
}

/**
 * Seconds left to answer in.
 * @param {State} state
 * @param {number} now milliseconds of performance.now()
 */
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
  if (plan.source === "adviser") return t("adviser");
  if (plan.source !== "human") return plannerName(state);
  return t(isMine(state, plan) ? "you" : "a_person");
}

/** Whether a plan was asked of the planner that plays. @param {Plan} plan */
export function isAsked({ source }) {
  return source === "human" || source === "adviser";
}

/** Whether a person's plan was written in this tab. @param {State} state @param {Plan} plan */
export function isMine({ mine }, { source, text }) {
  return source === "human" && mine.has(text);
}

/** What the planner is called: "Pebble". @param {State} state */
export function plannerName({ episode }) {
  const [fast] = pairOf(episode?.planner ?? "");
  return fast ? shortName(fast) : t("the_planner");
}

/** What the planner's adviser is called; empty without one. @param {State} state */
export function adviserName({ episode }) {
  return shortName(pairOf(episode?.planner ?? "")[1]);
}

/** @param {string} planner */
function shortName(planner) {
  return title(planner.split(/[:/#]/).at(-1) ?? "");
}

/**
 * The planner that plays and the one that advises it, of "advised:FAST+SLOW"; of another name, that
 * and "".
 * @param {string} planner
 */
function pairOf(planner) {
  const [, fast, slow] = /^advised[^:]*:([^+]+)\+(.+)$/s.exec(planner) ?? ["", planner, ""];
  return [fast, slow];
}
