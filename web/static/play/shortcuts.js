// The page's own keys, by their place on the keyboard (`event.code`), so that every layout is
// alike.

/**
 * @typedef {"take_or_give" | "play_or_pause" | "step" | "write" | "help" | "faster" | "slower"
 *   | "back" | "what_if" | "let" | "keep"} Shortcut
 */

/** @type {Record<string, Shortcut>} */
const SHORTCUTS = {
  KeyO: "take_or_give",
  KeyK: "play_or_pause",
  KeyN: "step",
  KeyB: "back",
  KeyL: "let",
  KeyG: "keep",
  Slash: "write",
  Equal: "faster",
  NumpadAdd: "faster",
  Minus: "slower",
  NumpadSubtract: "slower",
};

/**
 * Chords belong to the browser.
 * @param {{ ctrlKey: boolean, altKey: boolean, metaKey: boolean }} press
 */
export function isChord({ ctrlKey, altKey, metaKey }) {
  return ctrlKey || altKey || metaKey;
}

/**
 * What a key asks the page for; null for keys that are not the page's.
 * @param {import("../worlds/world.js").KeyPress} press
 * @param {boolean} asks whether W asks what if; it is a move for who has the controls
 * @returns {Shortcut | null}
 */
export function shortcutOf({ code, key, shiftKey }, asks) {
  if (code === "KeyW" && (shiftKey || asks)) return "what_if";
  // "?" lies elsewhere on many layouts, so that the character counts too.
  if (key === "?" || (code === "Slash" && shiftKey)) return "help";
  if (key === "/") return "write";
  return SHORTCUTS[code] ?? null;
}
