// Writes the state to the page. Only this file and the folder render do.
import { fit } from "./board.js";
import { renderAchievements } from "./render/achievements.js";
import { renderBelongings } from "./render/belongings.js";
import { mountControls, renderControls, renderHolder } from "./render/controls.js";
import { byId, setAttribute, setShown, setText } from "./render/dom.js";
import { renderBranches } from "./render/branches.js";
import { renderPlans } from "./render/plans.js";
import { renderQueue } from "./render/queue.js";
import { renderStage } from "./render/stage.js";
import { renderThinking } from "./render/thinking.js";
import { renderTimeline } from "./render/timeline.js";
import { renderSearch, renderWays } from "./render/search.js";
import { renderTutorial } from "./render/tutorial.js";
import { renderWriting } from "./render/writing.js";

import { worldName } from "./names.js";
import { isCrafter } from "./state.js";

/** @typedef {import("./state.js").State} State */

const CONNECTIONS = { connecting: "Connecting", open: "Connected", lost: "Connection lost", gone: "No such game", restarted: "Server restarted", revoked: "Link revoked" };
const BANNERS = {
  connecting: "",
  open: "",
  lost: "Connection lost, trying again",
  gone: "This game is no longer on the server.",
  restarted: "The server was started again. Open the address that it prints now; this game's record is on its disk.",
  revoked: "This link was revoked.",
};

/** Put what never changes on the page. */
export function mount() {
  mountControls();
}

/** Show the state. @param {State} state @param {import("./board.js").Textures} textures */
export function render(state, textures) {
  renderGame(state, textures);
  renderControls(state);
  renderWays(state);
  renderWriting(state);
  renderQueue(state);
  renderBranches(state, textures);
  renderTutorial(state);
}

/** Show what there is to watch, on the pages of spectators too. @param {State} state @param {import("./board.js").Textures} textures */
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
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-of]"))) {
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
  setText("viewers", [counted(episode.viewers, "viewer"), ...(episode.spectators ? [counted(episode.spectators, "spectator")] : [])].join(", "));
  setText("planner-name", `Planner: ${episode.planner}`);
}

/** @param {number} count @param {string} what */
function counted(count, what) {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
