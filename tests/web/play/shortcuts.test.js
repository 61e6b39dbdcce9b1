import assert from "node:assert/strict";
import { test } from "node:test";

import { ACTIONS, meaning } from "../../../web/static/play/shortcuts.js";

/** @param {string} code @param {object} [chord] */
function press(code, chord = {}) {
  return meaning({
    code,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    shiftKey: false,
    ...chord,
  });
}

test("all 17 actions have a key of their own", () => {
  const actions = ACTIONS.flatMap(({ keys }, action) => keys.map((key) => [key, action]));
  assert.equal(new Set(actions.map(([, action]) => action)).size, 17);
  assert.equal(new Set(actions.map(([key]) => key)).size, actions.length);
  for (const [key, action] of actions) assert.deepEqual(press(key), { kind: "act", action });
});

test("moves follow the protocol's order: west, east, north, south", () => {
  assert.deepEqual(
    ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map((key) => press(key)?.action),
    [1, 2, 3, 4],
  );
});

test("chords are left to the browser", () => {
  assert.equal(press("KeyR", { ctrlKey: true }), null);
  assert.equal(press("KeyW", { metaKey: true }), null);
  assert.equal(press("ArrowLeft", { altKey: true }), null);
});

test("the question mark helps and the slash writes, wherever the layout has them", () => {
  assert.deepEqual(press("Slash"), { kind: "shortcut", name: "write" });
  assert.deepEqual(press("Slash", { shiftKey: true }), { kind: "shortcut", name: "help" });
  assert.deepEqual(press("Minus", { key: "?", shiftKey: true }), {
    kind: "shortcut",
    name: "help",
  });
  assert.deepEqual(press("Digit7", { key: "/", shiftKey: true }), {
    kind: "shortcut",
    name: "write",
  });
});

test("Tab, Enter and Escape are not ours", () => {
  for (const code of ["Tab", "Enter", "Escape"]) assert.equal(press(code), null);
});
