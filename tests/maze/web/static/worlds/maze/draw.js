// Draws the cells that are known and their walls.
import { makeSvg, rebuild, setAttribute } from "../../lib/dom.js";
import { describe, nameOf } from "./words.js";

/** @typedef {import("./index.js").MazeFrame} MazeFrame */

const [COLUMNS, ROWS, SIDE] = [8, 6, 40];
// Of each side of a cell, north, east, south and west: the corners that its wall goes between.
const WALLS = [
  [0, 0, 1, 0],
  [1, 0, 1, 1],
  [0, 1, 1, 1],
  [0, 0, 0, 1],
];

/** @param {HTMLElement} picture @param {MazeFrame} frame @param {string} target "C4" or "" */
export function draw(picture, frame, target) {
  const svg = /** @type {SVGElement} */ (picture.querySelector("svg"));
  drawMaze(svg, frame, target);
  setAttribute(svg, "aria-label", describe(frame));
  setAttribute(picture, "data-cell", nameOf(frame.cell));
}

/** A small picture. @param {MazeFrame} frame */
export function thumbnail(frame) {
  const svg = makeSvg("svg", { class: "maze-picture", "aria-hidden": "true" });
  drawMaze(svg, frame, "");
  return svg;
}

/** @param {SVGElement} svg @param {MazeFrame} frame @param {string} target */
function drawMaze(svg, { cell, exit, ways }, target) {
  rebuild(svg, JSON.stringify([cell, exit, [...ways], target]), () => {
    setAttribute(svg, "viewBox", `-4 -4 ${COLUMNS * SIDE + 8} ${ROWS * SIDE + 8}`);
    const cells = Array.from({ length: COLUMNS * ROWS }, (_, at) => at);
    return [
      ...cells.map((at) => square(at, ways.has(at) ? "floor" : "dark", 0)),
      square(exit, "exit", 8),
      ...cells.filter((at) => nameOf(at) === target).map((at) => square(at, "goal", 4)),
      ...[...ways].flatMap(([at, open]) => walls(at, open)),
      makeSvg("circle", { class: "player", ...centre(cell), r: "11" }),
    ];
  });
}

/** @param {number} cell @param {string} kind @param {number} inset */
function square(cell, kind, inset) {
  const [x, y] = cornerOf(cell).map((edge) => String(edge + inset));
  const side = String(SIDE - 2 * inset);
  return makeSvg("rect", { class: kind, x, y, width: side, height: side });
}

/** The walls of a cell. @param {number} cell @param {number} open */
function walls(cell, open) {
  const [x, y] = cornerOf(cell);
  return WALLS.filter((_, side) => !(open & (1 << side))).map((wall) => {
    const [x1, y1, x2, y2] = wall.map((end, i) => String((i % 2 ? y : x) + SIDE * end));
    return makeSvg("line", { class: "wall", x1, y1, x2, y2 });
  });
}

/** @param {number} cell */
function centre(cell) {
  const [cx, cy] = cornerOf(cell).map((edge) => String(edge + SIDE / 2));
  return { cx, cy };
}

/** @param {number} cell */
function cornerOf(cell) {
  return [(cell % COLUMNS) * SIDE, Math.floor(cell / COLUMNS) * SIDE];
}
