// The way that was walked, as a small map: north is up.
import { listed, t } from "../../lib/texts.js";
import { makeSvg } from "../../lib/dom.js";

const LEAST = 8; // cells along a side, so that a short way does not look long
const MARGIN = 1; // cells

/**
 * The part of the world that a way needs, as a square.
 * @param {number[][]} way [east, south] after each step
 * @returns {{ x: number, y: number, side: number }} its north-west corner
 */
export function square(way) {
  const ends = [0, 1].map((axis) => {
    const along = way.map((place) => place[axis]);
    return { least: Math.min(...along), most: Math.max(...along) };
  });
  const side = Math.max(LEAST, ...ends.map(({ least, most }) => most - least + 1)) + 2 * MARGIN;
  const [x, y] = ends.map(({ least, most }) => (least + most + 1 - side) / 2);
  return { x, y, side };
}

/** @param {number[][]} way [east, south] after each step @returns {SVGElement} */
export function wayPicture(way) {
  const { x, y, side } = square(way);
  const [east, south] = way[way.length - 1];
  const svg = makeSvg("svg", {
    class: "way",
    viewBox: `${x} ${y} ${side} ${side}`,
    role: "img",
    "aria-label": t("the_way_it_ends", { where_to: whereTo(east, south) }),
  });
  const centre = (/** @type {number} */ at) => String(at + 0.5);
  svg.append(
    makeSvg("polyline", { points: way.map((place) => place.map(centre).join()).join(" ") }),
    makeSvg("circle", { class: "start", cx: centre(0), cy: centre(0), r: "0.45" }),
    makeSvg("circle", { class: "end", cx: centre(east), cy: centre(south), r: "0.45" }),
  );
  return svg;
}

/**
 * "3 east and 2 north of where it began".
 * @param {number} east
 * @param {number} south
 */
export function whereTo(east, south) {
  const parts = [
    east ? `${Math.abs(east)} ${t(east > 0 ? "way_east" : "way_west")}` : "",
    south ? `${Math.abs(south)} ${t(south > 0 ? "way_south" : "way_north")}` : "",
  ].filter(Boolean);
  return parts.length ? t("of_where_it_began", { where: listed(parts) }) : t("where_it_began");
}
