// Writes to the page only what differs from what is there: steps come up to twenty times a second.

/** The element of an id, which the template must have. @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no element #${id}`);
  return element;
}

/** @param {string} id @param {string} text */
export function setText(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

/** @param {string} id @param {boolean} shown */
export function setShown(id, shown) {
  const element = byId(id);
  if (element.hidden === shown) element.hidden = !shown;
}

/** @param {string} id @param {boolean} enabled */
export function setEnabled(id, enabled) {
  const element = /** @type {HTMLButtonElement | HTMLInputElement} */ (byId(id));
  if (element.disabled === enabled) element.disabled = !enabled;
}

/** @param {Element} element @param {string} name @param {string} value */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** @type {WeakMap<Element, string>} */
const keys = new WeakMap();

/**
 * Build an element's children again if what they are made of changed.
 * @param {Element} element
 * @param {string} key all that the children depend on
 * @param {() => (Node | string)[]} build
 * @returns {boolean} whether they were built
 */
export function rebuild(element, key, build) {
  if (keys.get(element) === key) return false;
  keys.set(element, key);
  element.replaceChildren(...build());
  return true;
}

/**
 * One child of a list.
 * @typedef {object} Item
 * @property {string} key unlike every other item's
 * @property {unknown[]} of all that the child depends on
 * @property {() => HTMLElement} build
 */
/** @type {WeakMap<Element, Item>} */
const items = new WeakMap();

/**
 * Make a list's children those of some items, and build only the ones that changed. The focus stays
 * on the control with the same data-focus, what was unfolded stays so.
 * @param {Element} list
 * @param {Item[]} wanted
 */
export function rebuildEach(list, wanted) {
  const known = new Map(Array.from(list.children, (child) => [items.get(child)?.key, child]));
  wanted.forEach((item, at) => {
    const old = known.get(item.key);
    const same = old && isSame(items.get(old)?.of ?? [], item.of);
    const child = same ? old : item.build();
    items.set(child, item);
    if (old && !same) replace(old, child);
    if (list.children[at] !== child) list.insertBefore(child, list.children[at] ?? null);
  });
  while (list.children.length > wanted.length) list.lastElementChild?.remove();
}

/** @param {unknown[]} one @param {unknown[]} other */
function isSame(one, other) {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}

/** @param {Element} old @param {Element} child */
function replace(old, child) {
  const focused = old.contains(document.activeElement)
    ? document.activeElement?.getAttribute("data-focus")
    : null;
  if (old.querySelector("details[open]")) child.querySelector("details")?.setAttribute("open", "");
  old.replaceWith(child);
  const next = focused && child.querySelector(`[data-focus="${focused}"]`);
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}

/**
 * A new element.
 * @param {string} tag
 * @param {{ class?: string, text?: string, [attribute: string]: string | undefined }} [attributes]
 *   "text" becomes its text
 * @param {(Node | string)[]} [children]
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, children = []) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    if (name === "text") element.textContent = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/**
 * A new SVG element.
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {string} [text]
 * @returns {SVGElement}
 */
export function makeSvg(tag, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Words, and keys of the keyboard, which stand between backticks. @param {string} text */
export function withKeys(text) {
  return text.split("`").map((part, at) => (at % 2 ? make("kbd", { text: part }) : part));
}

/** The button that a click is for, if it is for one. @param {Event} event */
export function buttonOf({ target }) {
  return target instanceof Element ? target.closest("button") : null;
}
