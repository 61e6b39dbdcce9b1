import assert from "node:assert/strict";
import { test } from "node:test";

import { isChord, shortcutOf } from "../../../web/static/play/shortcuts.js";
import { ACTIONS } from "../../../web/static/worlds/crafter/keys.js";

/** @param {string} code @param {object} [more] */
function press(code, more = {}) {
  const plain = { key: "", ctrlKey: false, altKey: false, metaKey: false, shiftKey: false };
  return { code, ...plain, ...more };
}

test("chords are left to the browser", () => {
  assert.equal(isChord(press("KeyR", { ctrlKey: true })), true);
  assert.equal(isChord(press("KeyW", { metaKey: true })), true);
  assert.equal(isChord(press("ArrowLeft", { altKey: true })), true);
  assert.equal(isChord(press("Slash", { shiftKey: true })), false);
});

test("the question mark helps and the slash writes, wherever the layout has them", () => {
  assert.equal(shortcutOf(press("Slash"), false), "write");
  assert.equal(shortcutOf(press("Slash", { shiftKey: true }), false), "help");
  assert.equal(shortcutOf(press("Minus", { key: "?", shiftKey: true }), false), "help");
  assert.equal(shortcutOf(press("Digit7", { key: "/", shiftKey: true }), false), "write");
});

test("Tab, Enter and Escape are not ours, nor are keys of the game for who plays it", () => {
  for (const code of ["Tab", "Enter", "Escape"]) assert.equal(shortcutOf(press(code), false), null);
  for (const code of ACTIONS.flatMap(({ keys }) => keys)) {
    assert.equal(shortcutOf(press(code), false), null);
  }
});

test("W asks what if; for who plays it is a move, and Shift+W asks", () => {
  assert.equal(shortcutOf(press("KeyW"), true), "what_if");
  assert.equal(shortcutOf(press("KeyW", { shiftKey: true }), false), "what_if");
});
