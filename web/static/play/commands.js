// What a person can ask for, as commands to the server. Each takes the state first.
import { t } from "../lib/texts.js";
import { reworded } from "./plan_words.js";
import { Lost, Refused, send } from "./socket.js";
import { remember } from "./tutorial_seen.js";
import { hasControls, plannerName } from "./state.js";
import { isOver } from "./tutorial.js";
import { notePress } from "./update.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./socket.js").Socket} Socket */

/** Steps a second to choose from. */
export const SPEEDS = [0.5, 1, 2, 3, 5, 8, 12, 20];
/** What is said to a key of the game while the planner plays, after who does. */
const HOW_TO_STEER = { take: t("press_o_to_take_over"), write: t("write_it_a_plan") };

/** The choice nearest to a speed, as an index into SPEEDS. @param {number} speed */
export function speedIndex(speed) {
  const distances = SPEEDS.map((one) => Math.abs(Math.log(one / speed)));
  return distances.indexOf(Math.min(...distances));
}

/**
 * Send a command whose refusal is told under the picture.
 * @param {State} state
 * @param {Socket} socket
 * @param {() => void} redraw
 * @param {import("./socket.js").Command} message
 */
export async function command(state, socket, redraw, message) {
  try {
    await send(socket, message).answer;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    state.hint = error.message;
    state.announced = error.message;
    redraw();
  }
}

/** @param {State} state @param {Socket} socket @param {() => void} redraw */
export function playOrPause(state, socket, redraw) {
  const running = state.episode?.mode === "playing";
  return command(state, socket, redraw, { type: running ? "pause" : "play" });
}

/** @param {State} state @param {Socket} socket @param {() => void} redraw */
export function takeOrGive(state, socket, redraw) {
  return command(state, socket, redraw, { type: hasControls(state) ? "give_back" : "take_over" });
}

/**
 * @param {State} state
 * @param {Socket} socket
 * @param {() => void} redraw
 * @param {number} index into SPEEDS
 */
export async function setSpeed(state, socket, redraw, index) {
  const speed = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, index))];
  state.wantedSpeed = speed;
  redraw();
  await command(state, socket, redraw, { type: "speed", steps_per_second: speed });
  if (state.wantedSpeed !== speed) return;
  state.wantedSpeed = null;
  redraw();
}

/**
 * Play one action, or say how to get the controls.
 * @param {State} state
 * @param {Socket} socket
 * @param {() => void} redraw
 * @param {number} action
 * @param {number} time of the key press, milliseconds of performance.now()
 */
export async function act(state, socket, redraw, action, time) {
  if (state.past) {
    state.hint = t("you_are_looking_back_enter");
    return redraw();
  }
  if (!hasControls(state)) {
    state.hint = state.episode?.controller
      ? t("another_person_has_the_controls")
      : t("is_playing", {
        planner_name: plannerName(state), write: HOW_TO_STEER[state.mayTakeOver ? "take" : "write"],
      });
    redraw();
    return;
  }
  const { id, answer } = send(socket, { type: "act", action });
  notePress(state, id, time);
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    state.hint = error.message;
    redraw();
  }
}

/**
 * Have a lesson of the tutorial recorded, and its end, which this browser remembers. What cannot be
 * recorded now is not.
 * @param {State} state
 * @param {Socket} socket
 * @param {string} lesson the one that was done; empty for one that was skipped; "left" when the
 *   tutorial is left
 */
export function tellLesson({ tutorial }, socket, lesson) {
  const over = tutorial !== null && isOver(tutorial);
  if (over || lesson === "left") remember();
  for (const told of [lesson, over ? "done" : ""]) {
    if (told) send(socket, { type: "tutorial", lesson: told }).answer.catch(() => {});
  }
}

/**
 * Try a plan in branches beside the game; why it cannot be is told where one asked.
 * @param {State} state
 * @param {Socket} socket
 * @param {() => void} redraw
 * @param {{ text: string, authority: "advice" | "order", branches: number, steps: number,
 *   alone: boolean }} wanted
 */
export async function tryPlan(state, socket, redraw, wanted) {
  state.notTried = "";
  try {
    await send(socket, { type: "try_plan", ...wanted }).answer;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    state.notTried = error.message;
  }
  redraw();
}

/** What is said when the server has taken words. What becomes of a plan shows by itself. */
const TAKEN = {
  now: "",
  queue: t("added_it_starts_when_your"),
  edit: t("saved"),
};
const LOST = t("connection_lost_your_plan_may");

/** @typedef {"now" | "queue"} How */

let sent = 0;

/**
 * Send what a person wrote. Until the server answers it stands in `state.pending`; what it does not
 * take stays there with the reason.
 * @param {State} state
 * @param {Socket} socket
 * @param {() => void} redraw
 * @param {string} text
 * @param {"advice" | "order"} authority
 * @param {How} how
 * @returns {Promise<import("./state.js").Pending | null>} what was not taken, null if all was
 */
export async function sendWords(state, socket, redraw, text, authority, how) {
  const edits = state.editing;
  const after = state.episode?.said.at(-1)?.number ?? -1;
  const words = { number: ++sent, text, after, failed: "" };
  if (edits !== null) state.editing = null;
  state.writing = { phase: "idle", text: "" };
  state.pending.push(words);
  state.follows = true; // who writes wants to see it
  state.mine.add(text);
  redraw();
  try {
    await send(socket, messageOf(state, text, authority, how, edits)).answer;
    state.pending = state.pending.filter((one) => one !== words);
    const told = TAKEN[edits === null ? how : "edit"];
    state.writing = { phase: told ? "sent" : "idle", text: told };
    return null;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    words.failed = error instanceof Lost ? LOST : t("not_sent", { message: error.message });
    state.pending = state.pending.map((one) => (one === words ? { ...words } : one));
    state.writing = { phase: "refused", text: words.failed };
    return state.pending.find(({ number }) => number === words.number) ?? null;
  } finally {
    redraw();
  }
}

/**
 * @param {State} state
 * @param {string} text
 * @param {"advice" | "order"} authority
 * @param {How} how
 * @param {number | null} edits id of the plan that is worded anew
 * @returns {import("./socket.js").Command}
 */
function messageOf({ frame }, text, authority, how, edits) {
  if (edits !== null) return { type: "edit_plan", plan: edits, text, authority };
  return { type: "say", text, authority, queued: how === "queue", seen: frame?.step ?? null };
}

/**
 * Move or drop a goal of a person's plan in force.
 * @param {State} state
 * @param {Socket} socket
 * @param {() => void} redraw
 * @param {import("./state.js").Plan} plan
 * @param {number} goal index
 * @param {"earlier" | "later" | "drop"} change
 */
export function correctPlan(state, socket, redraw, plan, goal, change) {
  const text = reworded(plan, goal, change);
  if (state.mine.has(plan.text)) state.mine.add(text);
  const { id, authority } = plan;
  return command(state, socket, redraw, { type: "edit_plan", plan: id, text, authority });
}
