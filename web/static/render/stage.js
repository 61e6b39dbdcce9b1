// The board and what lies over it.
import { draw } from "../board.js";
import { describe } from "../describe.js";
import { ACTIONS } from "../keyboard.js";
import { achievementTexture, textureAddress, title } from "../names.js";
import { targetWords } from "../graph_words.js";
import { activePlan, currentStep, isCrafter } from "../state.js";
import { drawGraph, follow } from "./graph.js";
import { byId, make, rebuild, setAttribute, setShown, setText } from "./dom.js";

/** @typedef {import("../state.js").State} State */

const MOVES = [1, 2, 3, 4];
const DARK = 0.5;
const TOASTS = 3; // more would hide the game
/** @type {Record<string, string>} */
const ENDS = { died: "The player died.", cap: "The last step was played." };

/** @param {State} state @param {import("../board.js").Textures} textures */
export function renderStage(state, textures) {
  const { frame, episode } = state;
  setText("step", `Step ${currentStep(state)}`);
  if (frame?.kind === "crafter") renderBoard(frame, textures);
  if (frame?.kind === "graph") renderGraph(state, frame);
  renderToasts(state);
  setShown("waiting", !episode || episode.mode === "loading");
  setText("waiting-text", episode ? "Making a new world" : "Joining the game");
  setShown("over", episode?.mode === "over");
  if (episode?.mode === "over") {
    const complete = isCrafter(state) ? "Everything is unlocked." : "The target is reached.";
    setText("over-reason", episode.over === "complete" ? complete : (ENDS[episode.over] ?? episode.over));
    setText("over-score", `${score(state, episode)} in ${currentStep(state)} steps, seed ${episode.seed}`);
  }
}

/** @param {State} state @param {import("../state.js").Episode} episode */
function score({ frame }, { unlocked, achievements }) {
  if (frame?.kind === "graph") return `Node ${frame.node}, ${frame.reached ? "the target" : `not the target, ${frame.target}`},`;
  return `${Object.keys(unlocked).length} of ${achievements.length} achievements`;
}

/** @param {import("../crafter_frame.js").CrafterFrame} frame @param {import("../board.js").Textures} textures */
function renderBoard(frame, textures) {
  const canvas = /** @type {HTMLCanvasElement} */ (byId("board"));
  draw(canvas, textures, frame);
  setAttribute(canvas, "aria-label", describe(frame));
  setAttribute(canvas, "data-step", String(frame.step));
  setAttribute(canvas, "data-action", String(frame.action ?? ""));
  setText("last-action", frame.action === null ? "" : lastAction(frame.action));
  setText("light", frame.asleep ? "Asleep" : frame.daylight < DARK ? "Night" : "Day");
}

/** @param {State} state @param {import("../graph_frame.js").GraphFrame} frame */
function renderGraph(state, frame) {
  const box = byId("graph");
  const svg = /** @type {SVGSVGElement} */ (box.querySelector("svg"));
  drawGraph(svg, frame, goalOf(activePlan(state)));
  if (box.dataset.step !== String(frame.step)) follow(box, svg);
  setAttribute(svg, "aria-label", describe(frame));
  setAttribute(box, "data-step", String(frame.step));
  setAttribute(box, "data-node", String(frame.node));
  setText("last-action", frame.action === null ? "" : frame.ledNowhere ? `${state.episode?.actions[frame.action] ?? "It"} led nowhere` : `Moved to ${frame.node}`);
  setText("light", targetWords(frame));
}

/** The node that a plan goes to next. @param {import("../state.js").Plan | undefined} plan */
function goalOf(plan) {
  const goal = plan?.goals[plan.in_hand];
  return goal?.target ? Number(goal.target) : null;
}

/** @param {number} action */
function lastAction(action) {
  return MOVES.includes(action) ? `Move ${ACTIONS[action].name.toLowerCase()}` : ACTIONS[action].name;
}

/** @param {State} state */
function renderToasts(state) {
  const shown = state.toasts.slice(-TOASTS);
  rebuild(byId("toasts"), shown.map(({ key }) => key).join(), () =>
    shown.map(({ achievement, step }) =>
      make("li", {}, [
        make("img", { src: textureAddress(achievementTexture(achievement)), alt: "", width: "32", height: "32" }),
        make("span", {}, [make("strong", { text: title(achievement) }), make("small", { text: `step ${step}` })]),
      ]),
    ),
  );
}
