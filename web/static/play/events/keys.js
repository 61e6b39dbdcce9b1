// The keyboard.
import { byId } from "../../lib/dom.js";
import { findWorld } from "../../worlds/registry.js";
import { act, command, playOrPause, setSpeed, speedIndex, takeOrGive } from "../commands.js";
import { isChord, shortcutOf } from "../shortcuts.js";
import { currentSpeed, hasControls } from "../state.js";
import { dialog, focusGame, isTaken } from "./page.js";
import { lookBack } from "./past.js";
import { openWhatIf } from "./what_if.js";

/** @typedef {import("./page.js").Game} Game */

const REPEAT_MS = 130; // a held key plays at most this often

/** @param {Game} game @param {import("./past.js").Past} past */
export function listenToKeys(game, past) {
  const { state, socket, redraw } = game;
  let played = 0;
  document.addEventListener("keydown", (event) => {
    if (isTaken(event) || isChord(event)) return;
    const asks = !hasControls(state) && !byId("write-try").hidden;
    const shortcut = shortcutOf(event, asks);
    const meant = shortcut ?? findWorld(state.episode?.world)?.key(event) ?? null;
    if (meant === null) return;
    if (meant instanceof HTMLElement) return meant.focus(); // the key goes there
    event.preventDefault();
    if (shortcut) {
      if (!event.repeat) run(game, past, shortcut);
      return;
    }
    const now = performance.now();
    if (event.repeat && (state.pressed.size > 0 || now - played < REPEAT_MS)) return;
    played = now;
    void act(state, socket, redraw, Number(meant), event.timeStamp);
  });
}

/**
 * @param {Game} game
 * @param {import("./past.js").Past} past
 * @param {import("../shortcuts.js").Shortcut} shortcut
 */
function run(game, past, shortcut) {
  const { state, socket, redraw } = game;
  const speed = speedIndex(currentSpeed(state));
  switch (shortcut) {
    case "take_or_give":
      void takeOrGive(state, socket, redraw);
      return focusGame();
    case "play_or_pause":
      return void playOrPause(state, socket, redraw);
    case "step":
      return void command(state, socket, redraw, { type: "step" });
    case "faster":
      return void setSpeed(state, socket, redraw, speed + 1);
    case "slower":
      return void setSpeed(state, socket, redraw, speed - 1);
    case "back":
      return lookBack(game, past, 10);
    case "what_if":
      return openWhatIf(game);
    case "let":
    case "keep":
      if (!state.episode?.question) return;
      return void command(state, socket, redraw, { type: "answer", let: shortcut === "let" });
    case "write":
      return byId("plan-text").focus();
    case "help":
      return dialog("keys").showModal();
  }
}
