// The dialogs to share a session and to finish the episode of a study.
import { t } from "../../lib/texts.js";
import { listenToLinks } from "../../lib/links.js";
import { byId, setEnabled } from "../../lib/dom.js";
import { request } from "../../lib/request.js";
import { dialog, onClick } from "./page.js";

/** @typedef {import("./page.js").Game} Game */

/** Of a study's episode. */
export function listenToFinishing() {
  const finish = document.getElementById("finish");
  if (!finish) return;
  finish.addEventListener("click", async () => {
    // The server knows what the study asks for, and would refuse.
    const { ok, data } = await request(`/study/${document.body.dataset.study}/missing`);
    const missing = ok ? data : [];
    setEnabled("finish-really", missing.length === 0);
    byId("finish-text").textContent = missing.length
      ? t("not_yet_the_study_asks", { join: missing.join(", ") })
      : t("it_ends_here_and_cannot");
    dialog("finish-dialog").showModal();
  });
  onClick("finish-cancel", () => dialog("finish-dialog").close());
}

/** @param {Game} game */
export function listenToSharing({ state }) {
  const refresh = listenToLinks(`/api/sessions/${state.session}/links`, () => t("a_player"));
  onClick("share", () => {
    void refresh();
    dialog("share-dialog").showModal();
  });
}
