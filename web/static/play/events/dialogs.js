// The dialogs to share a session and to finish the episode of a study.
import { listenToLinks } from "../../lib/links.js";
import { dialog, onClick } from "./page.js";

/** @typedef {import("./page.js").Game} Game */

/** Of a study's episode. */
export function listenToFinishing() {
  const finish = document.getElementById("finish");
  if (!finish) return;
  finish.addEventListener("click", () => dialog("finish-dialog").showModal());
  onClick("finish-cancel", () => dialog("finish-dialog").close());
}

/** @param {Game} game */
export function listenToSharing({ state }) {
  const refresh = listenToLinks(`/api/sessions/${state.session}/links`, () => "a player");
  onClick("share", () => {
    void refresh();
    dialog("share-dialog").showModal();
  });
}
