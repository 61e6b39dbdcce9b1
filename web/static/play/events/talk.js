// The conversation: following its end, correcting a plan by its chips, taking up what is offered.
import { buttonOf, byId } from "../../lib/dom.js";
import { keep } from "../../lib/kept.js";
import { command, correctPlan, sendWords, takeOrGive } from "../commands.js";
import { activePlan, DETAILS } from "../state.js";
import { fillBox, focusGame, onClick } from "./page.js";
import { openWhatIf } from "./what_if.js";

/** @typedef {import("./page.js").Game} Game */
/** @typedef {import("../protocol.js").Offer} Offer */

const NEAR = 24; // pixels from the end that still count as at it

/** Follow the newest entry, unless the person scrolled away from it. @param {Game} game */
export function listenToReading({ state, redraw }) {
  const pane = byId("heard");
  const follow = () => {
    pane.scrollTop = pane.scrollHeight;
  };
  pane.addEventListener("scroll", () => {
    const follows = pane.scrollHeight - pane.clientHeight - pane.scrollTop < NEAR;
    if (follows === state.follows) return;
    state.follows = follows;
    redraw();
  });
  const sizes = new ResizeObserver(() => {
    if (state.follows) follow();
  });
  sizes.observe(pane);
  sizes.observe(byId("heard-all"));
  onClick("newest", follow);
}

/** @param {Game} game */
export function listenToTalk(game) {
  const { state, redraw } = game;
  onClick("details-toggle", () => {
    state.details = !state.details;
    keep(DETAILS, state.details ? "open" : "closed");
    redraw();
  });
  byId("log").addEventListener("click", (event) => {
    const button = buttonOf(event);
    if (!button) return;
    const { suggestion, do: what = "" } = button.dataset;
    const goal = button.closest("[data-goal]")?.getAttribute("data-goal");
    const number = Number(button.closest("[data-number]")?.getAttribute("data-number"));
    if (suggestion !== undefined) fillBox(suggestion);
    else if (button.dataset.offer !== undefined) {
      const offers = state.episode?.said.find((said) => said.number === number)?.offers ?? [];
      takeUp(game, offers[Number(button.dataset.offer)]);
    } else if (goal) correct(game, what, Number(goal));
    else settle(game, what, number);
  });
}

/** @param {Game} game @param {string} what @param {number} goal index */
function correct({ state, socket, redraw }, what, goal) {
  const plan = activePlan(state);
  if (!plan) return;
  const chosen = state.chosen?.plan === plan.id && state.chosen.goal === goal;
  state.chosen = what === "choose" && !chosen ? { plan: plan.id, goal } : null;
  redraw();
  if (what === "earlier" || what === "later" || what === "drop")
    void correctPlan(state, socket, redraw, plan, goal, what);
}

/**
 * Words that were not taken: back into the box, or away.
 * @param {Game} game
 * @param {string} what
 * @param {number} number
 */
function settle({ state, redraw }, what, number) {
  const sent = state.pending.find((one) => one.number === number);
  if (!sent) return;
  state.pending = state.pending.filter((one) => one !== sent);
  if (what === "again") fillBox(sent.text);
  redraw();
}

/**
 * What the server offers beneath its words.
 * @param {Game} game
 * @param {Offer | undefined} offer
 */
function takeUp(game, offer) {
  if (!offer) return;
  const { state, socket, redraw } = game;
  switch (offer.does) {
    case "take_over":
      void takeOrGive(state, socket, redraw);
      return focusGame();
    case "pause":
    case "play":
    case "step":
      return void command(state, socket, redraw, { type: offer.does });
    case "cancel":
      return void command(state, socket, redraw, { type: "cancel_plan" });
    case "back":
      return void command(state, socket, redraw, { type: "rewind", step: offer.step });
    case "what_if":
      return openWhatIf(game, offer.text);
    case "plan":
    case "order": {
      const authority = offer.does === "order" ? "order" : "advice";
      return void sendWords(state, socket, redraw, offer.text, authority, "now");
    }
  }
}
