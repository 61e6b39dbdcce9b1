// Writes the state to the page. Only this file and the folder render do.
import { fit } from "../../worlds/crafter/draw.js";
import { renderAchievements } from "../../worlds/crafter/achievements.js";
import { renderBelongings } from "../../worlds/crafter/belongings.js";
import { mountControls, renderControls, renderHolder } from "./controls.js";
import { byId, setAttribute, setShown, setText } from "../../lib/dom.js";
import { renderBranches } from "./branches.js";
import { renderPlans } from "./plans.js";
import { renderQueue } from "./queue.js";
import { renderStage } from "./stage.js";
import { renderThinking } from "./thinking.js";
import { renderTimeline } from "./timeline.js";
import { renderSearch, renderWays } from "../../worlds/pogs/search.js";
import { renderTutorial } from "./tutorial.js";
import { renderWriting } from "./writing.js";

import { worldName } from "../names.js";
import { isCrafter } from "../state.js";

/** @typedef {import("../state.js").State} State */

const CONNECTIONS = {
  connecting: "Connecting",
  open: "Connected",
  lost: "Connection lost",
  gone: "No such game",
  restarted: "Server restarted",
  revoked: "Link revoked",
};
const BANNERS = {
  connecting: "",
  open: "",
  lost: "Connection lost, trying again",
  gone: "This game is no longer on the server.",
  restarted:
    "The server was started again. Open the address that it prints now; this game's record is on its disk.",
  revoked: "This link was revoked.",
};

/** Put what never changes on the page. */
export function mount() {
  mountControls();
}

/** Show the state. @param {State} state @param {import("../../worlds/crafter/draw.js").Textures} textures */
export function render(state, textures) {
  renderGame(state, textures);
  renderControls(state);
  renderWays(state);
  renderWriting(state);
  renderQueue(state);
  renderBranches(state, textures);
  renderTutorial(state);
}

/** Show what there is to watch, on the pages of spectators too. @param {State} state @param {import("../../worlds/crafter/draw.js").Textures} textures */
export function renderGame(state, textures) {
  renderConnection(state);
  renderStage(state, textures);
  renderHolder(state);
  renderWorld(state);
  renderBelongings(state);
  renderSearch(state);
  renderPlans(state);
  renderThinking(state);
  renderAchievements(state);
  renderTimeline(state);
  setText("announce", state.announced);
}

/** Show the parts of the page that the world has. @param {State} state */
function renderWorld(state) {
  if (!state.episode) return;
  const kind = isCrafter(state) ? "crafter" : "graph";
  setAttribute(document.body, "data-world", kind);
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-of]")
  )) {
    const shown = part.dataset.of === kind;
    if (part.hidden === shown) part.hidden = !shown;
  }
}

/** Give the board the room that its stage has. @param {number} width @param {number} height CSS pixels */
export function resizeBoard(width, height) {
  return fit(/** @type {HTMLCanvasElement} */ (byId("board")), width, height);
}

/** @param {State} state */
function renderConnection({ connection, episode, latency }) {
  setShown("banner", BANNERS[connection] !== "");
  setText("banner-text", BANNERS[connection]);
  setShown("banner-new", connection === "gone");
  setText("connection", CONNECTIONS[connection]);
  setAttribute(byId("connection"), "data-connection", connection);
  setText("latency", latency === null ? "" : `Key to picture ${Math.round(latency)} ms`);
  if (!episode) return;
  setText("world", worldName(episode.world, episode.seed));
  setText(
    "viewers",
    [
      counted(episode.viewers, "viewer"),
      ...(episode.spectators ? [counted(episode.spectators, "spectator")] : []),
    ].join(", "),
  );
  setText("planner-name", `Planner: ${episode.planner}`);
}

/** @param {number} count @param {string} what */
function counted(count, what) {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
