// Draws the known graph.
import { t } from "../../lib/texts.js";
import { makeSvg, rebuild, setAttribute } from "../../lib/dom.js";
import { waysFrom } from "./frame.js";
import { layOut } from "./layout.js";
import { describe, nodeWords } from "./words.js";

/** @typedef {import("./frame.js").GraphFrame} GraphFrame */
/** @typedef {import("./layout.js").Place} Place */

// Units from one column or row to the next; one is a pixel where the picture has its own size.
const COLUMN = 72;
const ROW = 56;
const RADIUS = 17;
// There is room for so many, so that a small graph does not grow and shrink.
const LEAST = { columns: 6, rows: 4 };
const TOUCHABLE = 48 / ROW; // the smallest scale at which a node can be touched

/**
 * Show a frame, and say what is to be seen.
 * @param {HTMLElement} picture
 * @param {GraphFrame} frame
 * @param {string} target where the plan in force goes: "7" or ""
 */
export function draw(picture, frame, target) {
  const svg = /** @type {SVGSVGElement} */ (picture.querySelector("svg"));
  drawGraph(svg, frame, nodeOf(target));
  if (picture.dataset.step !== String(frame.step)) follow(picture, svg);
  setAttribute(svg, "aria-label", describe(frame));
  setAttribute(picture, "data-node", String(frame.node));
}

/** A small picture. @param {GraphFrame} frame */
export function thumbnail(frame) {
  const svg = makeSvg("svg", { class: "graph-picture", "aria-hidden": "true" });
  drawGraph(/** @type {SVGSVGElement} */ (svg), frame, null);
  return svg;
}

/** The node that a plan goes to, null for none. @param {string} target */
function nodeOf(target) {
  return /^\d+$/.test(target) ? Number(target) : null;
}

/** @param {SVGSVGElement} svg @param {GraphFrame} frame @param {number | null} goal a node */
function drawGraph(svg, frame, goal) {
  const { node, target, visits, nodes, edges, start } = frame;
  rebuild(svg, JSON.stringify([node, target, visits, nodes, edges, goal]), () => {
    const { places, columns, rows } = layOut(
      start,
      nodes.map(({ id }) => id),
      edges,
    );
    const [width, height] = [
      Math.max(columns, LEAST.columns) * COLUMN,
      Math.max(rows, LEAST.rows) * ROW,
    ];
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.style.minWidth = `${Math.round(width * TOUCHABLE)}px`;
    svg.style.minHeight = `${Math.round(height * TOUCHABLE)}px`;
    const now = new Set(nodes.filter((one) => one.now).map(({ id }) => id));
    const walked = new Set(visits.slice(1).map((visit, at) => pair(visits[at], visit)));
    const near = new Set(waysFrom(frame));
    return [
      ...edges.map(([a, b]) =>
        edge(places, a, b, [
          now.has(a) && now.has(b) ? "now" : "",
          walked.has(pair(a, b)) ? "walked" : "",
        ]),
      ),
      ...nodes.map((one) =>
        circle(frame, one, /** @type {Place} */ (places.get(one.id)), [
          one.now ? "now" : "",
          one.unexplored ? "unexplored" : "",
          one.id === node ? "here" : "",
          one.id === target ? "target" : "",
          one.id === goal ? "goal" : "",
          near.has(one.id) ? "near" : "",
        ]),
      ),
    ];
  });
}

/**
 * Bring the player into sight, where the graph is larger than its box.
 * @param {HTMLElement} box
 * @param {SVGSVGElement} svg
 */
function follow(box, svg) {
  const here = svg.querySelector(".here");
  if (!here || (box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight)) return;
  const [own, around] = [here.getBoundingClientRect(), box.getBoundingClientRect()];
  box.scrollBy(
    own.x + own.width / 2 - around.x - around.width / 2,
    own.y + own.height / 2 - around.y - around.height / 2,
  );
}

/** @param {number} a @param {number} b */
function pair(a, b) {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/** @param {Place} place */
function centre({ column, row }) {
  return { x: (column + 0.5) * COLUMN, y: (row + 0.5) * ROW };
}

/**
 * @param {Map<number, Place>} places
 * @param {number} a
 * @param {number} b
 * @param {string[]} marks
 */
function edge(places, a, b, marks) {
  const [from, to] = [a, b].map((id) => centre(/** @type {Place} */ (places.get(id))));
  const ends = { x1: String(from.x), y1: String(from.y), x2: String(to.x), y2: String(to.y) };
  return makeSvg("line", { class: ["edge", ...marks].filter(Boolean).join(" "), ...ends });
}

/**
 * @param {GraphFrame} frame
 * @param {import("./frame.js").GraphNode} one
 * @param {Place} place
 * @param {string[]} marks
 */
function circle(frame, one, place, marks) {
  const { x, y } = centre(place);
  const group = makeSvg("g", {
    class: ["node", ...marks].filter(Boolean).join(" "),
    "data-node": String(one.id),
    transform: `translate(${x} ${y})`,
  });
  const what = one.id === frame.node ? t("you_are_here") : nodeWords(frame, one.id);
  group.append(
    makeSvg(
      "title",
      {},
      [t("node_number", { id: one.id }), what, one.now ? "" : t("remembered")]
        .filter(Boolean)
        .join(", "),
    ),
    makeSvg("rect", {
      class: "hit",
      x: String(-COLUMN / 2),
      y: String(-ROW / 2),
      width: String(COLUMN),
      height: String(ROW),
    }),
    ...(one.id === frame.target
      ? [makeSvg("circle", { class: "ring", r: String(RADIUS + 5) })]
      : []),
    makeSvg("circle", { class: "dot", r: String(RADIUS) }),
    makeSvg("text", { class: "label", "text-anchor": "middle", dy: "0.36em" }, String(one.id)),
    ...(one.unexplored
      ? [makeSvg("text", { class: "more", x: String(RADIUS + 4), dy: "0.3em" }, "?")]
      : []),
  );
  return group;
}
