// The graph in words, for those who cannot see it, and what the page says of a node.
import { t } from "../../lib/texts.js";
import { waysFrom } from "./frame.js";

/** @typedef {import("./frame.js").GraphFrame} GraphFrame */

/** What is known of the target. @param {GraphFrame} frame */
function targetWords({ target, reached, nodes }) {
  if (reached) return t("target_reached_2", { target });
  const seen = nodes.some(({ id }) => id === target);
  return t(seen ? "target_seen" : "target_not_seen", { target });
}

/** What is known of a node that one could go to. @param {GraphFrame} frame @param {number} id */
export function nodeWords({ target, visits, nodes, moves }, id) {
  const words = [];
  if (id === target) words.push(t("target"));
  if (moves > 0 && id === visits.at(-2)) words.push(t("where_you_came_from"));
  else if (visits.includes(id)) words.push(t("been_there"));
  if (nodes.find((node) => node.id === id)?.unexplored) words.push(t("unexplored"));
  return words.join(", ");
}

/** A move that led nowhere. @param {number} node that was asked for @param {number} here */
export function nowhereWords(node, here) {
  return t("node_is_not_next_to_2", { node, here });
}

/** Some sentences on what can be seen and what is remembered. @param {GraphFrame} frame */
export function describe(frame) {
  const { node, nodes, reached } = frame;
  const ways = waysFrom(frame).map((id) => [id, nodeWords(frame, id)].filter(Boolean).join(", "));
  const unexplored = nodes.filter((one) => one.unexplored).map(({ id }) => id);
  const left = t("not_explored", { join: unexplored.join(", ") });
  const open = reached || !unexplored.length ? "" : ` ${left}`;
  const [join, target_words] = [ways.join("; "), targetWords(frame)];
  return t("you_are_at_node_next", { node, join, target_words, open });
}

/** What stands over the picture. @param {GraphFrame} frame @param {string[]} actions */
export function caption(frame, actions) {
  const { node, action, ledNowhere } = frame;
  const moved = ledNowhere
    ? t("led_nowhere_2", { what: actions[action ?? -1] ?? t("it") })
    : t("moved_to", { node });
  return { action: action === null ? "" : moved, status: targetWords(frame) };
}

/** What whoever moves hears: where to, and a move that led nowhere. @param {GraphFrame} frame */
export function heard(frame) {
  const { ledNowhere, action, node } = frame;
  const hint = ledNowhere && action !== null ? nowhereWords(action, node) : "";
  return { hint, announced: hint || describe(frame) };
}

/** What a branch came to. @param {GraphFrame} frame */
export function outcome({ node, reached }) {
  return t("at_node", { node, reached: reached ? t("target_reached") : t("target_not_reached") });
}
