// Who drives, and the buttons to change it.
import { t } from "../../lib/texts.js";
import { byId, setAttribute, setEnabled, setText } from "../../lib/dom.js";
import { SPEEDS, speedIndex } from "../commands.js";
import { activePlan, currentSpeed, hasControls, plannerName } from "../state.js";

/** @typedef {import("../state.js").State} State */

const PLAY = "M4 2l10 6-10 6z";
const PAUSE = "M3 2h4v12H3zM9 2h4v12H9z";
/** What is said of a mode in which nobody has the controls; "playing": who does. */
const HOLDERS = { playing: "", paused: t("paused"), person: "", loading: "", over: t("game_over") };

/** @param {State} state */
export function renderControls(state) {
  const { episode } = state;
  const mine = hasControls(state);
  const others = Boolean(episode?.controller) && !mine;
  const live =
    episode !== null &&
    state.connection === "open" &&
    (episode.mode === "playing" || episode.mode === "paused" || episode.mode === "person");
  const running = episode?.mode === "playing";
  setText("play-label", running ? t("pause") : t("play"));
  setAttribute(byId("play"), "title", `${running ? t("pause") : t("play")} (K)`);
  setAttribute(byId("play-icon"), "d", running ? PAUSE : PLAY);
  setEnabled("play", live && !others);
  setEnabled("one-step", live && episode.mode === "paused");
  setEnabled("take", live && !others);
  setText("take-label", mine ? t("give_back") : t("take_over"));
  setEnabled(
    "new-world",
    episode !== null && state.connection === "open" && episode.mode !== "loading" && !others,
  );
  const patience = /** @type {HTMLSelectElement} */ (byId("patience"));
  if (episode && patience !== document.activeElement) patience.value = String(episode.patience);
  setEnabled("cancel", live && activePlan(state) !== undefined);
  setEnabled("ask-adviser", live && !others && activePlan(state)?.source !== "human");
  renderSpeed(state, live && !others);
}

/** @param {State} state @param {boolean} enabled */
function renderSpeed(state, enabled) {
  setEnabled("speed", enabled);
  const input = /** @type {HTMLInputElement} */ (byId("speed"));
  const index = String(speedIndex(currentSpeed(state)));
  if (input.value !== index) input.value = index;
  const label = t("steps_s", { index: SPEEDS[Number(index)] });
  setAttribute(input, "aria-valuetext", label);
  setText("speed-label", label);
}

/** Who drives, and a passing word about it. @param {State} state */
export function renderHolder(state) {
  const { episode } = state;
  const mine = hasControls(state);
  const others = Boolean(episode?.controller) && !mine;
  const who = mine
    ? t("you_have_the_controls")
    : others
      ? t("another_person_has_the_controls_2")
      : episode?.mode === "playing"
        ? t("is_playing_2", { planner_name: plannerName(state) })
        : HOLDERS[episode?.mode ?? "loading"];
  setText("holder", who);
  setAttribute(byId("holder"), "data-who", mine ? "me" : others ? "other" : "planner");
  setText("hint", state.hint);
}
