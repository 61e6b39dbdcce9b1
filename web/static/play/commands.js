// What a person can ask for, as commands to the server. Each takes the state first.
import { Refused, send } from "./socket.js";
import { remember } from "./tutorial_seen.js";
import { hasControls } from "./state.js";
import { isOver } from "./tutorial.js";
import { notePress } from "./update.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./socket.js").Socket} Socket */

/** Steps a second to choose from. */
export const SPEEDS = [0.5, 1, 2, 3, 5, 8, 12, 20];
/** What is said to a key of the game while the planner plays. */
const PLANNER_PLAYS = {
  take: "The planner is playing. Press O to take over.",
  write: "The planner is playing. Write it a plan.",
};

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
  if (!hasControls(state)) {
    state.hint = state.episode?.controller
      ? "Another person has the controls."
      : PLANNER_PLAYS[state.mayTakeOver ? "take" : "write"];
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

/** What becomes of a plan that is written, when the server has taken it. */
const TAKEN = {
  now: "Sent. It is in force from the next step.",
  queue: "Queued. It begins when no plan of a person is in force.",
  try: "Being tried in branches, beside the game.",
  edit: "Saved.",
};

/**
 * Send a plan; `state.writing` tells what becomes of it.
 * @param {State} state
 * @param {Socket} socket
 * @param {() => void} redraw
 * @param {string} text
 * @param {"advice" | "order"} authority
 * @param {"now" | "queue" | "try"} how
 * @returns {Promise<boolean>} whether the server took it
 */
export async function writePlan(state, socket, redraw, text, authority, how) {
  const { editing } = state;
  state.writing = { phase: "sending", text: "" };
  state.mine.add(text);
  redraw();
  try {
    if (editing !== null && how !== "try") {
      await send(socket, { type: "edit_plan", plan: editing, text, authority }).answer;
      state.editing = null;
    } else if (how === "try") {
      await send(socket, { type: "try_plan", text, authority }).answer;
    } else {
      await send(socket, { type: "plan", text, authority, queued: how === "queue" }).answer;
    }
    state.writing = {
      phase: "sent",
      text: TAKEN[editing !== null && how !== "try" ? "edit" : how],
    };
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    state.writing = { phase: "refused", text: error.message };
    return false;
  } finally {
    redraw();
  }
}
