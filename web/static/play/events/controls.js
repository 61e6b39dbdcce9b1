// The buttons of the game.
import { byId } from "../../lib/dom.js";
import { act, order, playOrPause, setSpeed, takeOrGive } from "../commands.js";
import { focusGame, onClick, REPEAT_MS } from "./page.js";

/** @typedef {import("./page.js").Game} Game */

const HOLD_MS = 350; // a button held for longer repeats

/** @param {Game} game */
export function listenToControls({ state, socket, redraw }) {
  const speed = /** @type {HTMLInputElement} */ (byId("speed"));
  onClick("play", () => void playOrPause(state, socket, redraw));
  onClick("one-step", () => void order(state, socket, redraw, { type: "step" }));
  onClick("cancel", () => void order(state, socket, redraw, { type: "cancel_plan" }));
  onClick("take", () => {
    void takeOrGive(state, socket, redraw);
    // The next Space is meant for the game, not for this button.
    focusGame();
  });
  speed.addEventListener("input", () => void setSpeed(state, socket, redraw, Number(speed.value)));
  onClick("banner-new", async () => {
    const answer = await fetch("/api/sessions", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    location.assign(answer.ok ? (await answer.json()).url : "/");
  });
}

/** @param {Game} game */
export function listenToPad({ state, socket, redraw }) {
  const pad = byId("pad");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const release = () => clearTimeout(timer);
  /** @param {number} action @param {number} wait */
  const hold = (action, wait) => {
    timer = setTimeout(() => {
      if (state.pressed.size === 0) void act(state, socket, redraw, action, performance.now());
      hold(action, REPEAT_MS);
    }, wait);
  };
  pad.addEventListener("pointerdown", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button || event.button !== 0) return;
    event.preventDefault();
    release();
    const action = Number(button.dataset.action);
    void act(state, socket, redraw, action, event.timeStamp);
    hold(action, HOLD_MS);
  });
  // The pointer has played already; a click without one comes from the keyboard or a screen reader.
  pad.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button && event.detail === 0)
      void act(state, socket, redraw, Number(button.dataset.action), event.timeStamp);
  });
  pad.addEventListener("mousedown", (event) => event.preventDefault());
  pad.addEventListener("contextmenu", (event) => event.preventDefault());
  for (const end of ["pointerup", "pointercancel", "pointerleave"])
    pad.addEventListener(end, release);
  window.addEventListener("blur", release);
}
