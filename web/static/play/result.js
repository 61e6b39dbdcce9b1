// The picture of a result: the last frame, the achievements, and the game with people and without.
import { t } from "../lib/texts.js";
import { findWorld } from "../worlds/registry.js";
import { aloneWords, worldWords } from "./purpose.js";
import { currentStep } from "./state.js";

/** @typedef {import("./state.js").State} State */

const [WIDTH, HEIGHT] = [800, 420]; // pixels
const MARGIN = 24;
const LINE = 30;
const ICON = 52;
const COLUMNS = 14;

/** What a picture says, by lines. @param {State} state */
export function resultWords(state) {
  const { episode } = state;
  if (!episode) return [];
  const part = Object.keys(episode.unlocked).length;
  const got = t("part_of", { part, all: episode.achievements.length });
  return [
    worldWords(state, episode),
    t("achievements_in_steps", { got, current_step: currentStep(state) }),
    ...aloneWords(state).split(/(?<=\.) /),
  ].filter(Boolean);
}

/** @param {State} state @returns {Promise<Blob | null>} null where it cannot be drawn */
export async function drawResult(state) {
  const { episode, frame } = state;
  const world = findWorld(episode?.world);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const context = canvas.getContext("2d");
  if (!context || !episode || !world) return null;
  context.fillStyle = "#131618";
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.imageSmoothingEnabled = false;
  const small = frame?.world === world.name ? world.thumbnail(frame) : null;
  const isCanvas = small instanceof HTMLCanvasElement;
  if (isCanvas) context.drawImage(small, MARGIN, MARGIN, 324, 252);
  const left = isCanvas ? MARGIN * 2 + 324 : MARGIN;
  context.fillStyle = "#e7eae8";
  context.textBaseline = "top";
  context.font = "600 20px system-ui, sans-serif";
  let top = MARGIN;
  for (const words of ["Sidequest", ...resultWords(state)]) {
    for (const line of wrapped(context, words, WIDTH - MARGIN - left)) {
      context.fillText(line, left, top);
      top += LINE;
    }
  }
  await drawIcons(context, episode, world);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} words
 * @param {number} width
 */
function wrapped(context, words, width) {
  const lines = [""];
  for (const word of words.split(" ")) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./state.js").Episode} episode
 * @param {import("../worlds/world.js").World} world
 */
async function drawIcons(context, { achievements, unlocked }, world) {
  const rows = Math.ceil(achievements.length / COLUMNS);
  for (const [number, name] of achievements.entries()) {
    const address = world.badge?.(name);
    if (!address) continue;
    const icon = new Image();
    icon.src = address;
    await icon.decode();
    const x = MARGIN + (number % COLUMNS) * (ICON + 2);
    const y = HEIGHT - MARGIN - (rows - Math.floor(number / COLUMNS)) * (ICON + 4);
    context.globalAlpha = name in unlocked ? 1 : 0.2;
    context.drawImage(icon, x, y, ICON, ICON);
  }
  context.globalAlpha = 1;
}
