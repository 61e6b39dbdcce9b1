// POGS.
import { t } from "../../lib/texts.js";
import { draw, thumbnail } from "./draw.js";
import { decode } from "./frame.js";
import { keyBox, listenToMoves, showMoves } from "./moves.js";
import { showSearch } from "./search.js";
import { caption, heard, outcome } from "./words.js";

/** @type {import("../world.js").World<import("./frame.js").GraphFrame>} */
export const pogs = {
  name: "pogs",
  title: "POGS",
  about: t("a_search_in_a_graph"),
  example: "go to 7, then go to the target",
  complete: t("the_target_is_reached"),
  version: 2,
  decode,
  draw,
  thumbnail,
  panels: (frame, episode) => showSearch(frame, episode.cap),
  controls: showMoves,
  key: keyBox,
  listen: listenToMoves,
  caption,
  score: ({ node, target, reached }) =>
    t("node_score", { node, target: reached ? t("the_target") : t("not_the_target", { target }) }),
  gained: (unlocked) => (unlocked ? t("target_reached") : t("target_not_reached")),
  outcome,
  heard,
};
