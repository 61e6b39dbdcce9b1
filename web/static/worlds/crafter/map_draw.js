// Draws the map, and tells where on it things are.
import { AREA, wayCells } from "./chart.js";
import { CREATURES, HEIGHT, MATERIALS, WIDTH } from "./frame.js";
import { drawDeath, drawDots, drawFlag, drawFrame, outline } from "./marks.js";

/** @typedef {import("./frame.js").CrafterFrame} CrafterFrame */
/** @typedef {import("./frame.js").Cell} Cell */
/** @typedef {import("./chart.js").Chart} Chart */

/**
 * The part of the world that a map shows.
 * @typedef {object} Section
 * @property {number} x the cell in its middle
 * @property {number} y
 * @property {number} cells along a side
 */
/**
 * What is drawn.
 * @typedef {object} Scene
 * @property {Chart} chart
 * @property {CrafterFrame} frame
 * @property {Section} section
 * @property {Cell[]} deaths where the player of this world died, in this game or another branch
 * @property {Cell | null} cursor
 */
/**
 * The ground, drawn once and mended where it changes: a picture a cell for each step would take
 * longer than a step.
 * @typedef {object} Ground
 * @property {OffscreenCanvas} canvas
 * @property {Uint8Array} drawn the materials that are on it
 */

export const NEAREST = 12; // cells along a side
export const FARTHEST = AREA;
const TEXEL = 16; // pixels of a cell of the ground
const LARGE = 14; // pixels of a cell from which on creatures are drawn
const PIN = 11; // pixels: the least that places are drawn at
const UNSEEN = "#12151b";
/** Places that people look for, drawn large enough to be found. */
const PLACES = ["coal", "iron", "diamond", "table", "furnace"];
const IS_PLACE = MATERIALS.map((name) => PLACES.includes(name));
const PLANTS = ["plant", "plant-ripe"];

/**
 * The section as it can be shown: within the world, and no nearer or farther than can be read.
 * @param {Section} wanted
 * @returns {Section}
 */
export function fitted({ x, y, cells }) {
  const shown = Math.max(NEAREST, Math.min(FARTHEST, cells));
  const within = (/** @type {number} */ at) =>
    Math.max(shown / 2, Math.min(AREA - shown / 2, at));
  return { x: within(x), y: within(y), cells: shown };
}

/**
 * The same, nearer or farther, with one place where it was.
 * @param {Section} section
 * @param {number} factor below 1 to come nearer
 * @param {{ x: number, y: number }} at the place, 0 to 1 of the map's width and height
 */
export function zoomed(section, factor, at) {
  const cells = Math.max(NEAREST, Math.min(FARTHEST, section.cells * factor));
  const grown = section.cells - cells;
  const [x, y] = [section.x + (at.x - 0.5) * grown, section.y + (at.y - 0.5) * grown];
  return fitted({ x, y, cells });
}

/**
 * The cell at a place.
 * @param {Section} section
 * @param {{ x: number, y: number }} at 0 to 1 of the map's width and height
 * @returns {Cell}
 */
export function cellAt(section, at) {
  const of = (/** @type {number} */ middle, /** @type {number} */ part) =>
    Math.floor(middle + (part - 0.5) * section.cells);
  return { x: of(section.x, at.x), y: of(section.y, at.y) };
}

/**
 * Where a cell's upper left is, 0 to 1 of the map's width and height if it is on it.
 * @param {Section} section
 * @param {Cell} cell
 */
export function placeOf(section, { x, y }) {
  return {
    x: (x - section.x) / section.cells + 0.5,
    y: (y - section.y) / section.cells + 0.5,
  };
}

/** How much of the world has been seen, in per cent. @param {Chart} chart */
export function explored({ materials }) {
  const seen = materials.reduce((count, material) => count + Number(material > 0), 0);
  return Math.round((100 * seen) / materials.length);
}

/**
 * Draw the map.
 * @param {CanvasRenderingContext2D} context of a square canvas
 * @param {Scene} scene
 * @param {Ground} ground
 * @param {(name: string) => HTMLImageElement | undefined} texture
 */
export function drawMap(context, { chart, frame, section, deaths, cursor }, ground, texture) {
  const side = context.canvas.width;
  const size = side / section.cells;
  /** @param {Cell} cell @returns {[number, number]} */
  const corner = (cell) => {
    const { x, y } = placeOf(section, cell);
    return [x * side, y * side];
  };
  /** @param {Cell} cell @returns {[number, number, number]} */
  const middle = (cell) => {
    const [x, y] = corner(cell);
    return [x + size / 2, y + size / 2, size];
  };
  /** @param {string} name @param {Cell} cell @param {number} least pixels */
  const put = (name, cell, least) => {
    const image = texture(name);
    const [x, y] = middle(cell);
    const drawn = Math.max(least, size);
    const seen = x > -drawn && y > -drawn && x < side + drawn && y < side + drawn;
    if (image && seen) context.drawImage(image, x - drawn / 2, y - drawn / 2, drawn, drawn);
  };
  mendGround(ground, chart, texture);
  const [left, top] = corner({ x: 0, y: 0 });
  context.imageSmoothingEnabled = size < TEXEL;
  context.drawImage(ground.canvas, left, top, AREA * size, AREA * size);
  context.imageSmoothingEnabled = false;
  const pin = PIN * (window.devicePixelRatio || 1);
  for (let index = 0; size < pin && index < chart.materials.length; index++) {
    const material = chart.materials[index];
    if (IS_PLACE[material]) put(MATERIALS[material], at(index), pin);
  }
  for (const [index, creature] of chart.creatures) {
    const name = CREATURES[creature];
    if (PLANTS.includes(name) || size >= LARGE) put(name, at(index), pin);
  }
  drawWindow(context, corner(frame.position), size);
  drawDots(context, wayCells(frame), middle);
  for (const death of deaths) drawDeath(context, ...middle(death));
  if (!frame.dead) drawPlayer(context, ...middle(frame.position));
  if (frame.aim) {
    const large = Math.max(size, 1.8 * pin);
    const [x, y] = middle(frame.aim);
    drawFlag(context, x - 0.68 * large, y - 0.52 * large, large);
  }
  if (cursor) drawFrame(context, ...corner(cursor), size, "#fff");
}

/** @param {number} index @returns {Cell} */
function at(index) {
  return { x: index % AREA, y: Math.floor(index / AREA) };
}

/** Ground that nobody has seen. @returns {Ground} */
export function createGround() {
  const canvas = new OffscreenCanvas(AREA * TEXEL, AREA * TEXEL);
  const context = canvas.getContext("2d");
  if (context) {
    context.fillStyle = UNSEEN;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return { canvas, drawn: new Uint8Array(AREA * AREA) };
}

/**
 * @param {Ground} ground
 * @param {Chart} chart
 * @param {(name: string) => HTMLImageElement | undefined} texture
 */
function mendGround({ canvas, drawn }, { materials }, texture) {
  const context = canvas.getContext("2d");
  for (let index = 0; context && index < materials.length; index++) {
    const material = materials[index];
    if (material === drawn[index]) continue;
    const { x, y } = at(index);
    const image = texture(MATERIALS[material]);
    if (material && !image) continue; // not loaded yet
    if (image) context.drawImage(image, x * TEXEL, y * TEXEL, TEXEL, TEXEL);
    else context.fillRect(x * TEXEL, y * TEXEL, TEXEL, TEXEL);
    drawn[index] = material;
  }
}

/**
 * What is in sight.
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} corner of the player's cell
 * @param {number} size of a cell
 */
function drawWindow(context, [x, y], size) {
  const [left, top] = [x - ((WIDTH - 1) / 2) * size, y - ((HEIGHT - 1) / 2) * size];
  context.beginPath();
  context.rect(left, top, WIDTH * size, HEIGHT * size);
  context.lineWidth = Math.max(1, (window.devicePixelRatio || 1) * 1.25);
  context.strokeStyle = "rgb(255 255 255 / 0.8)";
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x its middle
 * @param {number} y its middle
 * @param {number} size of a cell
 */
function drawPlayer(context, x, y, size) {
  const radius = Math.max(4 * (window.devicePixelRatio || 1), 0.36 * size);
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = "#e3357f";
  context.fill();
  outline(context, Math.max(1.5, radius / 3), "#fff");
}
