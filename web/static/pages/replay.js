// A record watched again, or two in step: one bar scrubs them all.
import { t } from "../lib/texts.js";
import { copyField } from "../lib/copying.js";
import { byId } from "../lib/dom.js";
import { worthDialog } from "../lib/worth.js";
import { findWorld, unknownWorld, WORLDS } from "../worlds/registry.js";
import { listenToFilm } from "./film.js";
import { loadReplay } from "./replay_load.js";
import { beside, listenToMarks, showNow } from "./replay_marks.js";
import { inForceAt, showStep, showWorld } from "./replay_side.js";
import { review } from "./review.js";

const range = /** @type {HTMLInputElement} */ (byId("at"));
const pace = /** @type {HTMLSelectElement} */ (byId("pace"));
/** @type {import("./replay_side.js").Side[]} */
const sides = [];
/** @type {import("./replay_marks.js").Mark[]} */
let marks = [];
/** @type {ReturnType<typeof setInterval> | undefined} */
let running;

/** @param {Element} element */
async function load(element) {
  const { replay, fault } = await loadReplay(String(element.getAttribute("data-replay")));
  if (!replay) return tellTrouble(t("this_record_cannot_be_replayed", { fault }));
  const { story, frames } = replay;
  const world = findWorld(story.world);
  if (!world) {
    const fault = unknownWorld(story.world);
    return tellTrouble(t("this_record_cannot_be_replayed", { fault }));
  }
  if (story.fault) {
    tellTrouble(t("the_record_is_damaged", { fault: story.fault }));
  } else if (story.split) {
    tellTrouble(t("replayed_up_to_where_it", { split: story.split }));
  }
  const side = { element, world, story, frames };
  showWorld(side);
  offerFilms(world.films ?? false);
  sides.push(side);
}

/** Ask what the plan in force was worth, or a new one. */
function listenToWorth() {
  if (!document.getElementById("worth")) return;
  const open = worthDialog();
  for (const { element, story, frames } of sides) {
    const button = /** @type {HTMLElement} */ (element.querySelector(".worth-ask"));
    button.addEventListener("click", () => {
      const at = Math.min(Number(range.value), frames.length - 1);
      const plan = inForceAt(story, at).findLast(({ under }) => !under);
      const which = plan ? { plan: plan.id, step: plan.step } : { plan: 0, step: at };
      open(String(button.dataset.record), which, plan?.text ?? "");
    });
  }
}

/** @param {string} text */
function tellTrouble(text) {
  byId("no-replay").textContent = text;
}

/** @param {boolean} offered */
function offerFilms(offered) {
  const links = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".film"));
  for (const link of links) link.hidden = !offered;
  const none = document.getElementById("no-film");
  if (none) none.hidden = offered;
}

/** @param {number} step */
function go(step) {
  const at = Math.max(0, Math.min(Number(range.max), Math.trunc(step) || 0));
  range.value = String(at);
  byId("step").textContent = t("step_of_all", { at, max: range.max });
  showNow(at, Number(range.max));
  for (const side of sides) {
    const others = sides.filter((other) => other !== side);
    showStep(side, at, others);
  }
  const address = new URL(location.href);
  address.searchParams.set("step", String(at));
  history.replaceState(null, "", address);
  const on = /** @type {HTMLAnchorElement | null} */ (document.getElementById("play-on"));
  if (on) on.hash = `from=${on.dataset.number}@${at}`;
  if (at === Number(range.max)) stop();
}

/** Go to the next mark of the timeline, or to the one before. @param {1 | -1} by */
function jump(by) {
  go(beside(marks, Number(range.value), by) ?? Number(range.value));
}

function stop() {
  clearInterval(running);
  running = undefined;
  byId("run").textContent = t("play");
}

function playOrPause() {
  if (running) return stop();
  if (Number(range.value) === Number(range.max)) go(0);
  byId("run").textContent = t("pause");
  running = setInterval(() => go(Number(range.value) + 1), 1000 / Number(pace.value));
}

/** @param {KeyboardEvent} event */
function press(event) {
  if (!(event.target instanceof Element) || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input:not([type=range]), select, textarea")) return;
  if (event.code === "Space" && event.target.closest("button, a")) return;
  if (event.code.startsWith("Arrow") && event.target.closest("[data-own-arrows]")) return;
  const now = Number(range.value);
  const by = event.shiftKey ? 10 : 1;
  /** @type {Record<string, () => void>} */
  const keys = {
    Space: playOrPause,
    ArrowLeft: () => go(now - by),
    Comma: () => go(now - by),
    ArrowRight: () => go(now + by),
    Period: () => go(now + by),
    BracketLeft: () => jump(-1),
    BracketRight: () => jump(1),
    Home: () => go(0),
    End: () => go(Number(range.max)),
  };
  const act = keys[event.code];
  if (!act) return;
  event.preventDefault();
  act();
}

await Promise.all([
  ...WORLDS.map((world) => world.load?.()),
  ...[...document.querySelectorAll("[data-replay]")].map(load),
]);
if (sides.length) {
  range.max = String(Math.max(...sides.map(({ frames }) => frames.length - 1)));
  const stories = sides.map(({ story }) => story);
  marks = listenToMarks(stories, Number(range.max), go);
  byId("mark-before").addEventListener("click", () => jump(-1));
  byId("mark-after").addEventListener("click", () => jump(1));
  listenToWorth();
  go(Number(new URL(location.href).searchParams.get("step") ?? 0));
  range.addEventListener("input", () => go(Number(range.value)));
  byId("run").addEventListener("click", playOrPause);
  pace.addEventListener("change", () => running && (stop(), playOrPause()));
  const link = /** @type {HTMLInputElement} */ (byId("step-link"));
  byId("copy").addEventListener("click", () => {
    link.hidden = false;
    link.value = location.href;
    void copyField(link, byId("copy"));
  });
  document.addEventListener("keydown", press);
  document.body.dataset.ready = "true";
}
const { record } = document.body.dataset;
if (record) {
  review(record, () => Number(range.value), go);
  listenToFilm(record, Number(range.max));
}
