// The buttons to play by, and the list of keys.
import { buttonOf, byId, make, rebuild, setShown } from "../../lib/dom.js";
import { ACTIONS } from "./keys.js";
import { textureAddress } from "./textures.js";

const MOVES = [3, 1, 5, 2, 4]; // up, left, do, right, down
const OTHERS = [6, 0, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const ARROWS = new Map([
  [1, "←"],
  [2, "→"],
  [3, "↑"],
  [4, "↓"],
]);
const HOLD_MS = 350; // a button held for longer repeats
const REPEAT_MS = 130;

/** Listen to the buttons, and list the keys. @param {import("../world.js").Player} player */
export function listenToPad({ act, isWaiting }) {
  byId("keys-actions").append(...[...MOVES, ...OTHERS].flatMap(keyRow));
  const pad = byId("pad");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const release = () => clearTimeout(timer);
  /** @param {number} action @param {number} wait */
  const hold = (action, wait) => {
    timer = setTimeout(() => {
      if (!isWaiting()) act(action, performance.now());
      hold(action, REPEAT_MS);
    }, wait);
  };
  pad.addEventListener("pointerdown", (event) => {
    const button = buttonOf(event);
    if (!button || event.button !== 0) return;
    event.preventDefault();
    release();
    const action = Number(button.dataset.action);
    act(action, event.timeStamp);
    hold(action, HOLD_MS);
  });
  // The pointer has played already; a click without one comes from the keyboard or a screen reader.
  pad.addEventListener("click", (event) => {
    const button = buttonOf(event);
    if (button && event.detail === 0) act(Number(button.dataset.action), event.timeStamp);
  });
  pad.addEventListener("mousedown", (event) => event.preventDefault());
  pad.addEventListener("contextmenu", (event) => event.preventDefault());
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    pad.addEventListener(end, release);
  }
  window.addEventListener("blur", release);
}

/** @param {boolean} playing */
export function showPad(playing) {
  rebuild(byId("pad-moves"), "moves", () => MOVES.map(padButton));
  rebuild(byId("pad-actions"), "actions", () => OTHERS.map(padButton));
  setShown("pad", playing);
}

/** @param {number} action */
function padButton(action) {
  const { name, texture, caps } = ACTIONS[action];
  const face = texture
    ? make("img", { src: textureAddress(texture), alt: "", width: "24", height: "24" })
    : make("span", {
        class: "face",
        "aria-hidden": "true",
        text: ARROWS.get(action) ?? name,
      });
  return make(
    "button",
    {
      type: "button",
      class: `act act-${action}`,
      "data-action": String(action),
      "aria-label": name,
      title: `${name} (${caps.join(", ")})`,
    },
    [face, make("kbd", { "aria-hidden": "true", text: caps[0] })],
  );
}

/** @param {number} action */
function keyRow(action) {
  const { name, caps } = ACTIONS[action];
  const keys = caps.map((cap) => make("kbd", { text: cap }));
  return [make("dt", {}, keys), make("dd", { text: name })];
}
