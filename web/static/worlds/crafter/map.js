// The map of what has been seen: in a game it comes from the server once and grows by each picture;
// in a replay it is made of the pictures up to the step.
import { t } from "../../lib/texts.js";
import { byId, setAttribute } from "../../lib/dom.js";
import { keep, kept } from "../../lib/kept.js";
import { request } from "../../lib/request.js";
import { here } from "../../lib/root.js";
import { explain, holdings, lookAt, shownPlace } from "./cells.js";
import { createChart, isInside, readChart, takeFrame } from "./chart.js";
import { texture } from "./draw.js";
import {
  cellAt,
  createGround,
  drawMap,
  explored,
  FARTHEST,
  fitted,
  placeOf,
  zoomed,
} from "./map_draw.js";

/** @typedef {import("./frame.js").CrafterFrame} CrafterFrame */
/** @typedef {import("./frame.js").Cell} Cell */
/** @typedef {import("./chart.js").Chart} Chart */

const KEPT = "map"; // under which the browser keeps whether it is shown where it has no place
const ASK_MS = 1000; // the server is asked at most this often
const START_CELLS = 32; // along a side
const ZOOM = 1.25; // a press of a button, or a notch of the wheel
const CLICK_PX = 6; // a pointer that moved less has clicked

/**
 * A game, or a record.
 * @typedef {object} Told
 * @property {string} key another one is another game
 * @property {number} [episode] its number in the session, for a game
 * @property {Cell[]} deaths that are known of
 * @property {(step: number) => CrafterFrame} [past] the pictures of a record
 */
/**
 * @typedef {object} MapState
 * @property {HTMLElement} part of the page
 * @property {HTMLCanvasElement} canvas
 * @property {Chart} chart
 * @property {import("./map_draw.js").Ground} ground
 * @property {Told | null} told
 * @property {CrafterFrame | null} frame
 * @property {import("./map_draw.js").Section} section what is shown of the world
 * @property {boolean} follows whether the section keeps to the player
 * @property {Cell | null} cursor under the pointer or the keys
 * @property {boolean} inSight whether the page is scrolled to it
 * @property {boolean} stale whether the server knows more than this page
 * @property {number} asked when the server was asked last, milliseconds of performance.now()
 */

/** @type {WeakMap<Element, MapState>} */
const maps = new WeakMap();

/**
 * The map in a part of the page, which begins to listen to it when it is first asked for.
 * @param {HTMLElement} part
 * @returns {MapState}
 */
export function mapIn(part) {
  const known = maps.get(part);
  if (known) return known;
  const canvas = /** @type {HTMLCanvasElement} */ (part.querySelector("canvas"));
  /** @type {MapState} */
  const state = {
    part,
    canvas,
    chart: createChart(),
    ground: createGround(),
    told: null,
    frame: null,
    section: { x: FARTHEST / 2, y: FARTHEST / 2, cells: START_CELLS },
    follows: true,
    cursor: null,
    inSight: false,
    stale: false,
    asked: -Infinity,
  };
  maps.set(part, state);
  listen(state);
  return state;
}

/**
 * Show what is known with a picture.
 * @param {MapState} state
 * @param {CrafterFrame} frame
 * @param {Told} told
 */
export function showMap(state, frame, told) {
  const { chart } = state;
  const other = told.key !== state.told?.key;
  const gap = other || frame.step < chart.step || frame.step > chart.step + 1;
  state.told = told;
  if (other) state.chart = createChart();
  if (told.past) {
    catchUp(state, frame.step, told.past);
  } else {
    takeFrame(state.chart, frame);
    state.stale ||= gap;
  }
  state.frame = frame;
  if (!state.inSight) return;
  if (state.stale) void ask(state);
  draw(state);
}

/**
 * Make the map of a record's step.
 * @param {MapState} state
 * @param {number} step
 * @param {(step: number) => CrafterFrame} past
 */
function catchUp(state, step, past) {
  if (step < state.chart.step) state.chart = createChart();
  while (state.chart.step < step) takeFrame(state.chart, past(state.chart.step + 1));
}

/**
 * Have the server tell the whole map; what came meanwhile is added. Nothing if it was asked just
 * now: the next picture asks again. Nor from a server that the page has lost.
 * @param {MapState} state
 */
async function ask(state) {
  const connected = byId("connection").dataset.connection === "open";
  if (!connected || performance.now() - state.asked < ASK_MS) return;
  state.asked = performance.now();
  const { told } = state;
  const { data } = await request(`${here()}/map`, { as: "arrayBuffer" });
  if (!data || state.told?.key !== told?.key) return;
  const { episode, chart } = readChart(data);
  if (episode !== told?.episode) return;
  state.chart = chart;
  state.stale = false;
  if (state.frame && state.frame.step >= chart.step) takeFrame(chart, state.frame);
  draw(state);
}

/** @param {MapState} state */
function draw(state) {
  const { canvas, chart, frame, told, cursor } = state;
  const context = canvas.getContext("2d", { alpha: false });
  if (!context || !frame || !told || !state.inSight || !fit(canvas)) return;
  if (state.follows) state.section = fitted({ ...frame.position, cells: state.section.cells });
  const { deaths } = told;
  const scene = { chart, frame, section: state.section, deaths, cursor };
  drawMap(context, scene, state.ground, texture);
  canvas.dataset.step = String(frame.step);
  canvas.dataset.deaths = deaths.map(({ x, y }) => `${x},${y}`).join(" ");
  canvas.dataset.cells = String(Math.round(10 * state.section.cells) / 10);
  tell(state, ".map-seen", t("percent_seen", { percent: explored(chart) }));
  tell(state, ".map-told", toldWords(state));
  const follow = state.part.querySelector("[data-zoom=follow]");
  if (follow) setAttribute(follow, "aria-pressed", String(state.follows));
}

/** Size the canvas; whether it is in sight. @param {HTMLCanvasElement} canvas */
function fit(canvas) {
  const side = Math.round(canvas.clientWidth * (window.devicePixelRatio || 1));
  if (canvas.width !== side || canvas.height !== side) canvas.width = canvas.height = side;
  return side > 0;
}

/** What is said under the map. @param {MapState} state */
function toldWords({ frame, chart, cursor, part }) {
  if (!frame || !cursor) return part.dataset.hint ?? "";
  const what = explain(lookAt(cursor, frame, chart), holdings(frame));
  return t("what_at", { what, where: shownPlace(frame.position, cursor) });
}

/** @param {MapState} state @param {string} selector @param {string} text */
function tell({ part }, selector, text) {
  const found = part.querySelector(selector);
  if (found && found.textContent !== text) found.textContent = text;
}

/**
 * Where a cell is on the page.
 * @param {MapState} state
 * @param {Cell} cell
 * @returns {DOMRect}
 */
export function boxOf({ canvas, section }, cell) {
  const box = canvas.getBoundingClientRect();
  const { x, y } = placeOf(section, cell);
  const size = box.width / section.cells;
  return new DOMRect(box.left + x * box.width, box.top + y * box.height, size, size);
}

/** @param {MapState} state @param {MouseEvent} event */
function partOf({ canvas }, { clientX, clientY }) {
  const box = canvas.getBoundingClientRect();
  return { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height };
}

/** @param {MapState} state @param {Cell | null} cell */
export function pointAt(state, cell) {
  state.cursor = cell && isInside(cell) ? cell : null;
  draw(state);
}

/**
 * The cell at a place of the page.
 * @param {MapState} state
 * @param {MouseEvent} event
 */
export function cellUnder(state, event) {
  return cellAt(state.section, partOf(state, event));
}

/** @param {MapState} state @param {number} factor @param {{ x: number, y: number }} [at] */
function zoom(state, factor, at) {
  // Who follows the player keeps them in the middle.
  const middle = { x: 0.5, y: 0.5 };
  state.section = zoomed(state.section, factor, state.follows ? middle : (at ?? middle));
  draw(state);
}

/** Zoom and pan; what a click means is for `pointing.js`. @param {MapState} state */
function listen(state) {
  const { canvas, part } = state;
  /** Pointers that are down, where they were last. @type {Map<number, PointerEvent>} */
  const down = new Map();
  let travelled = 0;
  canvas.addEventListener("pointerdown", (event) => {
    down.set(event.pointerId, event);
    travelled = down.size > 1 ? Infinity : 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const [other] = [...down.values()].filter((one) => one.pointerId !== event.pointerId);
    if (other) pinch(state, other, before, event);
    else {
      travelled += Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
      if (travelled > CLICK_PX) pan(state, before, event);
    }
    down.set(event.pointerId, event);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    canvas.addEventListener(end, (event) => {
      down.delete(/** @type {PointerEvent} */ (event).pointerId);
    });
  }
  // Before the others that listen: a drag is no click.
  canvas.addEventListener(
    "click",
    (event) => travelled > CLICK_PX && event.stopImmediatePropagation(),
    true,
  );
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoom(state, event.deltaY < 0 ? 1 / ZOOM : ZOOM, partOf(state, event));
    },
    { passive: false },
  );
  part.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-zoom]");
    if (!button) return;
    const wanted = button.getAttribute("data-zoom");
    if (wanted === "follow") state.follows = !state.follows;
    zoom(state, { in: 1 / ZOOM, out: ZOOM }[wanted ?? ""] ?? 1);
  });
  canvas.addEventListener("keydown", (event) => {
    const factor = { "+": 1 / ZOOM, "=": 1 / ZOOM, "-": ZOOM }[event.key];
    if (!factor || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere they are the game's speed
    zoom(state, factor);
  });
  const button = document.getElementById("map-toggle"); // there is none beside a replay
  if (button) {
    const open = (/** @type {boolean} */ is) => button.setAttribute("aria-expanded", String(is));
    open(kept(KEPT) === "open");
    button.addEventListener("click", () => {
      const opens = button.getAttribute("aria-expanded") === "false";
      open(opens);
      keep(KEPT, opens ? "open" : "closed");
    });
    // It lies over the box.
    document.getElementById("plan-text")?.addEventListener("focus", () => open(false));
  }
  new ResizeObserver(() => draw(state)).observe(canvas);
  new IntersectionObserver(([{ isIntersecting }]) => {
    state.inSight = isIntersecting;
    if (isIntersecting && state.stale) void ask(state);
    draw(state);
  }).observe(canvas);
}

/** @param {MapState} state @param {PointerEvent} before @param {PointerEvent} after */
function pan(state, before, after) {
  const [from, to] = [partOf(state, before), partOf(state, after)];
  const { x, y, cells } = state.section;
  state.follows = false;
  state.section = fitted({ x: x + (from.x - to.x) * cells, y: y + (from.y - to.y) * cells, cells });
  draw(state);
}

/**
 * Two fingers.
 * @param {MapState} state
 * @param {PointerEvent} held the one that rests
 * @param {PointerEvent} before the other
 * @param {PointerEvent} after
 */
function pinch(state, held, before, after) {
  const apart = (/** @type {PointerEvent} */ one) =>
    Math.hypot(one.clientX - held.clientX, one.clientY - held.clientY);
  if (apart(after) < 1) return;
  zoom(state, apart(before) / apart(after), partOf(state, held));
}

/** Keep a cell in sight. @param {MapState} state @param {Cell} cell */
export function reveal(state, cell) {
  const { x, y, cells } = state.section;
  const half = cells / 2 - 1;
  const near = (/** @type {number} */ at, /** @type {number} */ middle) =>
    Math.max(at - half, Math.min(at + half, middle));
  const section = fitted({ x: near(cell.x, x), y: near(cell.y, y), cells });
  if (section.x === x && section.y === y) return;
  state.follows = false;
  state.section = section;
}
