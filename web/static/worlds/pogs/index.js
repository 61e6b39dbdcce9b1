// POGS.
import { draw, thumbnail } from "./draw.js";
import { decode } from "./frame.js";
import { keyBox, listenToMoves, showMoves } from "./moves.js";
import { showSearch } from "./search.js";
import { caption, heard, outcome } from "./words.js";

/** @type {import("../world.js").World<import("./frame.js").GraphFrame>} */
export const pogs = {
  name: "pogs",
  title: "POGS",
  about: "a search in a graph",
  example: "go to 7, then go to the target",
  complete: "The target is reached.",
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
    `Node ${node}, ${reached ? "the target" : `not the target, ${target}`},`,
  gained: (unlocked) => (unlocked ? "target reached" : "target not reached"),
  outcome,
  heard,
};
