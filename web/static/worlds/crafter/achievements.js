// The achievements: a strip of icons that is always in sight, and a panel with them as a tree. An
// icon that is pointed at or has the focus tells how it is got; one in the tree that is possible
// now writes its plan into the box.
import { t } from "../../lib/texts.js";
import { buttonOf, byId, make, rebuild, setAttribute, setShown, setText } from "../../lib/dom.js";
import { title } from "../../lib/format.js";
import { holdings } from "./cells.js";
import { before, BRANCHES, questOf, stateOf, tell } from "./quests.js";
import { achievementTexture, textureAddress } from "./textures.js";

/** @typedef {import("./frame.js").CrafterFrame} CrafterFrame */
/** @typedef {{ unlocked: Record<string, number>, achievements: string[] }} Unlocked */

const STATES = { done: t("unlocked"), possible: t("possible_now"), later: t("not_yet") };
const ORDER = Object.values(BRANCHES).flat();
const TREE = "achievement-tree";

/** What was shown last. @type {{ held: import("./quests.js").Counts } & Unlocked} */
let shown = { held: {}, unlocked: {}, achievements: [] };
/** Who plays on this page; nobody on a spectator's. @type {import("../world.js").Player | null} */
let player = null;

/** @param {CrafterFrame} frame @param {Unlocked} episode */
export function showAchievements(frame, { unlocked, achievements }) {
  shown = { held: holdings(frame), unlocked, achievements };
  const count = t("part_of", { part: Object.keys(unlocked).length, all: achievements.length });
  setText("achievements-count", count);
  setText("achievement-tree-count", count);
  const strip = byId("achievements");
  const key = achievements.join();
  if (rebuild(strip, key, () => ORDER.map((name, at) => icon(name, at === 0)))) {
    listenToStrip(strip);
  }
  const tree = byId("achievement-branches");
  if (rebuild(tree, key, () => Object.entries(BRANCHES).map(branch))) listenToTree(tree);
  for (const part of [strip, tree]) {
    for (const button of part.querySelectorAll("button")) showState(button);
  }
}

/** From now on the tree writes plans. @param {import("../world.js").Player} one */
export function listenToAchievements(one) {
  player = one;
}

/** @param {string} name @param {boolean} first */
function icon(name, first) {
  return make(
    "button",
    {
      type: "button",
      "data-achievement": name,
      tabindex: first ? "0" : "-1",
      "aria-haspopup": "dialog",
    },
    [picture(name)],
  );
}

/** @param {[string, string[]]} branch */
function branch([name, quests]) {
  return make("section", { "data-branch": name }, [
    make("h3", { text: t(`branch_${name}`) }),
    make("ul", {}, quests.map((one) => make("li", {}, [leaf(one)]))),
  ]);
}

/** @param {string} name */
function leaf(name) {
  const words = make("span", { text: title(name) });
  return make("button", { type: "button", "data-achievement": name }, [picture(name), words]);
}

/** @param {string} name */
function picture(name) {
  const src = textureAddress(achievementTexture(name));
  return make("img", { src, alt: "", width: "24", height: "24" });
}

/** @param {HTMLElement} button */
function showState(button) {
  const name = button.dataset.achievement ?? "";
  const state = stateOf(name, shown.held, shown.unlocked);
  if (button.dataset.state === state) return;
  button.dataset.state = state;
  button.setAttribute("aria-label", `${title(name)}: ${STATES[state]}`);
}

/** @param {Element} target */
function nameOf(target) {
  const button = target.closest("[data-achievement]");
  return button instanceof HTMLElement ? (button.dataset.achievement ?? "") : "";
}

/** Tell under the strip what is pointed at or has the focus. @param {HTMLElement} strip */
function listenToStrip(strip) {
  const tip = byId("achievement-tip");
  const point = (/** @type {Event} */ { target }) => {
    const name = target instanceof Element ? nameOf(target) : "";
    setShown("achievement-tip", name !== "");
    if (name) tip.textContent = tell(name, shown.held, shown.unlocked);
  };
  const leave = () => setShown("achievement-tip", false);
  strip.addEventListener("pointerover", (event) => event.pointerType === "mouse" && point(event));
  strip.addEventListener("focusin", point);
  strip.addEventListener("pointerleave", leave);
  strip.addEventListener("focusout", leave);
  strip.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") leave();
    if (!by) return;
    event.preventDefault();
    const buttons = [...strip.querySelectorAll("button")];
    const from = buttons.findIndex((one) => one === document.activeElement);
    const next = buttons[(from + by + buttons.length) % buttons.length];
    for (const one of buttons) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  });
  strip.addEventListener("click", (event) => {
    const name = buttonOf(event)?.dataset.achievement;
    leave();
    if (!name) return;
    byId(TREE).showPopover();
    const leaf = byId("achievement-branches").querySelector(`[data-achievement="${name}"]`);
    if (leaf instanceof HTMLElement) leaf.focus({ preventScroll: true });
    choose(name);
  });
}

/** @param {HTMLElement} tree */
function listenToTree(tree) {
  for (const kind of ["pointerover", "focusin"]) {
    tree.addEventListener(kind, ({ target }) => {
      const name = target instanceof Element ? nameOf(target) : "";
      if (name) choose(name);
    });
  }
  tree.addEventListener("click", (event) => {
    const name = buttonOf(event)?.dataset.achievement;
    if (!name) return;
    choose(name);
    const quest = questOf(name);
    if (!player || !quest || stateOf(name, shown.held, shown.unlocked) !== "possible") return;
    byId(TREE).hidePopover();
    player.write(quest.plan);
  });
  // No key is the game's here.
  byId(TREE).addEventListener("keydown", (event) => event.stopPropagation());
}

/** Tell of one in the panel, and mark what leads to it. @param {string} name */
function choose(name) {
  const { held, unlocked } = shown;
  const asks = player && stateOf(name, held, unlocked) === "possible";
  const text = tell(name, held, unlocked) + (asks ? ` ${t("click_to_ask_for_it")}` : "");
  setText("achievement-told", text);
  const leading = before(name);
  for (const button of byId("achievement-branches").querySelectorAll("button")) {
    const one = button.dataset.achievement ?? "";
    const part = one === name ? "chosen" : leading.has(one) ? "leads" : "";
    setAttribute(button, "data-part", part);
  }
}
