// The world of the day, the planner alone, and one's own records. Not in studies.
import { byId, make, rebuild, setShown, setText } from "../../lib/dom.js";
import { at } from "../../lib/root.js";
import { aloneWords, dayWords, today } from "../purpose.js";

/** @typedef {import("../state.js").State} State */

/** @param {State} state */
export function renderPurpose(state) {
  const day = today(state);
  if (!day) return;
  setText("world-today", `Today's world, ${dayWords(day.date)}`);
  const words = aloneWords(state);
  for (const id of ["alone-told", "over-alone"]) {
    const replay = state.alone?.replay ?? "";
    rebuild(byId(id), words + replay, () => [
      words,
      ...(replay ? [" ", make("a", { href: at(replay), text: "Watch it" })] : []),
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
    ask: "May this game teach the next planner?",
    yes: `Thank you. This game may teach the next planner, under the name ${pseudonym}.`,
    no: "This game teaches no planner.",
  };
  const answer = (/** @type {string} */ to, /** @type {string} */ text) =>
    make("button", { type: "button", "data-part": to, "data-focus": to, text });
  const answers = {
    ask: [answer("yes", "Yes"), answer("no", "No")],
    yes: [answer("no", "Take it back")],
    no: [answer("yes", "It may after all")],
  };
  return make("li", { class: "game part" }, [
    make("p", { text: said[choice] }),
    ...(fault ? [make("p", { class: "failed", text: fault })] : []),
    make("div", { class: "offers" }, answers[choice]),
    make("details", {}, [
      make("summary", { text: "What you agree to" }),
      ...consent.map((text) => make("p", { text })),
    ]),
  ]);
}
