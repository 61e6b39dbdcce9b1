// The board and the map as inputs: a cell that is pointed at is explained, one that is clicked has
// a menu of what can be asked for there. By mouse, by touch (a long press explains), and by keys:
// arrows (on the board with Shift while one drives) move a cursor, Enter opens the menu.
import { byId, setAttribute, setShown, setText } from "../../lib/dom.js";
import { choices, explain, holdings, lookAt, placeWords } from "./cells.js";
import { isInside, placeIn } from "./chart.js";
import { HEIGHT, WIDTH } from "./frame.js";
import { boxOf, cellUnder, mapIn, pointAt, reveal } from "./map.js";
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
 * @property {(event: MouseEvent) => Cell} cellUnder
 * @property {(cell: Cell) => DOMRect} boxOf on the page
 * @property {(cell: Cell | null) => void} point at a cell, or at none
 * @property {HTMLElement} words where it is told what is pointed at
 * @property {(cell: Cell) => boolean} reach whether the cursor can go there, which is shown
 * @property {import("./chart.js").Chart} [chart] what is recalled
 * @property {boolean} drives whether its plain arrows are the game's while one drives
 */

/**
 * A place in the plan that is being written: it is told from where the player is, who walks on
 * meanwhile.
 * @type {{ cell: Cell, told: string } | null}
 */
let pinned = null;

/** Who plays on this page. @type {Player | null} */
let listening = null;

/** Listen to board and map. @param {Player} player */
export function listenToCells(player) {
  listening = player;
  const frame = () => crafterFrame(player);
  const board = /** @type {HTMLCanvasElement} */ (byId("board"));
  listenTo(player, {
    canvas: board,
    cellUnder: ({ clientX, clientY }) => {
      const box = board.getBoundingClientRect();
      const { x, y } = frame()?.position ?? { x: 0, y: 0 };
      const column = Math.floor(((clientX - box.left) / box.width) * WIDTH);
      const row = Math.floor(((clientY - box.top) / box.height) * HEIGHT);
      return { x: x + column - (WIDTH - 1) / 2, y: y + row - (HEIGHT - 1) / 2 };
    },
    boxOf: (cell) => boardBox(board, frame(), cell),
    point: (cell) => showTip(board, frame(), cell),
    words: byId("cell-tip"),
    reach: (cell) => {
      const now = frame();
      return now !== null && placeIn(now, cell) >= 0;
    },
    drives: true,
  });
  const map = mapIn(byId("map"));
  map.part.dataset.hint = "Click where it should go. Drag to look around.";
  listenTo(player, {
    canvas: map.canvas,
    cellUnder: (event) => cellUnder(map, event),
    boxOf: (cell) => boxOf(map, cell),
    point: (cell) => pointAt(map, cell),
    words: /** @type {HTMLElement} */ (map.part.querySelector(".map-told")),
    reach: (cell) => {
      if (!isInside(cell)) return false;
      reveal(map, cell);
      return true;
    },
    get chart() {
      return map.chart;
    },
    drives: false,
  });
}

/** Tells anew what is pointed at, for each surface. @type {(() => void)[]} */
const again = [];

/**
 * The player may have walked on: tell anew what is pointed at, and the place in the plan that is
 * being written.
 * @param {CrafterFrame} frame
 */
export function followCells(frame) {
  for (const tell of again) tell();
  if (!pinned || !listening) return;
  const told = `at ${placeWords(frame.position, pinned.cell)}`;
  if (told === pinned.told) return;
  pinned = listening.reword(pinned.told, told) ? { ...pinned, told } : null;
}

/** @param {Player} player @param {Surface} surface */
function listenTo(player, surface) {
  const { canvas } = surface;
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
  again.push(() => {
    if (mouse) point(surface.cellUnder(mouse));
    else if (cursor) surface.point(cursor);
  });
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
    offer(player, surface, cell, () => touch && point(null));
  });
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const frame = crafterFrame(player);
    if (!frame) return;
    const arrow = ARROWS[event.key];
    if (arrow && (!surface.drives || event.shiftKey || !player.drives())) {
      const from = cursor ?? frame.position;
      const cell = { x: from.x + arrow[0], y: from.y + arrow[1] };
      mouse = null;
      setAttribute(surface.words, "aria-live", "polite");
      if (surface.reach(cell)) point(cell);
    } else if (event.key === "Enter") {
      offer(player, surface, cursor ?? frame.position, () => {});
    } else if (event.key === "Escape" && cursor) {
      point(null);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
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
    player.hint("Give the controls back to ask for something here.");
    return;
  }
  const look = lookAt(cell, frame, surface.chart);
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

/** @param {HTMLCanvasElement} board @param {CrafterFrame | null} frame @param {Cell} cell */
function boardBox(board, frame, cell) {
  const box = board.getBoundingClientRect();
  const [width, height] = [box.width / WIDTH, box.height / HEIGHT];
  const place = frame ? placeIn(frame, cell) : -1;
  const [column, row] = [place % WIDTH, Math.floor(place / WIDTH)];
  return new DOMRect(box.left + column * width, box.top + row * height, width, height);
}

/**
 * Say what is on a cell of the board.
 * @param {HTMLCanvasElement} board
 * @param {CrafterFrame | null} frame
 * @param {Cell | null} cell
 */
function showTip(board, frame, cell) {
  const seen = frame && cell && placeIn(frame, cell) >= 0;
  setShown("cell-tip", Boolean(seen));
  setShown("cell-mark", Boolean(seen));
  if (!frame || !cell || !seen) return;
  setText("cell-tip", explain(lookAt(cell, frame), holdings(frame)));
  const place = placeIn(frame, cell);
  const [column, row] = [place % WIDTH, Math.floor(place / WIDTH)];
  const mark = byId("cell-mark");
  const [width, height] = [board.offsetWidth / WIDTH, board.offsetHeight / HEIGHT];
  mark.style.cssText = `left: ${board.offsetLeft + column * width}px;
    top: ${board.offsetTop + row * height}px; width: ${width}px; height: ${height}px`;
  byId("cell-tip").dataset.at = row < HEIGHT / 2 ? "bottom" : "top";
}
