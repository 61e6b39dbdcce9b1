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

export const NEAREST = 12; // cells along a side
export const FARTHEST = AREA;
const TEXTURED = 14; // pixels a cell from which on its texture is drawn
const PIN = 11; // pixels: the least that places are drawn at
const UNSEEN = "#12151b";
/** Of the ground. Index = material. */
const COLOURS = [
  UNSEEN,
  "#4a7cc4",
  "#6c9e4e",
  "#7a7c80",
  "#b2a07e",
  "#decc8c",
  "#306430",
  "#e25c20",
  "#3e3e42",
  "#ce9668",
  "#ecf6fa",
  "#86582c",
  "#54545a",
];
/** The same as pixels: alpha, blue, green, red, from the highest byte down. */
const PIXELS = COLOURS.map((colour) => {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
});
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
 * @param {(name: string) => HTMLImageElement | undefined} texture
 */
export function drawMap(context, { chart, frame, section, deaths, cursor }, texture) {
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
  context.imageSmoothingEnabled = false;
  context.fillStyle = UNSEEN;
  context.fillRect(0, 0, side, side);
  drawGround(context, chart, corner({ x: 0, y: 0 }), AREA * size);
  const pin = PIN * (window.devicePixelRatio || 1);
  for (let index = 0; index < chart.materials.length; index++) {
    const material = chart.materials[index];
    const isPlace = IS_PLACE[material];
    if (!material || (size < TEXTURED && !isPlace)) continue;
    put(MATERIALS[material], at(index), isPlace ? pin : 0);
  }
  for (const [index, creature] of chart.creatures) {
    const name = CREATURES[creature];
    if (PLANTS.includes(name) || size >= TEXTURED) put(name, at(index), pin);
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

/**
 * A pixel a cell, drawn large.
 * @param {CanvasRenderingContext2D} context
 * @param {Chart} chart
 * @param {[number, number]} corner of the world
 * @param {number} side of the world, pixels
 */
function drawGround(context, { materials }, [x, y], side) {
  const pixels = new ImageData(AREA, AREA);
  const colours = new Uint32Array(pixels.data.buffer);
  for (let i = 0; i < colours.length; i++) colours[i] = PIXELS[materials[i]];
  ground ??= new OffscreenCanvas(AREA, AREA);
  ground.getContext("2d")?.putImageData(pixels, 0, 0);
  context.drawImage(ground, x, y, side, side);
}

/** @type {OffscreenCanvas | undefined} */
let ground;

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
