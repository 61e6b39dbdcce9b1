// The keyboard.
import { byId } from "../../lib/dom.js";
import { act, order, playOrPause, setSpeed, speedIndex, takeOrGive } from "../commands.js";
import { meaning } from "../shortcuts.js";
import { currentSpeed, isCrafter } from "../state.js";
import { openBack } from "./branches.js";
import { dialog, isTaken, REPEAT_MS } from "./page.js";

/** @typedef {import("./page.js").Game} Game */

/** @param {Game} game */
export function listenToKeys({ state, socket, redraw }) {
  let played = 0;
  document.addEventListener("keydown", (event) => {
    if (isTaken(event)) return;
    if (!isCrafter(state) && /^\d$/.test(event.key) && !byId("ways-pad").hidden)
      return byId("go-node").focus(); // the digit goes there
    const meant = meaning(event);
    if (!meant) return;
    if (meant.kind === "act" && !isCrafter(state)) return;
    event.preventDefault();
    if (meant.kind === "act") {
      const now = performance.now();
      if (event.repeat && (state.pressed.size > 0 || now - played < REPEAT_MS)) return;
      played = now;
      void act(state, socket, redraw, meant.action, event.timeStamp);
    } else if (!event.repeat) {
      shortcut({ state, socket, redraw }, meant.name);
    }
  });
}

/** @param {Omit<Game, "resize">} game @param {import("../shortcuts.js").Shortcut} name */
function shortcut({ state, socket, redraw }, name) {
  const speed = speedIndex(currentSpeed(state));
  switch (name) {
    case "take_or_give":
      return void takeOrGive(state, socket, redraw);
    case "play_or_pause":
      return void playOrPause(state, socket, redraw);
    case "step":
      return void order(state, socket, redraw, { type: "step" });
    case "faster":
      return void setSpeed(state, socket, redraw, speed + 1);
    case "slower":
      return void setSpeed(state, socket, redraw, speed - 1);
    case "back":
      return byId("back").hidden ? undefined : openBack(state);
    case "let":
    case "keep":
      if (state.episode?.question)
        void order(state, socket, redraw, { type: "answer", let: name === "let" });
      return;
    case "write":
      return byId("plan-text").focus();
    case "help":
      return dialog("keys").showModal();
  }
}
