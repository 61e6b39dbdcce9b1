// The graph in words, for those who cannot see it, and what the page says of a node.
import { waysFrom } from "./frame.js";

/** @typedef {import("./frame.js").GraphFrame} GraphFrame */

/** What is known of the target. @param {GraphFrame} frame */
function targetWords({ target, reached, nodes }) {
  if (reached) return `Target ${target} reached`;
  return `Target ${target}, ${nodes.some(({ id }) => id === target) ? "seen" : "not seen yet"}`;
}

/** What is known of a node that one could go to. @param {GraphFrame} frame @param {number} id */
export function nodeWords({ target, visits, nodes, moves }, id) {
  const words = [];
  if (id === target) words.push("target");
  if (moves > 0 && id === visits.at(-2)) words.push("where you came from");
  else if (visits.includes(id)) words.push("been there");
  if (nodes.find((node) => node.id === id)?.unexplored) words.push("not explored");
  return words.join(", ");
}

/** A move that led nowhere. @param {number} node that was asked for @param {number} here */
export function nowhereWords(node, here) {
  return `Node ${node} is not next to node ${here}: you stayed, and it cost a step.`;
}

/** Some sentences on what can be seen and what is remembered. @param {GraphFrame} frame */
export function describe(frame) {
  const { node, nodes, reached } = frame;
  const ways = waysFrom(frame).map((id) => [id, nodeWords(frame, id)].filter(Boolean).join(", "));
  const unexplored = nodes.filter((one) => one.unexplored).map(({ id }) => id);
  const open = reached || !unexplored.length ? "" : ` Not explored: ${unexplored.join(", ")}.`;
  return `You are at node ${node}. Next to it: ${ways.join("; ")}. ${targetWords(frame)}.${open}`;
}

/** What stands over the picture. @param {GraphFrame} frame @param {string[]} actions */
export function caption(frame, actions) {
  const { node, action, ledNowhere } = frame;
  const moved = ledNowhere ? `${actions[action ?? -1] ?? "It"} led nowhere` : `Moved to ${node}`;
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
  return `at node ${node}; ${reached ? "target reached" : "target not reached"}`;
}
