// Listens to the page. Only this folder does.
import { byId } from "../../lib/dom.js";
import { WORLDS } from "../../worlds/registry.js";
import { act, sendWords } from "../commands.js";
import { retryNow } from "../socket.js";
import { hasControls } from "../state.js";
import { listenToControls } from "./controls.js";
import { listenToFinishing, listenToSharing } from "./dialogs.js";
import { listenToKeys } from "./keys.js";
import { listenToNewWorld } from "./new_world.js";
import { fillBox, focusGame, onClick } from "./page.js";
import { createPast, listenToGoingBack, listenToPast } from "./past.js";
import { listenToPurpose } from "./purpose.js";
import { chosenAuthority, listenToQueue, listenToWriting, rewordInBox } from "./plans.js";
import { listenToReading, listenToTalk } from "./talk.js";
import { listenToThinking } from "./thinking.js";
import { listenToTimeline } from "./timeline.js";
import { listenToTutorial } from "./tutorial.js";
import { listenToWhatIf } from "./what_if.js";
import { listenToWorth } from "./worth.js";

/** @typedef {import("./page.js").Game} Game */

/**
 * Listen to everything; what is returned looks at the state whenever it has changed.
 * @param {Game} game
 */
export function listen(game) {
  const past = createPast(game);
  listenToWindow(game);
  listenToPast(game, past); // before the keys of the game, which wait while one looks back
  listenToGoingBack(game, past);
  listenToKeys(game, past);
  listenToControls(game);
  listenToWorlds(game);
  listenToReading(game);
  listenToTalk(game);
  listenToWriting(game);
  listenToQueue(game);
  listenToWhatIf(game);
  listenToThinking(game);
  listenToWorth(game);
  listenToNewWorld(game);
  listenToTimeline(game, past);
  listenToFinishing();
  listenToTutorial(game);
  if (document.getElementById("share")) listenToSharing(game);
  return listenToPurpose(game);
}

/** Listen to what is on a spectator's page. @param {Game} game */
export function listenAsSpectator(game) {
  const past = createPast(game);
  listenToWindow(game);
  listenToPast(game, past);
  listenToReading(game);
  listenToTimeline(game, past);
  onClick("banner-new", () => location.reload()); // the same address has the replay now
  return () => {};
}

/** @param {Game} game */
function listenToWindow(game) {
  new ResizeObserver(game.resize).observe(byId("stage"));
  window.addEventListener("resize", game.resize);
  window.visualViewport?.addEventListener("resize", fitToSeen);
  window.visualViewport?.addEventListener("scroll", fitToSeen);
  window.addEventListener("online", () => retryNow(game.socket));
  document.addEventListener(
    "visibilitychange",
    () => document.visibilityState === "visible" && retryNow(game.socket),
  );
}

/**
 * Make the page as high as what is seen: some browsers lay a phone's keyboard over the page. Not
 * while it is magnified, when a part of it is meant to be out of sight.
 */
function fitToSeen() {
  const seen = window.visualViewport;
  if (!seen || seen.scale > 1.01) return;
  const { style } = document.documentElement;
  style.setProperty("--seen", `${seen.height}px`);
  style.setProperty("--seen-top", `${seen.offsetTop}px`);
}

/** @param {Game} game */
function listenToWorlds({ state, socket, redraw }) {
  /** @type {import("../../worlds/world.js").Player} */
  const player = {
    act: (action, time) => void act(state, socket, redraw, action, time),
    isWaiting: () => state.pressed.size > 0,
    frame: () => (state.past ? null : state.frame),
    hint: (text) => {
      state.hint = text;
      redraw();
    },
    drives: () => hasControls(state),
    write: fillBox,
    reword: rewordInBox,
    send: (plan) => {
      state.editing = null;
      void sendWords(state, socket, redraw, plan, chosenAuthority(), "now");
    },
    focusGame,
  };
  for (const world of WORLDS) world.listen?.(player);
}
