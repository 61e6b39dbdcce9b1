// The game's own pictures. They come in one file, which is cut here: one request each would take
// most of the time to the first picture.
import { at } from "../../lib/root.js";

const ALL = at("/assets/crafter/all.json");

/** Addresses by name; empty until they are loaded. @type {Map<string, string>} */
let addresses = new Map();

/** Load the pictures; without them each has an address of its own. */
export async function loadTextures() {
  addresses = await cut(ALL).catch(() => new Map());
}

/** Address of a texture. @param {string} texture @returns {string} */
export function textureAddress(texture) {
  return addresses.get(texture) ?? at(`/assets/crafter/${texture}.png`);
}

/** Texture that stands for an achievement. @param {string} achievement */
export function achievementTexture(achievement) {
  if (achievement === "wake_up") return "player-sleep";
  if (achievement === "eat_plant") return "plant-ripe";
  return achievement.slice(achievement.indexOf("_") + 1);
}

/**
 * Cut a sheet of pictures, see server/core/pictures.py.
 * @param {string} address
 * @returns {Promise<Map<string, string>>}
 */
async function cut(address) {
  const { names, columns, size, sheet } = await (await fetch(address)).json();
  const whole = new Image();
  whole.src = sheet;
  await whole.decode();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const context = canvas.getContext("2d");
  return new Map(
    names.map((/** @type {string} */ name, /** @type {number} */ at) => {
      const [x, y] = [(at % columns) * size, Math.floor(at / columns) * size];
      context?.clearRect(0, 0, size, size);
      context?.drawImage(whole, -x, -y);
      return [name, canvas.toDataURL()];
    }),
  );
}
