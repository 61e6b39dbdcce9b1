// A record watched again, or two in step: one bar scrubs them all.
import { draw, loadTextures } from "../worlds/crafter/draw.js";
import { describe } from "../worlds/crafter/words.js";
import { decodeFrame } from "../worlds/frame.js";
import { title, worldName } from "../play/names.js";
import { bare } from "../play/plan_words.js";
import { byId, make } from "../lib/dom.js";
import { drawGraph } from "../worlds/pogs/draw.js";
import { reviewed } from "./review.js";

/**
 * A plan (`PlanStory` in server/library/replays.py).
 * @typedef {{ id: number, text: string, source: string, authority: string, step: number, begun: boolean, status: string,
 *   ended: number | null, reason: string, under: number, detour: boolean, reader: string, reading: string[], unread: string[],
 *   progress: [number, string][] }} PlanStory
 */
/**
 * @typedef {{ world: string, seed: number, planner: string, person: string, steps: number, over: string, split: string, plans: PlanStory[],
 *   drives: [number, string][], unlocked: Record<string, number>, p_plan: number[], input_tokens: number[], output_tokens: number[],
 *   ms: number[], invalid: number[], completions: Record<string, string>, created: string, cap: number, parent: string,
 *   parent_step: number }} Story
 */
/** @typedef {{ element: Element, story: Story, frames: ArrayBuffer[] }} Side */

const range = /** @type {HTMLInputElement} */ (byId("at"));
const pace = /** @type {HTMLSelectElement} */ (byId("pace"));
/** @type {Side[]} */
const sides = [];
/** @type {import("../worlds/crafter/draw.js").Textures} */
let textures = new Map();
/** @type {ReturnType<typeof setInterval> | undefined} */
let running;

/** Read a replay as the server packs it. @param {ArrayBuffer} packed @returns {{ story: Story, frames: ArrayBuffer[] }} */
function unpack(packed) {
  const data = new DataView(packed);
  const length = data.getUint32(0, true);
  const story = JSON.parse(new TextDecoder().decode(packed.slice(4, 4 + length)));
  const frames = [];
  for (let at = 4 + length; at < packed.byteLength;) {
    const size = data.getUint16(at, true);
    frames.push(packed.slice(at + 2, at + 2 + size));
    at += 2 + size;
  }
  return { story, frames };
}

/** @param {Element} element */
async function load(element) {
  const answer = await fetch(String(element.getAttribute("data-replay"))).catch(() => null);
  if (!answer?.ok) {
    const why = answer ? (await answer.json()).detail : "the server does not answer";
    byId("trouble").textContent = `This record cannot be replayed: ${why}`;
    return;
  }
  const side = { element, ...unpack(await answer.arrayBuffer()) };
  if (side.story.split)
    byId("trouble").textContent =
      `Replayed up to where it goes another way than the record: ${side.story.split}`;
  sides.push(side);
  const graph = side.story.world !== "crafter";
  /** @type {HTMLElement} */ (element.querySelector("canvas")).hidden = graph;
  /** @type {HTMLElement} */ (element.querySelector(".graph")).hidden = !graph;
  for (const link of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".film")))
    link.hidden = graph;
  const told = document.getElementById("no-film");
  if (told) told.hidden = !graph;
}

/** @param {Side} side @param {number} step */
function show({ element, story, frames }, step) {
  const at = Math.min(step, frames.length - 1);
  const frame = decodeFrame(frames[at]);
  const picture = /** @type {HTMLElement | SVGSVGElement} */ (
    element.querySelector(frame.kind === "graph" ? "svg" : "canvas")
  );
  if (frame.kind === "graph") drawGraph(/** @type {SVGSVGElement} */ (picture), frame);
  else draw(/** @type {HTMLCanvasElement} */ (picture), textures, frame);
  picture.setAttribute("aria-label", describe(frame));
  picture.dataset.step = String(at);
  const inForce = story.plans.filter(
    (one) => one.begun && one.step <= at && (one.ended === null || one.ended > at),
  );
  const plan = inForce.findLast(({ under }) => !under);
  const below = inForce.findLast(({ under }) => under);
  const progress = plan?.progress.findLast(([from]) => from <= at)?.[1] ?? "";
  const driver = story.drives.findLast(([from]) => from <= at)?.[1] ?? "planner";
  const chance = story.p_plan[at - 1] ?? -1;
  const gained = Object.entries(story.unlocked).filter(([, when]) => when <= at);
  const end = at === frames.length - 1 && story.over ? `, the end: ${story.over}` : "";
  const branch = story.parent ? `, a branch from step ${story.parent_step}` : "";
  const who = `${story.planner}${story.person ? ` with ${story.person}` : ""}`;
  tell(
    element,
    ".facts",
    `${worldName(story.world, story.seed)}, ${who}, ${story.steps} of ${story.cap} steps${branch}, ${new Date(story.created).toLocaleString()}`,
  );
  tell(
    element,
    ".now",
    `Step ${at}, ${driver}${chance >= 0 ? `, would plan with ${chance} %` : ""}${end}`,
  );
  tell(element, ".cost", cost(story, at));
  tell(
    element,
    ".written",
    story.invalid.includes(at)
      ? `Broke the grammar, so nothing was done: ${story.completions[at] ?? ""}`
      : "",
  );
  const understood = plan?.reading.length
    ? `${plan.reader ? `Read by ${plan.reader} as` : "Understood as"}: ${plan.reading.join("; ")}. `
    : "";
  tell(
    element,
    ".reading",
    `${understood}${plan?.unread.length ? `Not understood: ${plan.unread.join("; ")}.` : ""}`,
  );
  const author = plan?.source === "human" ? "A person" : "Planner";
  const order = plan?.authority === "order" ? " (order)" : "";
  tell(
    element,
    ".plan",
    plan
      ? `${author}${order}: ${plan.text}${progress ? ` · ${progress}` : ""}`
      : "No plan in force",
  );
  tell(
    element,
    ".below",
    below
      ? `${below.detour ? "First" : "How"}: ${below.detour ? bare(below.text, plan?.reading ?? []) : below.text}`
      : "",
  );
  const list = gained.map(([name, when]) => {
    const others = sides.filter((side) => side.element !== element);
    const alone =
      others.length > 0 && !others.some((side) => (side.story.unlocked[name] ?? Infinity) <= step);
    return make("li", {
      class: alone ? "alone" : undefined,
      text: `${title(name)} ${when}${alone ? " (only here)" : ""}`,
    });
  });
  element.querySelector(".unlocked")?.replaceChildren(...list);
}

/** What a step's decision cost. @param {Story} story @param {number} at */
function cost({ input_tokens, output_tokens, ms }, at) {
  if (!input_tokens[at - 1]) return "";
  return `${input_tokens[at - 1]} tokens read, ${output_tokens[at - 1]} written, ${Math.round(ms[at - 1])} ms`;
}

/** @param {Element} element @param {string} selector @param {string} text */
function tell(element, selector, text) {
  const found = element.querySelector(selector);
  if (found && found.textContent !== text) found.textContent = text;
}

/** @param {number} step */
function go(step) {
  const at = Math.max(0, Math.min(Number(range.max), Math.trunc(step) || 0));
  range.value = String(at);
  byId("step").textContent = `Step ${at} of ${range.max}`;
  for (const side of sides) show(side, at);
  const address = new URL(location.href);
  address.searchParams.set("step", String(at));
  history.replaceState(null, "", address);
  if (at === Number(range.max)) stop();
}

function stop() {
  clearInterval(running);
  running = undefined;
  byId("run").textContent = "Play";
}

function playOrPause() {
  if (running) return stop();
  if (Number(range.value) === Number(range.max)) go(0);
  byId("run").textContent = "Pause";
  running = setInterval(() => go(Number(range.value) + 1), 1000 / Number(pace.value));
}

/** @param {KeyboardEvent} event */
function press(event) {
  if (!(event.target instanceof Element) || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input:not([type=range]), select, textarea")) return;
  if (event.code === "Space" && event.target.closest("button, a")) return;
  const now = Number(range.value);
  const by = event.shiftKey ? 10 : 1;
  /** @type {Record<string, () => void>} */
  const keys = {
    Space: playOrPause,
    ArrowLeft: () => go(now - by),
    Comma: () => go(now - by),
    ArrowRight: () => go(now + by),
    Period: () => go(now + by),
    Home: () => go(0),
    End: () => go(Number(range.max)),
  };
  const act = keys[event.code];
  if (!act) return;
  event.preventDefault();
  act();
}

[textures] = await Promise.all([
  loadTextures(),
  ...[...document.querySelectorAll("[data-replay]")].map(load),
]);
if (sides.length) {
  range.max = String(Math.max(...sides.map(({ frames }) => frames.length - 1)));
  go(Number(new URL(location.href).searchParams.get("step") ?? 0));
  range.addEventListener("input", () => go(Number(range.value)));
  byId("run").addEventListener("click", playOrPause);
  pace.addEventListener("change", () => running && (stop(), playOrPause()));
  byId("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href).then(
      () => (byId("copy").textContent = "Copied"),
      () => (byId("copy").textContent = "Copy the address above"),
    );
  });
  document.addEventListener("keydown", press);
  document.body.dataset.ready = "true";
}
if (document.body.dataset.record)
  reviewed(document.body.dataset.record, () => Number(range.value), go);
