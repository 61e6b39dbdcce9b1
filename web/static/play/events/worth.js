// What plans of this game were worth: asked for in the conversation, under Details, and while the
// planner asks whether an order may wait.
import { buttonOf, byId, setEnabled, setText } from "../../lib/dom.js";
import { followWorth, worthDialog, worthWords } from "../../lib/worth.js";
import { currentStep } from "../state.js";
import { onClick } from "./page.js";

/** @typedef {import("./page.js").Game} Game */

/** @param {Game} game */
export function listenToWorth({ state }) {
  if (!document.getElementById("worth")) return;
  const open = worthDialog();
  const record = () => `${state.session}/${state.episode?.number}`;
  byId("log").addEventListener("click", (event) => {
    const number = Number(buttonOf(event)?.dataset.worth);
    const plan = state.episode?.plans.find(({ id }) => id === number);
    if (plan) open(record(), { plan: plan.id, step: plan.step }, plan.text);
  });
  onClick("worth-here", () => open(record(), { plan: 0, step: currentStep(state) }, ""));
  onClick("question-worth", () => {
    const about = state.episode?.question;
    setEnabled("question-worth", false);
    void followWorth(record(), { plan: 0, step: currentStep(state) }, (worth, fault) => {
      const same = state.episode?.question === about;
      if (!same || fault || !worth || worth.played === worth.pairs) {
        setEnabled("question-worth", true);
      }
      setText("question-gain", same ? fault || (worth ? worthWords(worth)[0] : "") : "");
      return same;
    });
  });
}
