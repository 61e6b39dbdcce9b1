// What POGS has in the place of vitals and achievements: how far the search is; and the buttons to move by.
import { waysFrom } from "./frame.js";
import { nodeWords } from "./words.js";
import { hasControls } from "../../play/state.js";
import { byId, make, rebuild, setShown } from "../../lib/dom.js";

/** @typedef {import("../../play/state.js").State} State */
/** @typedef {import("./frame.js").GraphFrame} GraphFrame */

const WAY = 24; // nodes of the way that are shown

/** @param {State} state */
export function renderSearch({ frame, episode }) {
  if (frame?.kind !== "graph" || !episode) return;
  const { step, moves, backtracks, invalid, nodes, size, visits } = frame;
  const way = `${moves + 1 > WAY ? "… " : ""}${visits.slice(-WAY).join(", ")}`;
  const facts = [
    ["Steps", `${step} of ${episode.cap}`],
    ["Moves", String(moves)],
    ["Backtracks", String(backtracks)],
    ["Led nowhere", String(invalid)],
    ["Seen", `${nodes.length} of ${size}`],
    ["Your way", way],
  ];
  rebuild(byId("search"), JSON.stringify(facts), () =>
    facts.map(([name, value]) =>
      make("div", {}, [make("dt", { text: name }), make("dd", { text: value })]),
    ),
  );
}

/** The buttons to the nodes next to the player's. @param {State} state */
export function renderWays(state) {
  const { frame, episode } = state;
  const shown = frame?.kind === "graph" && hasControls(state) && episode?.mode === "person";
  setShown("ways-pad", shown);
  if (!shown) return;
  const box = byId("ways");
  const focused = box.contains(document.activeElement);
  const ways = waysFrom(frame);
  rebuild(box, JSON.stringify([frame.step, ways]), () => ways.map((id) => way(frame, id)));
  // Who moves by a button goes on by the buttons.
  if (focused && !box.contains(document.activeElement)) box.querySelector("button")?.focus();
}

/** @param {GraphFrame} frame @param {number} id */
function way(frame, id) {
  const words = nodeWords(frame, id);
  const label = [`Move to node ${id}`, words].filter(Boolean).join(", ");
  return make(
    "button",
    {
      type: "button",
      class: id === frame.target ? "primary" : undefined,
      "data-action": String(id),
      "aria-label": label,
    },
    [make("span", { class: "face", text: String(id) }), make("small", { text: words })],
  );
}
