// The way back: steps that were played are looked at, played from, and shown as a film.
import { t } from "../../lib/texts.js";
import { here } from "../../lib/root.js";
import { byId } from "../../lib/dom.js";
import { command } from "../commands.js";
import {
  BACK_STEPS,
  FILM_SPEED,
  FILM_STEPS,
  lanes,
  lastStep,
  look,
  mayLook,
  otherLane,
} from "../past.js";
import { createPictures, pictureAt } from "../pictures.js";
import { currentStep, SPECTATOR } from "../state.js";
import { neighbour } from "../timeline.js";
import { focusGame, isTaken, onClick } from "./page.js";
import { entriesOf } from "./timeline.js";

/** @typedef {import("./page.js").Game} Game */

const KEY_STEPS = 10; // that Shift with an arrow, the key of Back and Control+Z go back

/**
 * Go to another step, or another branch.
 * @typedef {(step: number, episode?: number) => void} Go
 */

/**
 * @typedef {object} Past what leads to and from a step that was played
 * @property {Go} go
 * @property {() => void} now back to the game as it is
 * @property {() => void} play play on from the step that is looked at
 * @property {(first: number) => Promise<void>} film show what follows a step
 */

/** @param {Game} game @returns {Past} */
export function createPast(game) {
  const { state, socket, redraw } = game;
  const spectates = state.viewer === SPECTATOR;
  const pictures = createPictures(
    spectates ? `${here()}/pictures` : `/api/sessions/${state.session}/pictures`,
  );

  /** Bring the picture of what is looked at. */
  const show = async () => {
    const { past } = state;
    if (!past) return;
    const { episode, step } = past;
    const found = await pictureAt(pictures, episode, step, lastStep(state, episode));
    if (state.past?.step !== step || state.past.episode !== episode) return; // it went on
    if (found.frame) state.past.frame = found.frame;
    else state.hint = t("there_is_no_picture_of", { fault: found.fault });
    redraw();
  };

  /** Let the game wait while somebody looks back, if it is theirs to say. */
  const wait = () => {
    const { episode, past } = state;
    if (spectates || !past || episode?.mode !== "playing") return;
    past.resumes = true;
    void command(state, socket, redraw, { type: "pause" });
  };

  /** @type {Go} */
  const go = (step, episode) => {
    const began = state.past === null;
    if (!look(state, step, episode)) return;
    if (began) wait();
    redraw();
    void show();
  };

  const now = () => {
    const { past } = state;
    if (!past) return;
    state.past = null;
    if (past.resumes && state.episode?.mode === "paused") {
      void command(state, socket, redraw, { type: "play" });
    }
    redraw();
    focusGame();
  };

  const play = () => {
    const { past } = state;
    if (!past || !state.mayGoBack) return;
    const { step, episode } = past;
    state.past = null;
    void command(state, socket, redraw, { type: "rewind", step, episode });
    redraw();
    focusGame();
  };

  let films = 0; // the newest one runs
  /** @param {number} first */
  const film = async (first) => {
    const own = ++films;
    const episode = state.past?.episode ?? state.episode?.number ?? 0;
    const last = lastStep(state, episode);
    for (let step = Math.max(0, first); step <= last; step++) {
      const begun = performance.now();
      const { frame, fault } = await pictureAt(pictures, episode, step, last);
      if (own !== films || (step > first && !state.past?.filming)) return; // it was stopped
      if (!frame) {
        state.hint = t("there_is_no_picture_of_2", { step, fault });
        break;
      }
      const resumes = state.past?.resumes ?? false;
      state.past = { episode, step, frame, resumes, filming: true };
      if (step === first) wait();
      redraw();
      await pause(1000 / FILM_SPEED - (performance.now() - begun));
    }
    if (own !== films || !state.past?.filming) return;
    state.past.filming = false;
    if (state.episode?.mode === "over") now();
    else redraw();
  };
  return { go, now, play, film };
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Look some steps further back. @param {Game} game @param {Past} past @param {number} by */
export function lookBack({ state }, past, by) {
  past.go((state.past?.step ?? currentStep(state)) - by);
}

/** @param {Game} game @param {Past} past */
export function listenToPast(game, past) {
  const { state } = game;
  onClick("past-now", past.now);
  onClick("past-film", () =>
    state.past?.filming
      ? past.go(state.past.step - 1) // it stands
      : void past.film(state.past?.step ?? 0),
  );
  for (const button of document.querySelectorAll("[data-look]")) {
    const by = Number(button.getAttribute("data-look"));
    button.addEventListener("click", () => lookBack(game, past, -by));
  }
  onClick("over-film", () => void past.film(currentStep(state) - FILM_STEPS));
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (event.code === "Escape" && state.past && !inText(event)) return past.now();
    if (isTaken(event) && !onStrip(event)) return;
    if (isUndo(event) && mayLook(state)) lookBack(game, past, KEY_STEPS);
    else if (!state.past || !move(game, past, event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
}

/** @param {Game} game @param {Past} past */
export function listenToGoingBack(game, past) {
  const { state, socket, redraw } = game;
  const box = /** @type {HTMLInputElement} */ (byId("past-step"));
  const branch = /** @type {HTMLSelectElement} */ (byId("past-branch"));
  onClick("back", () => {
    lookBack(game, past, KEY_STEPS);
    byId("past-play").focus();
  });
  onClick("past-play", past.play);
  onClick("over-back", () => {
    const step = Math.max(0, currentStep(state) - BACK_STEPS);
    void command(state, socket, redraw, { type: "rewind", step, episode: null });
    focusGame();
  });
  box.addEventListener("input", () => {
    if (box.value !== "") past.go(Number(box.value));
  });
  box.addEventListener("keydown", (event) => {
    if (event.code === "Enter" || event.code === "NumpadEnter") past.play();
  });
  branch.addEventListener("change", () => {
    const number = Number(branch.value);
    past.go(lastStep(state, number), number);
  });
}

/**
 * The keys of who looks back; true if it was one of them.
 * @param {Game} game
 * @param {Past} past
 * @param {KeyboardEvent} event
 */
function move({ state }, past, event) {
  const by = event.shiftKey ? KEY_STEPS : 1;
  const looked = state.past;
  if (!looked || event.ctrlKey || event.altKey || event.metaKey) return false;
  const all = state.episode
    ? lanes(state.episode.lines, state.episode.number, currentStep(state))
    : [];
  /** @param {-1 | 1} way */
  const branch = (way) => {
    const lane = otherLane(all, looked.episode, way);
    past.go(Math.min(lane.to, Math.max(lane.from, looked.step)), lane.number);
  };
  /** @param {-1 | 1} way */
  const entry = (way) => {
    const at = neighbour(entriesOf(state), state.picked, way);
    state.picked = at?.key ?? null;
    if (at) past.go(at.step);
  };
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => past.go(looked.step - by),
    ArrowRight: () => past.go(looked.step + by),
    ArrowUp: () => branch(-1),
    ArrowDown: () => branch(1),
    PageUp: () => entry(-1),
    PageDown: () => entry(1),
    Home: () => past.go(0),
    End: () => past.go(lastStep(state, looked.episode)),
    Enter: past.play,
  };
  const meant = keys[event.code];
  meant?.();
  return meant !== undefined;
}

/** @param {KeyboardEvent} event */
function isUndo({ code, ctrlKey, metaKey, altKey, shiftKey }) {
  return code === "KeyZ" && (ctrlKey || metaKey) && !altKey && !shiftKey;
}

/** @param {KeyboardEvent} event */
function onStrip({ target }) {
  return target === byId("timeline");
}

/** @param {KeyboardEvent} event */
function inText({ target }) {
  return target instanceof Element && target.closest("textarea") !== null;
}
