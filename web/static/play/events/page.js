// What the listeners share.
import { byId } from "../../lib/dom.js";

/**
 * @typedef {{ state: import("../state.js").State, socket: import("../socket.js").Socket,
 *   redraw: () => void, resize: () => void }} Game
 */

/** Whether a key belongs to what has the focus. @param {KeyboardEvent} event */
export function isTaken(event) {
  if (!(event.target instanceof Element) || document.querySelector("dialog[open]")) return true;
  // A number's box has no use for letters, which stay the game's.
  if (event.target.closest("[inputmode=numeric]") && event.code.startsWith("Key")) return false;
  if (event.target.closest("textarea, input:not([type=range]), select")) return true;
  const arrow = event.code.startsWith("Arrow");
  if (arrow && event.target.closest("input, [data-own-arrows]")) return true;
  const presses = event.code === "Space" || event.code === "Enter";
  return presses && event.target.closest("button, a, summary") !== null;
}

/** @param {string} id */
export function dialog(id) {
  return /** @type {HTMLDialogElement} */ (byId(id));
}

/** @param {string} id @param {(event: MouseEvent) => void} then */
export function onClick(id, then) {
  byId(id).addEventListener("click", then);
}

/** On to the picture, so that the game's keys work. */
export function focusGame() {
  const shown = "#stage [data-of]:not([hidden]) [data-picture]";
  const picture = /** @type {HTMLElement | null} */ (document.querySelector(shown));
  picture?.focus({ preventScroll: true });
}
