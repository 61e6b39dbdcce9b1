// The board and what lies over it.
import { draw } from "../board.js";
import { describe } from "../describe.js";
import { ACTIONS } from "../keyboard.js";
import { achievementTexture, textureAddress, title } from "../names.js";
import { currentStep } from "../state.js";
import { byId, make, rebuild, setAttribute, setShown, setText } from "./dom.js";

/** @typedef {import("../state.js").State} State */

const MOVES = [1, 2, 3, 4];
const DARK = 0.5;
const TOASTS = 3; // more would hide the game
/** @type {Record<string, string>} */
const ENDS = { died: "The player died.", cap: "The last step was played.", complete: "Everything is unlocked." };

/** @param {State} state @param {import("../board.js").Textures} textures */
export function renderStage(state, textures) {
  const { frame, episode } = state;
  const canvas = /** @type {HTMLCanvasElement} */ (byId("board"));
  setText("step", `Step ${currentStep(state)}`);
  if (frame) {
    draw(canvas, textures, frame);
    setAttribute(canvas, "aria-label", describe(frame));
    setAttribute(canvas, "data-step", String(frame.step));
    setAttribute(canvas, "data-action", String(frame.action ?? ""));
    setText("last-action", frame.action === null ? "" : lastAction(frame.action));
    setText("light", frame.asleep ? "Asleep" : frame.daylight < DARK ? "Night" : "Day");
  }
  renderToasts(state);
  setShown("waiting", !episode || episode.mode === "loading");
  setText("waiting-text", episode ? "Making a new world" : "Joining the game");
  setShown("over", episode?.mode === "over");
  if (episode?.mode === "over") {
    const count = Object.keys(episode.unlocked).length;
    setText("over-reason", ENDS[episode.over] ?? episode.over);
    setText(
      "over-score",
      `${count} of ${state.achievements.length} achievements in ${currentStep(state)} steps, seed ${episode.seed}`,
    );
  }
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
