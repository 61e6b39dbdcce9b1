// The dialog to share a result: a picture that is drawn here, to be copied or saved.
import { t } from "../../lib/texts.js";
import { byId } from "../../lib/dom.js";
import { at } from "../../lib/root.js";
import { drawResult, resultWords } from "../result.js";
import { dialog, onClick } from "./page.js";

const FILE = "sidequest.png";

/** @param {import("./page.js").Game} game */
export function listenToResult({ state }) {
  /** @type {Blob | null} */
  let picture = null;
  const save = /** @type {HTMLAnchorElement} */ (byId("result-save"));
  const copy = byId("result-copy");
  onClick("over-share", async () => {
    const { episode } = state;
    if (!episode) return;
    copy.textContent = t("copy_the_picture");
    picture = await drawResult(state);
    if (!picture) return;
    const shown = /** @type {HTMLImageElement} */ (byId("result-picture"));
    if (shown.src) URL.revokeObjectURL(shown.src);
    shown.src = save.href = URL.createObjectURL(picture);
    shown.alt = resultWords(state).join(" ");
    save.download = FILE;
    const film = /** @type {HTMLAnchorElement} */ (byId("result-film"));
    film.href = at(`/replay/${state.session}/${episode.number}`);
    dialog("result-dialog").showModal();
  });
  copy.addEventListener("click", async () => {
    if (!picture) return;
    // Browsers allow it under HTTPS and on this machine only.
    const done = await copied(picture);
    if (!done) save.click();
    copy.textContent = done ? t("copied") : t("saved_instead");
  });
}

/** @param {Blob} picture */
async function copied(picture) {
  try {
    await navigator.clipboard.write([new ClipboardItem({ [picture.type]: picture })]);
    return true;
  } catch {
    return false;
  }
}
