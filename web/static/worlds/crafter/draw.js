// Draws a state frame on a canvas.
import { make, setAttribute } from "../../lib/dom.js";
import { placeIn, wayCells } from "./chart.js";
import { CREATURES, FACINGS, HEIGHT, MATERIALS, WIDTH } from "./frame.js";
import { drawArrow, drawDots, drawFlag, drawFrame } from "./marks.js";
import { loadTextures, textureAddress } from "./textures.js";
import { describe } from "./words.js";

/** @typedef {import("./frame.js").CrafterFrame} CrafterFrame */

const TEXTURE = 16; // pixels along a texture's side
const OUTSIDE = "#6b6f6d";
const CENTER = { x: (WIDTH - 1) / 2, y: (HEIGHT - 1) / 2 };

/** Empty until `load` is through. @type {Map<string, HTMLImageElement>} */
let textures = new Map();

/** Load what can stand on the board. */
export async function load() {
  const players = [...FACINGS.map(({ name }) => `player-${name}`), "player-sleep"];
  await loadTextures();
  const names = [...MATERIALS.slice(1), ...CREATURES, ...players];
  const images = await Promise.all(names.map(loadImage));
  textures = new Map(names.map((name, i) => [name, images[i]]));
}

/** @param {string} name @returns {Promise<HTMLImageElement>} */
async function loadImage(name) {
  const image = new Image();
  image.src = textureAddress(name);
  await image.decode();
  return image;
}

/**
 * Size a canvas to fit a box, at whole or quarter device pixels a texel so that it stays crisp.
 * @param {HTMLElement} picture the canvas
 * @param {number} width CSS pixels at the most
 * @param {number} height CSS pixels at the most
 * @returns {boolean} whether the size changed and the canvas is blank now
 */
export function fit(picture, width, height) {
  const canvas = /** @type {HTMLCanvasElement} */ (picture);
  const ratio = window.devicePixelRatio || 1;
  const scale = Math.min(
    (width * ratio) / (WIDTH * TEXTURE),
    (height * ratio) / (HEIGHT * TEXTURE),
  );
  const cell = TEXTURE * Math.max(1, Math.floor(4 * scale) / 4);
  if (canvas.width === WIDTH * cell && canvas.height === HEIGHT * cell) return false;
  canvas.width = WIDTH * cell;
  canvas.height = HEIGHT * cell;
  canvas.style.width = `${canvas.width / ratio}px`;
  canvas.style.height = `${canvas.height / ratio}px`;
  return true;
}

/**
 * Show a frame, and say what is to be seen.
 * @param {HTMLElement} picture the canvas
 * @param {CrafterFrame} frame
 */
export function draw(picture, frame) {
  const canvas = /** @type {HTMLCanvasElement} */ (picture);
  paint(canvas, frame);
  showAim(canvas, frame);
  setAttribute(picture, "aria-label", describe(frame));
  setAttribute(picture, "data-action", String(frame.action ?? ""));
}

/** A small picture. @param {CrafterFrame} frame */
export function thumbnail(frame) {
  const attributes = { width: "144", height: "112", "aria-hidden": "true" };
  const canvas = /** @type {HTMLCanvasElement} */ (make("canvas", attributes));
  paint(canvas, frame);
  return canvas;
}

/** A picture that was loaded; undefined before that. @param {string} name */
export function texture(name) {
  return textures.get(name);
}

/**
 * Draw where the plan leads: dots along the way, a flag at its end, or an arrow towards one that is
 * out of sight.
 * @param {HTMLCanvasElement} canvas
 * @param {CrafterFrame} frame
 */
function showAim(canvas, frame) {
  const context = canvas.getContext("2d", { alpha: false });
  const { aim, position } = frame;
  if (!context || !aim || frame.dead) return;
  const cell = canvas.width / WIDTH;
  const [dx, dy] = [aim.x - position.x, aim.y - position.y];
  drawDots(context, wayCells(frame), (at) => [
    (at.x - position.x + CENTER.x + 0.5) * cell,
    (at.y - position.y + CENTER.y + 0.5) * cell,
    cell,
  ]);
  if (placeIn(frame, aim) >= 0) {
    const [x, y] = [(dx + CENTER.x) * cell, (dy + CENTER.y) * cell];
    drawFrame(context, x, y, cell);
    drawFlag(context, x, y, cell);
  } else {
    const reach = Math.min(CENTER.x / Math.abs(dx), CENTER.y / Math.abs(dy));
    const [x, y] = [(dx * reach + CENTER.x + 0.5) * cell, (dy * reach + CENTER.y + 0.5) * cell];
    drawArrow(context, x, y, cell, Math.atan2(dy, dx));
  }
}

/** @param {HTMLCanvasElement} canvas @param {CrafterFrame} frame */
function paint(canvas, frame) {
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) return;
  const cell = canvas.width / WIDTH;
  context.imageSmoothingEnabled = false;
  /** @param {string} name @param {number} x @param {number} y */
  const put = (name, x, y) => {
    const image = textures.get(name);
    if (image) context.drawImage(image, x * cell, y * cell, cell, cell);
  };
  context.fillStyle = OUTSIDE;
  context.fillRect(0, 0, canvas.width, canvas.height);
  frame.cells.forEach((material, i) => put(MATERIALS[material], i % WIDTH, Math.floor(i / WIDTH)));
  for (const { cell: at, texture } of frame.creatures)
    put(CREATURES[texture], at % WIDTH, Math.floor(at / WIDTH));
  put(frame.asleep ? "player-sleep" : `player-${FACINGS[frame.facing].name}`, CENTER.x, CENTER.y);
  if (frame.asleep) shadeSleep(context);
  else shadeNight(context, cell, 1 - frame.daylight);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} cell
 * @param {number} darkness 0 to 1
 */
function shadeNight(context, cell, darkness) {
  const { width, height } = context.canvas;
  const shade = context.createRadialGradient(
    width / 2,
    height / 2,
    cell,
    width / 2,
    height / 2,
    width * 0.6,
  );
  shade.addColorStop(0, `rgb(4 12 48 / ${0.35 * darkness})`);
  shade.addColorStop(1, `rgb(2 6 28 / ${0.85 * darkness})`);
  context.fillStyle = shade;
  context.fillRect(0, 0, width, height);
}

/** @param {CanvasRenderingContext2D} context */
function shadeSleep(context) {
  const { width, height } = context.canvas;
  context.globalCompositeOperation = "saturation";
  context.fillStyle = "#000";
  context.fillRect(0, 0, width, height);
  context.globalCompositeOperation = "source-over";
  context.fillStyle = "rgb(10 10 18 / 0.62)";
  context.fillRect(0, 0, width, height);
}
