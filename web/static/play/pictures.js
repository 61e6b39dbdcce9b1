// The pictures of steps that were played, asked for in blocks and kept: a drag over the timeline
// wants many, one after the other.
import { request } from "../lib/request.js";
import { decodeFrame } from "../worlds/registry.js";

/** @typedef {import("../worlds/world.js").Frame} Frame */
/** @typedef {{ first: number, frames: ArrayBuffer[], fault: string }} Block */

/**
 * @typedef {object} Pictures
 * @property {string} address
 * @property {Map<string, { last: number, answer: Promise<Block> }>} blocks by episode and first
 *   step, the one that was wanted last at the end
 */

export const BLOCK = 50; // steps
const KEPT = 60; // blocks

/** @param {string} address without its query @returns {Pictures} */
export function createPictures(address) {
  return { address, blocks: new Map() };
}

/**
 * The picture of a step.
 * @param {Pictures} pictures
 * @param {number} episode
 * @param {number} step
 * @param {number} newest step that the episode has
 * @returns {Promise<{ frame: Frame | null, fault: string }>} `fault`: why there is none, for people
 */
export async function pictureAt(pictures, episode, step, newest) {
  const { first, frames, fault } = await block(pictures, episode, step, newest);
  const frame = frames[step - first];
  return frame ? { frame: decodeFrame(frame), fault: "" } : { frame: null, fault };
}

/**
 * @param {Pictures} pictures
 * @param {number} episode
 * @param {number} step
 * @param {number} newest
 * @returns {Promise<Block>}
 */
function block(pictures, episode, step, newest) {
  const { blocks } = pictures;
  const first = step - (step % BLOCK);
  const last = Math.min(first + BLOCK - 1, newest);
  const key = `${episode} ${first}`;
  const known = blocks.get(key);
  blocks.delete(key);
  const kept =
    known && known.last >= step
      ? known
      : { last, answer: ask(pictures, key, episode, first, last) };
  blocks.set(key, kept);
  for (const oldest of blocks.keys()) {
    if (blocks.size <= KEPT) break;
    blocks.delete(oldest);
  }
  return kept.answer;
}

/**
 * @param {Pictures} pictures
 * @param {string} key is forgotten if there is no answer
 * @param {number} episode
 * @param {number} first
 * @param {number} last
 * @returns {Promise<Block>}
 */
async function ask({ address, blocks }, key, episode, first, last) {
  const query = `episode=${episode}&first=${first}&last=${last}`;
  const { ok, data, fault } = await request(`${address}?${query}`, { as: "arrayBuffer" });
  if (!ok) blocks.delete(key);
  return { first, frames: ok ? unpack(data) : [], fault };
}

/** Frames, each behind its length. @param {ArrayBuffer} data @returns {ArrayBuffer[]} */
export function unpack(data) {
  const view = new DataView(data);
  const frames = [];
  for (let at = 0; at < data.byteLength; ) {
    const length = view.getUint16(at, true);
    frames.push(data.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return frames;
}
