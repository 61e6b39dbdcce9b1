// Writes the state to the page. Only this folder does, and the worlds to what is theirs.
import { said, t } from "../../lib/texts.js";
import { byId, setAttribute, setShown, setText } from "../../lib/dom.js";
import { findWorld, WORLDS } from "../../worlds/registry.js";
import { shownEpisode } from "../past.js";
import { worldWords } from "../purpose.js";
import { hasControls } from "../state.js";
import { renderControls, renderHolder } from "./controls.js";
import { renderLog } from "./log.js";
import { renderPlan } from "./plans.js";
import { renderPurpose } from "./purpose.js";
import { renderQueue } from "./queue.js";
import { renderPast } from "./past.js";
import { pictureOf, renderStage } from "./stage.js";
import { renderThinking } from "./thinking.js";
import { renderTimeline } from "./timeline.js";
import { renderTutorial } from "./tutorial.js";
import { renderWhatIf } from "./what_if.js";
import { renderWriting } from "./writing.js";

/** @typedef {import("../state.js").State} State */

const CONNECTIONS = {
  connecting: t("connecting"),
  open: t("connected"),
  lost: t("connection_lost"),
  gone: t("no_such_game"),
  restarted: t("server_restarted"),
  revoked: t("link_revoked"),
};
const BANNERS = {
  connecting: "",
  open: "",
  lost: t("connection_lost_trying_again"),
  gone: t("this_game_is_no_longer"),
  restarted: t("the_server_restarted_your_game"),
  revoked: t("this_link_was_revoked"),
};

/** Show the state. @param {State} state */
export function render(state) {
  renderGame(state);
  renderControls(state);
  renderWorldControls(state);
  renderWriting(state);
  renderQueue(state);
  renderWhatIf(state);
  renderTutorial(state);
  renderPurpose(state);
}

/** Show what there is to watch, on the pages of spectators too. @param {State} state */
export function renderGame(state) {
  renderConnection(state);
  renderStage(state);
  renderHolder(state);
  renderWorld(shownEpisode(state), state.past?.frame ?? state.frame);
  renderPlan(state);
  renderLog(state);
  renderThinking(state);
  renderTimeline(state);
  renderPast(state);
  setText("announce", state.announced);
  setText("spoken", state.spoken);
}

/**
 * Show the parts of the page that the world has.
 * @param {import("../state.js").Episode | null} episode
 * @param {import("../state.js").Frame | null} frame
 */
function renderWorld(episode, frame) {
  if (!episode) return;
  const [kind] = episode.world.split(":");
  setAttribute(document.body, "data-world", kind);
  const parts = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-of]"));
  for (const part of parts) {
    const shown = part.dataset.of === kind;
    if (part.hidden === shown) part.hidden = !shown;
  }
  // A frame may still be of the world before.
  if (frame?.world === kind) findWorld(kind)?.panels?.(frame, episode);
}

/** @param {State} state */
function renderWorldControls(state) {
  const { episode, frame } = state;
  const playing = hasControls(state) && episode?.mode === "person";
  const world = findWorld(episode?.world);
  if (frame && frame.world === world?.name) world.controls?.(frame, playing);
}

/**
 * Give the pictures the room that the stage has.
 * @param {number} width CSS pixels
 * @param {number} height CSS pixels
 * @returns {boolean} whether one has to be drawn again
 */
export function fitPictures(width, height) {
  let changed = false;
  for (const world of WORLDS) {
    const picture = pictureOf(world);
    if (picture && world.fit?.(picture, width, height)) changed = true;
  }
  return changed;
}

/** @param {State} state */
function renderConnection(state) {
  const { connection, episode, latency } = state;
  const banner = BANNERS[connection] || said(episode?.recorder ?? "");
  setShown("banner", banner !== "");
  setText("banner-text", banner);
  setShown("banner-new", connection === "gone");
  setText("connection", CONNECTIONS[connection]);
  setAttribute(byId("connection"), "data-connection", connection);
  const took = latency === null ? "" : t("key_to_picture_ms", { round: Math.round(latency) });
  setText("latency", took);
  if (!episode) return;
  setText("world", worldWords(state, episode));
  setText(
    "viewers",
    [
      t("viewers_n", { n: episode.viewers }),
      ...(episode.spectators ? [t("spectators_n", { n: episode.spectators })] : []),
    ].join(", "),
  );
  setText("planner-name", t("planner_is", { planner: episode.planner }));
}

