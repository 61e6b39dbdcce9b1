// What is drawn over a board or a map: the way, the flag at its end, where somebody died. Light
// with a dark edge, so that it is seen on every ground, by day and night.

const LIGHT = "#fff";
const DARK = "#10141c";
const FLAG = "#ffd23f";
const DEATH = "#ff5a4e";

/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {import("./frame.js").Cell} Cell */

/**
 * @param {Context} context
 * @param {Cell[]} cells
 * @param {(cell: Cell) => [number, number, number]} place middle of a cell, and its size
 */
export function drawDots(context, cells, place) {
  context.fillStyle = LIGHT;
  context.strokeStyle = DARK;
  for (const cell of cells) {
    const [x, y, size] = place(cell);
    context.lineWidth = Math.max(1, size / 32);
    context.beginPath();
    context.arc(x, y, Math.max(1.2, size / 11), 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

/**
 * The corners of a cell.
 * @param {Context} context
 * @param {number} x its left
 * @param {number} y its top
 * @param {number} size
 * @param {string} [colour]
 */
export function drawFrame(context, x, y, size, colour = FLAG) {
  const [length, inset] = [size / 4, size / 24];
  context.beginPath();
  for (const [cx, cy, sx, sy] of [
    [x + inset, y + inset, 1, 1],
    [x + size - inset, y + inset, -1, 1],
    [x + inset, y + size - inset, 1, -1],
    [x + size - inset, y + size - inset, -1, -1],
  ]) {
    context.moveTo(cx + sx * length, cy);
    context.lineTo(cx, cy);
    context.lineTo(cx, cy + sy * length);
  }
  outline(context, Math.max(1.5, size / 20), colour);
}

/**
 * A flag in a cell's upper right, so that what stands there stays to be seen.
 * @param {Context} context
 * @param {number} x the cell's left
 * @param {number} y its top
 * @param {number} size
 */
export function drawFlag(context, x, y, size) {
  const [left, top, height] = [x + 0.68 * size, y + 0.06 * size, 0.46 * size];
  context.beginPath();
  context.moveTo(left, top + height);
  context.lineTo(left, top);
  outline(context, Math.max(1.5, size / 18), LIGHT);
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(left + 0.28 * size, top + 0.12 * size);
  context.lineTo(left, top + 0.24 * size);
  context.closePath();
  context.fillStyle = FLAG;
  context.fill();
  context.lineWidth = Math.max(1, size / 40);
  context.strokeStyle = DARK;
  context.stroke();
}

/**
 * An arrow towards what is out of sight, with its flag.
 * @param {Context} context
 * @param {number} x its middle
 * @param {number} y its middle
 * @param {number} size of a cell
 * @param {number} angle that it points to, in radians from the east, clockwise
 */
export function drawArrow(context, x, y, size, angle) {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.beginPath();
  context.moveTo(0.44 * size, 0);
  context.lineTo(0.14 * size, -0.24 * size);
  context.lineTo(0.2 * size, 0);
  context.lineTo(0.14 * size, 0.24 * size);
  context.closePath();
  context.fillStyle = FLAG;
  context.fill();
  context.lineWidth = Math.max(1, size / 30);
  context.strokeStyle = DARK;
  context.stroke();
  context.restore();
}

/**
 * A cross where somebody died.
 * @param {Context} context
 * @param {number} x its middle
 * @param {number} y its middle
 * @param {number} size of a cell
 */
export function drawDeath(context, x, y, size) {
  const reach = Math.max(3.5, 0.3 * size);
  context.beginPath();
  context.moveTo(x - reach, y - reach);
  context.lineTo(x + reach, y + reach);
  context.moveTo(x + reach, y - reach);
  context.lineTo(x - reach, y + reach);
  outline(context, Math.max(2, reach / 2), DEATH);
}

/**
 * Draw a path with a dark edge.
 * @param {Context} context
 * @param {number} width
 * @param {string} colour
 */
export function outline(context, width, colour) {
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = 2 * width;
  context.strokeStyle = DARK;
  context.stroke();
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke();
}
