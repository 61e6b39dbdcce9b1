// The menu of a cell: what is there, and what can be asked for.
import { t } from "../../lib/texts.js";
import { buttonOf, make } from "../../lib/dom.js";

/** @typedef {import("./cells.js").Choice} Choice */
/**
 * @typedef {object} Offer
 * @property {DOMRect} beside where it is opened
 * @property {string} title
 * @property {Choice[]} choices
 * @property {(choice: Choice, how: "write" | "send") => void} choose
 * @property {(chosen: boolean) => void} closed told when it is closed
 */

const GAP = 6; // pixels from the cell, and from the edge of the window
const NARROW = 600; // pixels: a narrower window has no room beside a cell

/** @type {HTMLElement | null} */
let menu = null;

/** Open it; another that is open is closed. @param {Offer} offer */
export function openMenu(offer) {
  closeMenu();
  const { title, choices } = offer;
  const box = make("div", { class: "cell-menu", popover: "auto", role: "dialog" }, [
    make("p", { class: "cell-menu-title", text: title }),
    make("ul", {}, choices.map(row)),
  ]);
  box.setAttribute("aria-label", title);
  let chosen = false;
  box.addEventListener("click", (event) => {
    const button = buttonOf(event);
    const choice = choices[Number(button?.dataset.choice)];
    if (!button || !choice) return;
    chosen = true;
    closeMenu();
    offer.choose(choice, button.dataset.how === "send" ? "send" : "write");
  });
  box.addEventListener("keydown", (event) => move(box, event));
  box.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== "closed") return;
    box.remove();
    if (menu === box) menu = null;
    offer.closed(chosen);
  });
  document.body.append(box);
  menu = box;
  box.showPopover();
  place(box, offer.beside);
  box.tabIndex = -1;
  const first = box.querySelector("button") ?? box;
  first.focus({ preventScroll: true });
}

/** Close it, if it is open. */
export function closeMenu() {
  menu?.hidePopover();
}

/** @param {Choice} choice @param {number} index */
function row({ label, name }, index) {
  const attributes = { type: "button", "data-choice": String(index) };
  return make("li", {}, [
    make("button", { ...attributes, class: "cell-choice", "data-name": name, text: label }),
    make("button", {
      ...attributes,
      class: "cell-send",
      "data-how": "send",
      "aria-label": t("send_at_once", { label }),
      title: t("send_at_once_2"),
      text: t("send"),
    }),
  ]);
}

/** Arrows go from one button to the next. @param {HTMLElement} box @param {KeyboardEvent} event */
function move(box, event) {
  const by = { ArrowDown: 2, ArrowUp: -2, ArrowRight: 1, ArrowLeft: -1 }[event.key];
  event.stopPropagation(); // no key is the game's here
  if (!by) return;
  event.preventDefault();
  const buttons = [...box.querySelectorAll("button")];
  const from = buttons.findIndex((button) => button === document.activeElement);
  buttons[(from + by + buttons.length) % buttons.length]?.focus();
}

/**
 * Put it beside a cell, within the window; in a narrow one, at the end that is farther from it.
 * @param {HTMLElement} box
 * @param {DOMRect} cell
 */
function place(box, cell) {
  if (innerWidth < NARROW) {
    const below = cell.top + cell.bottom < innerHeight;
    box.style.inset = below ? `auto ${GAP}px ${GAP}px` : `${GAP}px ${GAP}px auto`;
    box.style.width = "auto";
    return;
  }
  const { offsetWidth: width, offsetHeight: height } = box;
  const right = cell.right + GAP + width <= innerWidth - GAP;
  const left = right ? cell.right + GAP : Math.max(GAP, cell.left - GAP - width);
  const top = Math.max(GAP, Math.min(cell.top, innerHeight - GAP - height));
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
}
