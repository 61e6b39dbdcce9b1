// Decodes the binary state frames: all begin alike (server/frames/head.py), and the version tells whose the rest is.
import { decodeCrafter } from "./crafter/frame.js";
import { decodeGraph } from "./pogs/frame.js";

const HEAD_BYTES = 12;

/**
 * @typedef {object} Head
 * @property {boolean} person whether a person drives
 * @property {number} ack id mod 65536 of the last `act` in it, 0 for none
 * @property {number} step
 * @property {number} seq newest event that it is not older than
 */
/** @typedef {import("./crafter/frame.js").CrafterFrame | import("./pogs/frame.js").GraphFrame} Frame */

/**
 * Read one state frame.
 * @param {ArrayBuffer} buffer
 * @returns {Frame}
 * @throws {RangeError} for another version or a frame that is cut short
 */
export function decodeFrame(buffer) {
  if (buffer.byteLength < HEAD_BYTES) {
    throw new RangeError(
      `a state frame has at least ${HEAD_BYTES} bytes, this one has ${buffer.byteLength}`,
    );
  }
  const data = new DataView(buffer);
  const head = {
    person: (data.getUint8(1) & 4) !== 0,
    ack: data.getUint16(2, true),
    step: data.getUint32(4, true),
    seq: data.getUint32(8, true),
  };
  switch (data.getUint8(0)) {
    case 1:
      return { ...head, ...decodeCrafter(data) };
    case 2:
      return { ...head, ...decodeGraph(data) };
    default:
      throw new RangeError(`state frame version ${data.getUint8(0)}, this page reads 1 and 2`);
  }
}
