// How a person moves: a click on a node, a button for each node next to theirs, a box for its
// number.
import { t } from "../../lib/texts.js";
import { buttonOf, byId, make, rebuild, setShown } from "../../lib/dom.js";
import { waysFrom } from "./frame.js";
import { nodeWords } from "./words.js";

/** @typedef {import("./frame.js").GraphFrame} GraphFrame */

/** The box is where digits go. @param {import("../world.js").KeyPress} press */
export function keyBox({ key }) {
  return /^\d$/.test(key) && !byId("ways-pad").hidden ? byId("go-node") : null;
}

/** @param {import("../world.js").Player} player */
export function listenToMoves({ act, frame, hint, focusGame }) {
  const box = /** @type {HTMLInputElement} */ (byId("go-node"));
  const graph = byId("graph");
  graph.addEventListener("click", (event) => {
    const node = event.target instanceof Element ? event.target.closest("#graph .node") : null;
    const now = /** @type {GraphFrame | null} */ (frame());
    if (!node || !now || node.classList.contains("here")) return;
    const id = Number(node.getAttribute("data-node"));
    if (waysFrom(now).includes(id)) act(id, event.timeStamp);
    else hint(t("node_is_not_next_to", { id, node: now.node }));
  });
  byId("ways").addEventListener("click", (event) => {
    const button = buttonOf(event);
    if (button) act(Number(button.dataset.action), event.timeStamp);
  });
  byId("go").addEventListener("submit", (event) => {
    event.preventDefault();
    const node = box.value.trim();
    box.value = "";
    if (/^\d+$/.test(node)) return act(Number(node), event.timeStamp);
    const fault = node ? t("is_no_node", { node }) : t("no_node_was_written");
    hint(t("write_the_number_of_a", { fault }));
  });
  box.addEventListener("keydown", (event) => {
    if (event.code !== "Escape") return;
    box.value = "";
    focusGame();
  });
}

/**
 * The buttons to the nodes next to the player's.
 * @param {GraphFrame} frame
 * @param {boolean} playing
 */
export function showMoves(frame, playing) {
  setShown("ways-pad", playing);
  if (!playing) return;
  const box = byId("ways");
  const focused = box.contains(document.activeElement);
  const ways = waysFrom(frame);
  rebuild(box, JSON.stringify([frame.step, ways]), () => ways.map((id) => moveButton(frame, id)));
  // Who moves by a button goes on by the buttons.
  if (focused && !box.contains(document.activeElement)) box.querySelector("button")?.focus();
}

/** @param {GraphFrame} frame @param {number} id */
function moveButton(frame, id) {
  const words = nodeWords(frame, id);
  const attributes = {
    type: "button",
    class: id === frame.target ? "primary" : undefined,
    "data-action": String(id),
    "aria-label": [t("move_to_node", { id }), words].filter(Boolean).join(", "),
  };
  return make("button", attributes, [
    make("span", { class: "face", text: String(id) }),
    make("small", { text: words }),
  ]);
}
