// The session's episodes as a tree, and the branches of a what-if side by side.
import { byId, make, rebuild, setShown, setText } from "../../lib/dom.js";
import { decodeFrame, findWorld, seedTitle } from "../../worlds/registry.js";
import { STATUS_WORDS } from "../plan_words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../protocol.js").Branch} Line */
/** @typedef {import("../protocol.js").Try} Try */
/** @typedef {import("../protocol.js").WhatIfState} WhatIf */

/** @param {State} state */
export function renderBranches({ episode, loaded }) {
  if (!episode) return;
  const { lines, number, what_if: whatIf } = episode;
  rebuild(byId("lines"), JSON.stringify([lines, number]), () => children(lines, null, number));
  setShown("what-if", whatIf !== null);
  if (whatIf) renderWhatIf(whatIf, episode.world, loaded);
}

/**
 * @param {Line[]} lines
 * @param {number | null} parent
 * @param {number} current
 * @returns {HTMLElement[]}
 */
function children(lines, parent, current) {
  return lines
    .filter((line) => line.parent === parent)
    .map((line) => {
      const below = children(lines, line.number, current);
      const nested = below.length ? [make("ol", {}, below)] : [];
      return make("li", {}, [entry(line, line.number === current), ...nested]);
    });
}

/** @param {Line} line @param {boolean} current */
function entry(line, current) {
  const { number, parent, parent_step, step, seed, tried, over, unlocked } = line;
  const gained = findWorld(line.world)?.gained(unlocked) ?? "";
  const from = parent === null ? seedTitle(line.world, seed) : `from step ${parent_step}`;
  const facts = [
    `${number}: ${from}`,
    tried ? "what if" : "",
    current ? "playing here" : `to step ${step}, ${gained}`,
    over && over !== "left" ? over : "",
  ];
  const text = facts.filter(Boolean).join(", ");
  if (current) return make("span", { class: "current", "aria-current": "true", text });
  return make("button", {
    type: "button",
    "data-episode": String(number),
    "data-step": String(step),
    text,
  });
}

/** @param {WhatIf} whatIf @param {string} world @param {boolean} loaded */
function renderWhatIf({ authority, text, running, step, steps, tries }, world, loaded) {
  setText("what-if-text", `${authority === "order" ? "Order: " : ""}${text}`);
  setText("what-if-state", running ? `trying, ${steps} steps at the most` : `from step ${step}`);
  setShown("what-if-stop", running);
  rebuild(byId("tries"), JSON.stringify([tries, running, loaded]), () =>
    tries.map((one, at) => tried(one, at, world, step, running)),
  );
}

/**
 * @param {Try} one
 * @param {number} at
 * @param {string} world
 * @param {number} begun step
 * @param {boolean} running
 */
function tried(one, at, world, begun, running) {
  const { status, step, over, progress, unlocked } = one;
  const kind = findWorld(world);
  const frame = kind ? decodeFrame(bytesOf(one.frame)) : null;
  const fate = status === "active" ? "not done yet" : STATUS_WORDS[status];
  const died = over === "died" ? ", died" : "";
  return make("li", { class: status }, [
    ...(kind ? [kind.thumbnail(frame)] : []),
    make("p", { class: "fate", text: `${fate} after ${step - begun} steps${died}` }),
    make("p", { class: "cost", text: kind?.outcome(frame, unlocked) }),
    make("p", { class: "cost", text: status === "active" ? progress : "" }),
    make("button", {
      type: "button",
      "data-episode": String(one.episode),
      "data-step": String(step),
      "aria-label": `Go on with branch ${at + 1}`,
      disabled: running || over ? "" : undefined,
      text: "Go on with this",
    }),
  ]);
}

/** @param {string} base64 */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)).buffer;
}
