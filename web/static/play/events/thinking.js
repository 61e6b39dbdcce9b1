// The planner's question, and its last decision in full.
import { byId } from "../../lib/dom.js";
import { request } from "../../lib/request.js";
import { command } from "../commands.js";
import { showDecision } from "../render/decision.js";
import { dialog, onClick } from "./page.js";

/** @typedef {import("./page.js").Game} Game */

/** @param {Game} game */
export function listenToThinking({ state, socket, redraw }) {
  const patience = /** @type {HTMLSelectElement} */ (byId("patience"));
  onClick("question-let", () => void command(state, socket, redraw, { type: "answer", let: true }));
  onClick(
    "question-keep",
    () => void command(state, socket, redraw, { type: "answer", let: false }),
  );
  patience.addEventListener(
    "change",
    () =>
      void command(state, socket, redraw, { type: "patience", seconds: Number(patience.value) }),
  );
  onClick("read-decision", async () => {
    const { data } = await request(`/api/sessions/${state.session}/decision`);
    showDecision(data);
    dialog("decision-dialog").showModal();
  });
}
