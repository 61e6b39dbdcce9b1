// Writes the state to the page. Only this file and the folder render do.
import { fit } from "./board.js";
import { renderAchievements } from "./render/achievements.js";
import { renderBelongings } from "./render/belongings.js";
import { mountControls, renderControls } from "./render/controls.js";
import { byId, setAttribute, setShown, setText } from "./render/dom.js";
import { renderBranches } from "./render/branches.js";
import { renderPlans } from "./render/plans.js";
import { renderQueue } from "./render/queue.js";
import { renderStage } from "./render/stage.js";
import { renderThinking } from "./render/thinking.js";
import { renderTimeline } from "./render/timeline.js";
import { renderTutorial } from "./render/tutorial.js";

/** @typedef {import("./state.js").State} State */

const CONNECTIONS = { connecting: "Connecting", open: "Connected", lost: "Connection lost", gone: "No such game", restarted: "Server restarted" };
const BANNERS = {
  connecting: "",
  open: "",
  lost: "Connection lost, trying again",
  gone: "This game is no longer on the server.",
  restarted: "The server was started again. Open the address that it prints now; this game's record is on its disk.",
};

/** Put what never changes on the page. */
export function mount() {
  mountControls();
}

/** Show the state. @param {State} state @param {import("./board.js").Textures} textures */
export function render(state, textures) {
  renderConnection(state);
  renderStage(state, textures);
  renderBelongings(state);
  renderControls(state);
  renderPlans(state);
  renderQueue(state);
  renderThinking(state);
  renderBranches(state, textures);
  renderAchievements(state);
  renderTimeline(state);
  renderTutorial(state);
  setText("announce", state.announced);
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
  setText("world", `World ${episode.seed}`);
  setText("viewers", episode.viewers === 1 ? "1 viewer" : `${episode.viewers} viewers`);
  setText("planner-name", `Planner: ${episode.planner}`);
}
