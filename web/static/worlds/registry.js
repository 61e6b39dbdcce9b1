// Finds worlds by their names and by their frames.
import { t } from "../lib/texts.js";
import * as listed from "./index.js";

/** @typedef {import("./world.js").World} World */
/** @typedef {import("./world.js").Frame} Frame */

const HEAD_BYTES = 12;

/** @type {World[]} */
export const WORLDS = Object.values(listed);

/** The world of a name such as "pogs:nodes=30". @param {string | undefined} name */
export function findWorld(name) {
  const kind = name?.split(":")[0];
  return WORLDS.find((world) => world.name === kind);
}

/** What is said where a world cannot be shown. @param {string} name */
export function unknownWorld(name) {
  return t("this_page_cannot_show_the", { name });
}

/**
 * Read a state frame: all begin alike, and the first byte tells whose the rest is.
 * @param {ArrayBuffer} buffer
 * @returns {Frame}
 * @throws {RangeError} for a version of no world here, or a frame that is cut short
 */
export function decodeFrame(buffer) {
  if (buffer.byteLength < HEAD_BYTES) {
    throw new RangeError(
      `a state frame has at least ${HEAD_BYTES} bytes, this one has ${buffer.byteLength}`,
    );
  }
  const data = new DataView(buffer);
  const version = data.getUint8(0);
  const world = WORLDS.find((one) => one.version === version);
  if (!world) {
    const known = WORLDS.map((one) => one.version).join(", ");
    throw new RangeError(`state frame version ${version}, this page reads ${known}`);
  }
  return {
    world: world.name,
    person: (data.getUint8(1) & 4) !== 0,
    ack: data.getUint16(2, true),
    step: data.getUint32(4, true),
    seq: data.getUint32(8, true),
    ...world.decode(data),
  };
}

/** What a world is called: "Crafter", "POGS (30 nodes, 3 hops)". @param {string} name */
export function worldTitle(name) {
  const [kind, settings] = name.split(":");
  const title = findWorld(kind)?.title ?? kind;
  if (!settings) return title;
  const words = settings.split(",").map((part) => part.split("=").reverse().join(" "));
  return `${title} (${words.join(", ")})`;
}

/**
 * What the world of a seed is called: "World 7", "POGS (30 nodes) 7".
 * @param {string} name
 * @param {number} seed
 */
export function seedTitle(name, seed) {
  return `${findWorld(name)?.seedTitle ?? worldTitle(name)} ${seed}`;
}
