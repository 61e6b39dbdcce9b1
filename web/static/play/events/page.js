// What the listeners share.
import { byId } from "../../lib/dom.js";

/**
 * @typedef {{ state: import("../state.js").State, socket: import("../socket.js").Socket,
 *   redraw: () => void, resize: () => void }} Game
 */

const TYPED_IN = "textarea, select, input:not([type=range], [type=radio], [type=checkbox])";
const COMPOSING = 229; // keyCode of every key for an input method, where isComposing is not told

/**
 * Whether a key is for an input method, which makes characters of several.
 * @param {KeyboardEvent} event
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === COMPOSING;
}

/** Whether a key belongs to what has the focus. @param {KeyboardEvent} event */
export function isTaken(event) {
  if (!(event.target instanceof Element) || document.querySelector("dialog[open]")) return true;
  // A number's box has no use for letters, which stay the game's.
  if (event.target.closest("[inputmode=numeric]") && event.code.startsWith("Key")) return false;
  if (event.target.closest(TYPED_IN) || isComposing(event)) return true;
  const arrow = event.code.startsWith("Arrow");
  if (arrow && event.target.closest("input, [data-own-arrows]")) return true;
  const presses = event.code === "Space" || event.code === "Enter";
  return presses && event.target.closest("button, a, summary, input") !== null;
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

/** Put words into the box, to be changed or sent. @param {string} text */
export function fillBox(text) {
  const box = /** @type {HTMLTextAreaElement} */ (byId("plan-text"));
  box.value = text;
  box.focus();
}
