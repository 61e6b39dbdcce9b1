// How far the search is.
import { t } from "../../lib/texts.js";
import { byId, make, rebuild } from "../../lib/dom.js";

const WAY = 24; // nodes of the way that are shown

/** @param {import("./frame.js").GraphFrame} frame @param {number} cap steps of the episode */
export function showSearch({ step, moves, backtracks, invalid, nodes, size, visits }, cap) {
  const way = `${moves + 1 > WAY ? "… " : ""}${visits.slice(-WAY).join(", ")}`;
  const facts = [
    [t("steps"), t("part_of", { part: step, all: cap })],
    [t("moves"), String(moves)],
    [t("backtracks"), String(backtracks)],
    [t("led_nowhere"), String(invalid)],
    [t("seen"), t("part_of", { part: nodes.length, all: size })],
    [t("your_way"), way],
  ];
  rebuild(byId("search"), JSON.stringify(facts), () =>
    facts.map(([name, value]) =>
      make("div", {}, [make("dt", { text: name }), make("dd", { text: value })]),
    ),
  );
}
