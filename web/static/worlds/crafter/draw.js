// Draws a state frame of Crafter on the canvas.
import { CREATURES, FACINGS, HEIGHT, MATERIALS, WIDTH } from "./frame.js";
import { textureAddress } from "../../play/names.js";

/** @typedef {import("./frame.js").CrafterFrame} Frame */
/** @typedef {Map<string, HTMLImageElement>} Textures */

const TEXTURE = 16; // pixels along a texture's side
const OUTSIDE = "#6b6f6d";
const CENTER = { x: (WIDTH - 1) / 2, y: (HEIGHT - 1) / 2 };

/** Load what can stand on the board. @returns {Promise<Textures>} */
export async function loadTextures() {
  const players = [...FACINGS.map(({ name }) => `player-${name}`), "player-sleep"];
  const names = [...MATERIALS.slice(1), ...CREATURES, ...players];
  const images = await Promise.all(names.map(loadImage));
  return new Map(names.map((name, i) => [name, images[i]]));
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
 * @param {HTMLCanvasElement} canvas
 * @param {number} width CSS pixels at the most
 * @param {number} height CSS pixels at the most
 * @returns {boolean} whether the size changed and the canvas is blank now
 */
export function fit(canvas, width, height) {
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
 * Draw a frame.
 * @param {HTMLCanvasElement} canvas
 * @param {Textures} textures
 * @param {Frame} frame
 */
export function draw(canvas, textures, frame) {
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
  if (frame.asleep) sleep(context);
  else night(context, cell, 1 - frame.daylight);
}

/** @param {CanvasRenderingContext2D} context @param {number} cell @param {number} darkness 0 to 1 */
function night(context, cell, darkness) {
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
function sleep(context) {
  const { width, height } = context.canvas;
  context.globalCompositeOperation = "saturation";
  context.fillStyle = "#000";
  context.fillRect(0, 0, width, height);
  context.globalCompositeOperation = "source-over";
  context.fillStyle = "rgb(10 10 18 / 0.62)";
  context.fillRect(0, 0, width, height);
}
