// The tutorial's card, and the mark round what it is about.
import { t } from "../../lib/texts.js";
import { byId, rebuild, setShown, setText, withKeys } from "../../lib/dom.js";
import { findWorld } from "../../worlds/registry.js";
import { isOver, lesson } from "../tutorial.js";

/**
 * It waits while a world is played that it is not made for.
 * @param {import("../state.js").State} state
 */
export function renderTutorial(state) {
  const fits = findWorld(state.episode?.world)?.tutorial ?? false;
  setShown("tutorial-start", fits);
  const tutorial = fits ? state.tutorial : null;
  setShown("tutorial", tutorial !== null);
  const current = tutorial && lesson(tutorial);
  mark(current?.target ? document.querySelector(current.target) : null);
  if (!tutorial || !current) return;
  setText(
    "tutorial-at",
    isOver(tutorial)
      ? ""
      : t("part_of", { part: tutorial.at + 1, all: tutorial.lessons.length - 1 }),
  );
  setText("tutorial-title", current.title);
  rebuild(byId("tutorial-text"), current.name, () => withKeys(current.text));
  setShown("tutorial-show", current.target !== "");
  setShown("tutorial-skip", !isOver(tutorial));
  setText("tutorial-leave", isOver(tutorial) ? t("close") : t("end_tour"));
}

/**
 * Whether the page has a control; a study may have taken it away.
 * @param {string} control selector
 */
export function offers(control) {
  return document.querySelector(control)?.hasAttribute("hidden") === false;
}

/** @param {Element | null} target */
function mark(target) {
  for (const one of document.querySelectorAll(".taught"))
    if (one !== target) one.classList.remove("taught");
  target?.classList.add("taught");
}
