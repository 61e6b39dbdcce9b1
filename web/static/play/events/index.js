// Listens to the page. Only this folder does.
import { byId } from "../../lib/dom.js";
import { WORLDS } from "../../worlds/registry.js";
import { act, writePlan } from "../commands.js";
import { retryNow } from "../socket.js";
import { hasControls } from "../state.js";
import { listenToBranches } from "./branches.js";
import { listenToControls } from "./controls.js";
import { listenToFinishing, listenToSharing } from "./dialogs.js";
import { listenToKeys } from "./keys.js";
import { listenToNewWorld } from "./new_world.js";
import { focusGame, onClick } from "./page.js";
import {
  chosenAuthority,
  listenToQueue,
  listenToWriting,
  rewordInBox,
  writeInBox,
} from "./plans.js";
import { listenToThinking } from "./thinking.js";
import { listenToTimeline } from "./timeline.js";
import { listenToTutorial } from "./tutorial.js";

/** @typedef {import("./page.js").Game} Game */

/** Listen to everything. @param {Game} game */
export function listen(game) {
  listenToWindow(game);
  listenToKeys(game);
  listenToControls(game);
  listenToWorlds(game);
  listenToWriting(game);
  listenToQueue(game);
  listenToBranches(game);
  listenToThinking(game);
  listenToNewWorld(game);
  listenToTimeline(game);
  listenToFinishing();
  listenToTutorial(game);
  if (document.getElementById("share")) listenToSharing(game);
}

/** Listen to what is on a spectator's page. @param {Game} game */
export function listenAsSpectator(game) {
  listenToWindow(game);
  listenToTimeline(game);
  onClick("banner-new", () => location.reload()); // the same address has the replay now
}

/** @param {Game} game */
function listenToWindow(game) {
  new ResizeObserver(game.resize).observe(byId("stage"));
  window.addEventListener("resize", game.resize);
  window.addEventListener("online", () => retryNow(game.socket));
  document.addEventListener(
    "visibilitychange",
    () => document.visibilityState === "visible" && retryNow(game.socket),
  );
}

/** @param {Game} game */
function listenToWorlds({ state, socket, redraw }) {
  /** @type {import("../../worlds/world.js").Player} */
  const player = {
    act: (action, time) => void act(state, socket, redraw, action, time),
    isWaiting: () => state.pressed.size > 0,
    frame: () => state.frame,
    hint: (text) => {
      state.hint = text;
      redraw();
    },
    drives: () => hasControls(state),
    write: writeInBox,
    reword: rewordInBox,
    send: (plan) => {
      state.editing = null;
      void writePlan(state, socket, redraw, plan, chosenAuthority(), "now");
    },
    focusGame,
  };
  for (const world of WORLDS) world.listen?.(player);
}
