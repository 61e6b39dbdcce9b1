// The world of the day, the planner alone, and one's own records. Not in studies.
import { t } from "../../lib/texts.js";
import { byId, make, rebuild, setShown, setText } from "../../lib/dom.js";
import { at } from "../../lib/root.js";
import { aloneWords, dayWords, today } from "../purpose.js";

/** @typedef {import("../state.js").State} State */

/** @param {State} state */
export function renderPurpose(state) {
  const day = today(state);
  if (!day) return;
  setText("world-today", t("today_s_world_2", { day_words: dayWords(day.date) }));
  const words = aloneWords(state);
  for (const id of ["alone-told", "over-alone"]) {
    const replay = state.alone?.replay ?? "";
    rebuild(byId(id), words + replay, () => [
      words,
      ...(replay ? [" ", make("a", { href: at(replay), text: t("watch_it") })] : []),
    ]);
  }
  setShown("alone-ask", words === "");
  setText("over-record", state.record);
}

/**
 * Whether the game may be learned from, as an entry of the conversation.
 * @param {import("../purpose.js").Part} part
 */
export function partEntry({ choice, pseudonym, consent, fault }) {
  const said = {
    ask: t("may_this_game_teach_the"),
    yes: t("thank_you_this_game_may", { pseudonym }),
    no: t("this_game_teaches_no_planner"),
  };
  const answer = (/** @type {string} */ to, /** @type {string} */ text) =>
    make("button", { type: "button", "data-part": to, "data-focus": to, text });
  const answers = {
    ask: [answer("yes", t("yes")), answer("no", t("no"))],
    yes: [answer("no", t("take_it_back"))],
    no: [answer("yes", t("it_may_after_all"))],
  };
  return make("li", { class: "game part" }, [
    make("p", { text: said[choice] }),
    ...(fault ? [make("p", { class: "failed", text: fault })] : []),
    make("div", { class: "offers" }, answers[choice]),
    make("details", {}, [
      make("summary", { text: t("what_you_agree_to") }),
      ...consent.map((text) => make("p", { text })),
    ]),
  ]);
}
