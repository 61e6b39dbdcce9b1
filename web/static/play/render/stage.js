// The picture and what lies over it.
import { t } from "../../lib/texts.js";
import { byId, make, rebuild, setAttribute, setShown, setText } from "../../lib/dom.js";
import { title } from "../../lib/format.js";
import { findWorld, unknownWorld } from "../../worlds/registry.js";
import { overWords } from "../plan_words.js";
import { currentStep, targetInHand } from "../state.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../../worlds/world.js").World} World */

const TOASTS = 3; // more would hide the game

/** The element of a world's picture. @param {World} world @returns {HTMLElement | null} */
export function pictureOf({ name }) {
  return byId("stage").querySelector(`[data-of="${name}"] [data-picture]`);
}

/** @param {State} state */
export function renderStage(state) {
  const world = findWorld(state.episode?.world);
  setText("step", t("step_number", { step: state.past?.step ?? currentStep(state) }));
  if (world) renderPicture(state, world);
  renderToasts(state);
  renderVeils(state, world);
}

/** @param {State} state @param {World} world */
function renderPicture(state, world) {
  const { episode } = state;
  const frame = state.past?.frame ?? state.frame;
  const picture = pictureOf(world);
  if (!picture || frame?.world !== world.name) return; // the frame is still of the world before
  world.draw(picture, frame, state.past ? "" : targetInHand(state));
  setAttribute(picture, "data-step", String(frame.step));
  const { action, status } = world.caption(frame, episode?.actions ?? []);
  setText("last-action", action);
  setText("light", status);
}

/** @param {State} state @param {World | undefined} world */
function renderVeils(state, world) {
  const { frame, episode } = state;
  setShown("waiting", !episode || !world || episode.mode === "loading");
  setText("waiting-text", waitingWords(episode, world));
  setShown("over", episode?.mode === "over" && !state.past);
  if (episode?.mode !== "over") return;
  setText("over-reason", overWords(state));
  const told = frame && frame.world === world?.name ? world.score(frame, episode) : "";
  const score = told && `${t("score_in", { score: told })} `;
  const { seed } = episode;
  setText("over-score", t("steps_seed", { score, current_step: currentStep(state), seed }));
}

/** @param {State["episode"]} episode @param {World | undefined} world */
function waitingWords(episode, world) {
  if (!episode) return t("joining_the_game");
  return world ? t("making_a_new_world") : unknownWorld(episode.world);
}

/** @param {State} state */
function renderToasts(state) {
  const shown = state.toasts.slice(-TOASTS);
  rebuild(byId("toasts"), shown.map(({ key }) => key).join(), () => shown.map(toast));
}

/** @param {import("../state.js").Toast} toast */
function toast({ achievement, step, picture }) {
  return make("li", {}, [
    make("img", { src: picture, alt: "", width: "32", height: "32" }),
    make("span", {}, [
      make("strong", { text: title(achievement) }),
      make("small", { text: t("at_step", { step }) }),
    ]),
  ]);
}
