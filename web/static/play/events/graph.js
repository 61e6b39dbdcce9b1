// The graph, and the buttons to move by.
import { byId } from "../../lib/dom.js";
import { waysFrom } from "../../worlds/pogs/frame.js";
import { act } from "../commands.js";
import { focusGame } from "./page.js";

/** @typedef {import("./page.js").Game} Game */

/** @param {Game} game */
export function listenToGraph({ state, socket, redraw }) {
  const box = /** @type {HTMLInputElement} */ (byId("go-node"));
  byId("graph").addEventListener("click", (event) => {
    const node =
      event.target instanceof Element ? event.target.closest("[data-node]:not(#graph)") : null;
    if (!node || state.frame?.kind !== "graph" || node.classList.contains("here")) return;
    const id = Number(node.getAttribute("data-node"));
    if (waysFrom(state.frame).includes(id))
      return void act(state, socket, redraw, id, event.timeStamp);
    state.hint = `Node ${id} is not next to node ${state.frame.node}; one move goes to a node next to it.`;
    redraw();
  });
  byId("ways").addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button) void act(state, socket, redraw, Number(button.dataset.action), event.timeStamp);
  });
  byId("go").addEventListener("submit", (event) => {
    event.preventDefault();
    const node = box.value.trim();
    box.value = "";
    if (/^\d+$/.test(node)) return void act(state, socket, redraw, Number(node), event.timeStamp);
    state.hint = `${node ? `“${node}” is no node` : "No node was written"}; write the number of a node next to yours.`;
    redraw();
  });
  box.addEventListener("keydown", (event) => {
    if (event.code !== "Escape") return;
    box.value = "";
    focusGame();
  });
}
