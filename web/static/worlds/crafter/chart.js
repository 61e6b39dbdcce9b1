// What has been seen of the world: what the server recalls of a game, and what each picture adds.
import { FACINGS, HEIGHT, WIDTH } from "./frame.js";
import { RULES } from "./rules.js";

/** @typedef {import("./frame.js").CrafterFrame} CrafterFrame */
/** @typedef {import("./frame.js").Cell} Cell */

/** Cells along a side of the world. */
export const AREA = RULES.area;
const EPISODE_BYTES = 4;
const HEAD_BYTES = 8;
const CREATURE_BYTES = 3;
const ARROW = 5; // the first texture of an arrow, which is gone a step later
const CENTER = { x: (WIDTH - 1) / 2, y: (HEIGHT - 1) / 2 };

/**
 * @typedef {object} Chart
 * @property {number} step of the newest view in it, -1 before the first
 * @property {Uint8Array} materials row by row from the north-west; 0 where nobody has looked
 * @property {Map<number, number>} creatures where they were last seen: index of the cell, texture
 */

/** A map of nothing. @returns {Chart} */
export function createChart() {
  return { step: -1, materials: new Uint8Array(AREA * AREA), creatures: new Map() };
}

/** Whether a cell is in the world. @param {Cell} cell */
export function isInside({ x, y }) {
  return x >= 0 && y >= 0 && x < AREA && y < AREA;
}

/** The index of a cell in a map. @param {Cell} cell */
export function indexOf({ x, y }) {
  return y * AREA + x;
}

/**
 * The cell of a picture's i-th.
 * @param {CrafterFrame} frame
 * @param {number} i 0 to 62
 * @returns {Cell}
 */
export function cellOf({ position }, i) {
  return {
    x: position.x + (i % WIDTH) - CENTER.x,
    y: position.y + Math.floor(i / WIDTH) - CENTER.y,
  };
}

/**
 * The number of a cell in a picture; -1 for one out of sight.
 * @param {CrafterFrame} frame
 * @param {Cell} cell
 */
export function placeIn({ position }, { x, y }) {
  const [column, row] = [x - position.x + CENTER.x, y - position.y + CENTER.y];
  const seen = column >= 0 && row >= 0 && column < WIDTH && row < HEIGHT;
  return seen ? row * WIDTH + column : -1;
}

/**
 * The cells between the player and where the plan leads.
 * @param {CrafterFrame} frame
 * @returns {Cell[]}
 */
export function wayCells({ position, way, aim }) {
  let { x, y } = position;
  const cells = way.map((move) => {
    x += FACINGS[move].dx;
    y += FACINGS[move].dy;
    return { x, y };
  });
  return cells.filter((cell) => cell.x !== aim?.x || cell.y !== aim.y);
}

/**
 * Add what a picture shows.
 * @param {Chart} chart
 * @param {CrafterFrame} frame the next one, or a newer one
 */
export function takeFrame(chart, frame) {
  chart.step = frame.step;
  frame.cells.forEach((material, i) => {
    const cell = cellOf(frame, i);
    if (!isInside(cell)) return;
    chart.materials[indexOf(cell)] = material;
    chart.creatures.delete(indexOf(cell));
  });
  for (const { cell, texture } of frame.creatures) {
    if (texture < ARROW) chart.creatures.set(indexOf(cellOf(frame, cell)), texture);
  }
}

/**
 * Read the map that the server sends.
 * @param {ArrayBuffer} buffer number of the episode, then the map (agent/worlds/crafter/frame.py)
 * @returns {{ episode: number, chart: Chart }}
 * @throws {RangeError} for one that is cut short
 */
export function readChart(buffer) {
  const end = HEAD_BYTES + AREA * AREA;
  if (buffer.byteLength < end) {
    throw new RangeError(`a map has at least ${end} bytes, this one has ${buffer.byteLength}`);
  }
  const data = new DataView(buffer);
  const chart = createChart();
  chart.step = data.getUint32(EPISODE_BYTES, true);
  chart.materials = new Uint8Array(buffer.slice(HEAD_BYTES, end));
  for (let at = end; at + CREATURE_BYTES <= buffer.byteLength; at += CREATURE_BYTES) {
    const cell = { x: data.getUint8(at), y: data.getUint8(at + 1) };
    chart.creatures.set(indexOf(cell), data.getUint8(at + 2));
  }
  return { episode: data.getUint32(0, true), chart };
}
