// The board and the map as inputs: a cell that is pointed at is explained, on every page. Where one
// plays, a cell that is clicked has a menu of what can be asked for there. By mouse, by touch (a
// long press explains), and by keys: arrows (on the board with Shift while one drives) move a
// cursor, Enter opens the menu.
import { t } from "../../lib/texts.js";
import { setAttribute } from "../../lib/dom.js";
import { choices, explain, holdings, lookAt, placeWords } from "./cells.js";
import { isInside, placeIn } from "./chart.js";
import { HEIGHT, WIDTH } from "./frame.js";
import { boxOf, cellUnder, pointAt, reveal } from "./map.js";
import { openMenu } from "./menu.js";

/** @typedef {import("./frame.js").CrafterFrame} CrafterFrame */
/** @typedef {import("./frame.js").Cell} Cell */
/** @typedef {import("../world.js").Player} Player */

const LONG_PRESS_MS = 450;
const TOLD_MS = 4000; // what a long press told is shown for so long
/** @type {Record<string, [number, number]>} */
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Something whose cells can be pointed at.
 * @typedef {object} Surface
 * @property {HTMLCanvasElement} canvas
 * @property {CrafterFrame} frame that it shows
 * @property {(event: MouseEvent) => Cell} cellUnder
 * @property {(cell: Cell) => DOMRect} boxOf on the page
 * @property {(cell: Cell | null) => void} point at a cell, or at none
 * @property {Element} words where it is told what is pointed at
 * @property {(cell: Cell) => boolean} reach whether the cursor can go there, which is shown
 * @property {() => import("./chart.js").Chart | undefined} chart what is recalled
 * @property {boolean} drives whether its plain arrows are the game's while one drives
 * @property {() => void} again tells anew what is pointed at
 */

/** What can be pointed at, by canvas. @type {WeakMap<HTMLCanvasElement, Surface>} */
const surfaces = new WeakMap();

/**
 * A place in the plan that is being written: it is told from where the player is, who walks on
 * meanwhile.
 * @type {{ cell: Cell, told: string } | null}
 */
let pinned = null;

/** Who plays on this page; nobody on others. @type {Player | null} */
let player = null;

/** From now on board and map can be asked for something. @param {Player} one */
export function listenToCells(one) {
  player = one;
}

/**
 * A board shows a picture: explain what is pointed at in it.
 * @param {HTMLCanvasElement} board
 * @param {CrafterFrame} frame
 */
export function pointOnBoard(board, frame) {
  const surface = surfaces.get(board) ?? listenTo(boardSurface(board, frame));
  surface.frame = frame;
  surface.again();
}

/**
 * A map shows what was known with a picture: explain what is pointed at on it.
 * @param {import("./map.js").MapState} map
 * @param {CrafterFrame} frame
 */
export function pointOnMap(map, frame) {
  const surface = surfaces.get(map.canvas) ?? listenTo(mapSurface(map, frame));
  surface.frame = frame;
  surface.again();
}

/** @param {HTMLCanvasElement} board @param {CrafterFrame} frame @returns {Surface} */
function boardSurface(board, frame) {
  const around = /** @type {Element} */ (board.parentElement);
  /** @type {Surface} */
  const surface = {
    canvas: board,
    frame,
    cellUnder: ({ clientX, clientY }) => {
      const box = board.getBoundingClientRect();
      const { x, y } = surface.frame.position;
      const column = Math.floor(((clientX - box.left) / box.width) * WIDTH);
      const row = Math.floor(((clientY - box.top) / box.height) * HEIGHT);
      return { x: x + column - (WIDTH - 1) / 2, y: y + row - (HEIGHT - 1) / 2 };
    },
    boxOf: (cell) => boardBox(board, surface.frame, cell),
    point: (cell) => showTip(surface, cell),
    words: /** @type {Element} */ (around.querySelector(".cell-tip")),
    reach: (cell) => placeIn(surface.frame, cell) >= 0,
    chart: () => undefined,
    drives: true,
    again: () => {},
  };
  return surface;
}

/** @param {import("./map.js").MapState} map @param {CrafterFrame} frame @returns {Surface} */
function mapSurface(map, frame) {
  map.part.dataset.hint = player
    ? t("click_where_it_should_go")
    : t("point_at_a_place_to");
  return {
    canvas: map.canvas,
    frame,
    cellUnder: (event) => cellUnder(map, event),
    boxOf: (cell) => boxOf(map, cell),
    point: (cell) => pointAt(map, cell),
    words: /** @type {Element} */ (map.part.querySelector(".map-told")),
    reach: (cell) => {
      if (!isInside(cell)) return false;
      reveal(map, cell);
      return true;
    },
    chart: () => map.chart,
    drives: false,
    again: () => {},
  };
}

/**
 * The player may have walked on: tell anew the place in the plan that is being written.
 * @param {CrafterFrame} frame
 */
export function followPinned(frame) {
  if (!pinned || !player) return;
  const told = `at ${placeWords(frame.position, pinned.cell)}`;
  if (told === pinned.told) return;
  pinned = player.reword(pinned.told, told) ? { ...pinned, told } : null;
}

/** Begin to listen to it. @param {Surface} surface */
function listenTo(surface) {
  const { canvas } = surface;
  surfaces.set(canvas, surface);
  /** @type {Cell | null} */
  let cursor = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let pressed = false; // for long: the click that follows is none
  /** Where the mouse rests, while it does. @type {PointerEvent | null} */
  let mouse = null;
  const point = (/** @type {Cell | null} */ cell) => {
    cursor = cell;
    surface.point(cell);
  };
  surface.again = () => {
    if (mouse) point(surface.cellUnder(mouse));
    else if (cursor) surface.point(cursor);
  };
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse") return;
    mouse = event;
    setAttribute(surface.words, "aria-live", "off");
    point(surface.cellUnder(event));
  });
  canvas.addEventListener("pointerdown", (event) => {
    pressed = false;
    clearTimeout(timer);
    if (event.pointerType === "mouse") return;
    timer = setTimeout(() => {
      pressed = true;
      point(surface.cellUnder(event));
    }, LONG_PRESS_MS);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      clearTimeout(timer);
      if (pressed) timer = setTimeout(() => point(null), TOLD_MS);
    });
  }
  canvas.addEventListener("pointerleave", () => {
    if (!mouse) return;
    mouse = null;
    point(null);
  });
  canvas.addEventListener("contextmenu", (event) => pressed && event.preventDefault());
  canvas.addEventListener("blur", () => point(null));
  canvas.addEventListener("click", (event) => {
    if (pressed) return;
    const cell = surface.cellUnder(event);
    if (!isInside(cell)) return;
    const touch = /** @type {PointerEvent} */ (event).pointerType === "touch";
    point(cell);
    if (player) offer(player, surface, cell, () => touch && point(null));
  });
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    // Who looks back has the keys to go on; where nobody plays the board has none.
    if (player ? !crafterFrame(player) : surface.drives) return;
    const { position } = surface.frame;
    const arrow = ARROWS[event.key];
    if (arrow && (!surface.drives || event.shiftKey || !player?.drives())) {
      const from = cursor ?? position;
      const cell = { x: from.x + arrow[0], y: from.y + arrow[1] };
      mouse = null;
      setAttribute(surface.words, "aria-live", "polite");
      if (surface.reach(cell)) point(cell);
    } else if (event.key === "Enter" && player) {
      offer(player, surface, cursor ?? position, () => {});
    } else if (event.key === "Escape" && cursor) {
      point(null);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  return surface;
}

/**
 * Open the menu of a cell. Who drives is only told what is there.
 * @param {Player} player
 * @param {Surface} surface
 * @param {Cell} cell
 * @param {() => void} closed told when the menu is closed
 */
function offer(player, surface, cell, closed) {
  const frame = crafterFrame(player);
  if (!frame || frame.dead) return;
  if (player.drives()) {
    player.hint(t("give_the_controls_back_to"));
    return;
  }
  const look = lookAt(cell, frame, surface.chart());
  const held = holdings(frame);
  const here = cell.x === frame.position.x && cell.y === frame.position.y;
  openMenu({
    beside: surface.boxOf(cell),
    title: explain(look, held),
    choices: choices(look, held, here),
    choose: (choice, how) => {
      // The player may have walked on since the menu was opened.
      const now = crafterFrame(player) ?? frame;
      const place = placeWords(now.position, cell);
      const text = choice.plan(place);
      if (how === "send") return player.send(text);
      pinned = { cell, told: `at ${place}` };
      player.write(text);
    },
    closed: (chosen) => {
      closed();
      const lost = document.activeElement === document.body;
      if (!chosen && lost) surface.canvas.focus({ preventScroll: true });
    },
  });
}

/** The newest picture, if it is of this world. @param {Player} player */
function crafterFrame(player) {
  const frame = player.frame();
  return frame?.world === "crafter" ? /** @type {CrafterFrame} */ (frame) : null;
}

/** @param {HTMLCanvasElement} board @param {CrafterFrame} frame @param {Cell} cell */
function boardBox(board, frame, cell) {
  const box = board.getBoundingClientRect();
  const [width, height] = [box.width / WIDTH, box.height / HEIGHT];
  const { column, row } = spot(placeIn(frame, cell));
  return new DOMRect(box.left + column * width, box.top + row * height, width, height);
}

/** @param {number} place of a cell in a picture */
function spot(place) {
  return { column: place % WIDTH, row: Math.floor(place / WIDTH) };
}

/** Say what is on a cell of a board. @param {Surface} surface @param {Cell | null} cell */
function showTip({ canvas, frame, words }, cell) {
  const tip = /** @type {HTMLElement} */ (words);
  const mark = /** @type {HTMLElement} */ (canvas.parentElement?.querySelector(".cell-mark"));
  const place = cell ? placeIn(frame, cell) : -1;
  tip.hidden = mark.hidden = place < 0;
  if (!cell || place < 0) return;
  const text = explain(lookAt(cell, frame), holdings(frame));
  if (tip.textContent !== text) tip.textContent = text;
  const { column, row } = spot(place);
  const [width, height] = [canvas.offsetWidth / WIDTH, canvas.offsetHeight / HEIGHT];
  mark.style.cssText = `left: ${canvas.offsetLeft + column * width}px;
    top: ${canvas.offsetTop + row * height}px; width: ${width}px; height: ${height}px`;
  tip.dataset.at = row < HEIGHT / 2 ? "bottom" : "top";
}
