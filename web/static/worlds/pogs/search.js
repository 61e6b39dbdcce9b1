// How far the search is.
import { byId, make, rebuild } from "../../lib/dom.js";

const WAY = 24; // nodes of the way that are shown

/** @param {import("./frame.js").GraphFrame} frame @param {number} cap steps of the episode */
export function showSearch({ step, moves, backtracks, invalid, nodes, size, visits }, cap) {
  const way = `${moves + 1 > WAY ? "… " : ""}${visits.slice(-WAY).join(", ")}`;
  const facts = [
    ["Steps", `${step} of ${cap}`],
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
