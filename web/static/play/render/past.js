// The way back: the mark over a picture that is past, and the bar to go on from it.
import { t } from "../../lib/texts.js";
import { byId, make, rebuild, setEnabled, setShown, setText } from "../../lib/dom.js";
import { findWorld, seedTitle } from "../../worlds/registry.js";
import { BACK_STEPS, lanes, lastStep, mayLook, meanwhile, steps, whichStep } from "../past.js";
import { currentStep } from "../state.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../past.js").Lane} Lane */

const INDENT = "\u00a0\u00a0";

/** @param {State} state */
export function renderPast(state) {
  const { past, episode } = state;
  setShown("looked", past !== null);
  setShown("past-bar", past !== null);
  renderEnd(state);
  if (!past || !episode) return;
  setText("past-which", `${whichStep(state)}${past.filming ? t("and_film") : ""}`);
  setText("past-meanwhile", meanwhile(state));
  setText("past-film-label", past.filming ? t("stop") : t("film"));
  const box = /** @type {HTMLInputElement | null} */ (document.getElementById("past-step"));
  if (!box) return; // on a spectator's page
  box.max = String(lastStep(state, past.episode));
  if (box !== document.activeElement && box.value !== String(past.step)) {
    box.value = String(past.step);
  }
  const all = lanes(episode.lines, episode.number, currentStep(state));
  const branch = /** @type {HTMLSelectElement} */ (byId("past-branch"));
  setShown("past-branches", all.length > 1);
  rebuild(branch, JSON.stringify(all), () => all.map((lane) => option(state, lane)));
  if (branch.value !== String(past.episode)) branch.value = String(past.episode);
}

/** What is offered when a game has ended. @param {State} state */
function renderEnd(state) {
  const may = mayLook(state);
  setEnabled("over-film", may);
  if (!document.getElementById("over-back")) return;
  const back = Math.min(BACK_STEPS, currentStep(state));
  setText("over-back", t("back_steps", { steps: steps(Math.max(1, back)) }));
  setEnabled("over-back", may);
}

/** @param {State} state @param {Lane} lane */
function option({ episode }, { number, depth, from, to, tried }) {
  const line = episode?.lines.find((one) => one.number === number);
  const left = depth ? t("from_step", { from }) : line ? seedTitle(line.world, line.seed) : "";
  const facts = [
    `${number}: ${left}`,
    tried ? t("what_if") : "",
    number === episode?.number ? t("playing_here") : t("to_step", { to }),
    line && line.number !== episode?.number ? findWorld(line.world)?.gained(line.unlocked) : "",
    line?.over && line.over !== "left" ? t(line.over === "died" ? "died" : "over") : "",
  ];
  const text = INDENT.repeat(depth) + facts.filter(Boolean).join(", ");
  return make("option", { value: String(number), text });
}
