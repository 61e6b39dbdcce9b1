// The session's episodes as a tree, and the branches of a what-if side by side.
import { draw } from "../board.js";
import { decodeFrame } from "../frame.js";
import { FATES, title, worldName } from "../names.js";
import { drawGraph } from "./graph.js";
import { byId, make, makeSvg, rebuild, setShown, setText } from "./dom.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../play/protocol.js").Branch} Line */
/** @typedef {import("../play/protocol.js").Try} Try */
/** @typedef {import("../board.js").Textures} Textures */

/** @param {State} state @param {Textures} textures */
export function renderBranches(state, textures) {
  const { episode } = state;
  if (!episode) return;
  const key = JSON.stringify([episode.lines, episode.number]);
  rebuild(byId("lines"), key, () => children(episode.lines, null, episode.number));
  renderWhatIf(state, textures);
}

/** @param {Line[]} lines @param {number | null} parent @param {number} current @returns {HTMLElement[]} */
function children(lines, parent, current) {
  return lines
    .filter((line) => line.parent === parent)
    .map((line) => {
      const below = children(lines, line.number, current);
      return make("li", {}, [entry(line, line.number === current), ...(below.length ? [make("ol", {}, below)] : [])]);
    });
}

/** @param {Line} line @param {boolean} current */
function entry(line, current) {
  const from = line.parent === null ? worldName(line.world, line.seed) : `from step ${line.parent_step}`;
  const facts = [
    `${line.number}: ${from}`,
    line.tried ? "what if" : "",
    current ? "playing here" : `to step ${line.step}, ${gained(line)}`,
    line.over && line.over !== "left" ? line.over : "",
  ];
  const text = facts.filter(Boolean).join(", ");
  if (current) return make("span", { class: "current", "aria-current": "true", text });
  return make("button", { type: "button", "data-episode": String(line.number), "data-step": String(line.step), text });
}

/** What an episode came to. @param {Line} line */
function gained({ world, unlocked }) {
  if (world !== "crafter") return unlocked ? "target reached" : "target not reached";
  return `${unlocked} achievements`;
}

/** @param {State} state @param {Textures} textures */
function renderWhatIf({ episode }, textures) {
  const found = episode?.what_if ?? null;
  setShown("what-if", found !== null);
  if (!found) return;
  setText("what-if-text", `${found.authority === "order" ? "Order: " : ""}${found.text}`);
  setText("what-if-state", found.running ? `trying, ${found.steps} steps at the most` : `from step ${found.step}`);
  setShown("what-if-stop", found.running);
  const shown = textures.size > 0;
  rebuild(byId("tries"), JSON.stringify([found.tries, found.running, shown]), () =>
    found.tries.map((one, at) => tried(one, at, found.step, found.running, textures)),
  );
}

/** @param {import("../frame.js").Frame} frame @param {Textures} textures */
function picture(frame, textures) {
  if (frame.kind === "graph") {
    const svg = /** @type {SVGSVGElement} */ (makeSvg("svg", { class: "graph-picture", "aria-hidden": "true" }));
    drawGraph(svg, frame);
    return svg;
  }
  const canvas = /** @type {HTMLCanvasElement} */ (make("canvas", { width: "144", height: "112", "aria-hidden": "true" }));
  draw(canvas, textures, frame);
  return canvas;
}

/** What a branch came to. @param {import("../frame.js").Frame} frame @param {Try} one */
function cameTo(frame, { unlocked }) {
  if (frame.kind === "graph") return `at node ${frame.node}; ${frame.reached ? "target reached" : "target not reached"}`;
  return `health ${frame.items[0]}; ${unlocked.map((name) => title(name)).join(", ") || "nothing new"}`;
}

/** @param {Try} one @param {number} at @param {number} begun @param {boolean} running @param {Textures} textures */
function tried(one, at, begun, running, textures) {
  const frame = decodeFrame(Uint8Array.from(atob(one.frame), (char) => char.charCodeAt(0)).buffer);
  const fate = one.status === "active" ? "not done yet" : FATES[one.status];
  return make("li", { class: one.status }, [
    picture(frame, textures),
    make("p", { class: "fate", text: `${fate} after ${one.step - begun} steps${one.over === "died" ? ", died" : ""}` }),
    make("p", { class: "cost", text: cameTo(frame, one) }),
    make("p", { class: "cost", text: one.status === "active" ? one.progress : "" }),
    make("button", {
      type: "button",
      "data-episode": String(one.episode),
      "data-step": String(one.step),
      "aria-label": `Go on with branch ${at + 1}`,
      disabled: running || one.over ? "" : undefined,
      text: "Go on with this",
    }),
  ]);
}
