// Vitals and inventory, from the newest frame.
import { t } from "../../lib/texts.js";
import { byId, make, rebuild } from "../../lib/dom.js";
import { title } from "../../lib/format.js";
import { textureAddress } from "./textures.js";

const VITALS = 4; // the first items of the protocol's order
const LOW = 3;

/**
 * @param {import("./frame.js").CrafterFrame} frame
 * @param {string[]} items names, in the order of the frame's counts
 */
export function showBelongings(frame, items) {
  fill(byId("vitals"), byId("inventory"), frame, items);
}

/**
 * The same in a part of a replay's page.
 * @param {HTMLElement} part
 * @param {import("./frame.js").CrafterFrame} frame
 * @param {string[]} items
 */
export function showCarried(part, frame, items) {
  const [vitals, inventory] = part.querySelectorAll("ul");
  fill(vitals, inventory, frame, items);
}

/**
 * @param {Element} vitals
 * @param {Element} inventory
 * @param {import("./frame.js").CrafterFrame} frame
 * @param {string[]} items
 */
function fill(vitals, inventory, frame, items) {
  const counts = Array.from(frame.items);
  rebuild(vitals, counts.slice(0, VITALS).join(), () =>
    items.slice(0, VITALS).map((name, i) => vital(name, counts[i])),
  );
  rebuild(inventory, counts.slice(VITALS).join(), () => {
    const owned = items
      .map((name, i) => ({ name, count: counts[i] }))
      .slice(VITALS)
      .filter(({ count }) => count > 0);
    return owned.length
      ? owned.map(({ name, count }) => belonging(name, count))
      : [make("li", { class: "nothing", text: t("nothing_carried_yet") })];
  });
}

/**
 * Vitals and what is carried, as small entries of a list.
 * @param {import("./frame.js").CrafterFrame} frame
 * @param {string[]} items names, in the order of the frame's counts
 */
export function belongings(frame, items) {
  return items
    .map((name, i) => ({ name, count: frame.items[i], isVital: i < VITALS }))
    .filter(({ count, isVital }) => isVital || count > 0)
    .map(({ name, count, isVital }) =>
      make("li", { class: isVital && count <= LOW ? "short" : undefined, title: title(name) }, [
        make("img", { src: textureAddress(name), alt: title(name), width: "18", height: "18" }),
        String(count),
      ]),
    );
}

/** @param {string} name @param {number} count */
function vital(name, count) {
  const low = count <= LOW;
  return make("li", { class: low ? "vital low" : "vital", title: title(name) }, [
    make("img", { src: textureAddress(name), alt: title(name), width: "24", height: "24" }),
    make("span", { class: "count", text: String(count) }),
    ...(low ? [make("span", { class: "tag", text: t("low") })] : []),
  ]);
}

/** @param {string} name @param {number} count */
function belonging(name, count) {
  return make("li", { title: title(name) }, [
    make("img", { src: textureAddress(name), alt: title(name), width: "32", height: "32" }),
    make("span", { class: "count", text: String(count) }),
  ]);
}
