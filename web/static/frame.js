// Decodes the binary state frame; server/frame.py has the layout.

export const WIDTH = 9;
export const HEIGHT = 7;
const VERSION = 1;
const ITEMS_AT = 20;
const CELLS_AT = 36;
const CREATURES_AT = 99;

/** Index = the frame's material id. */
export const MATERIALS = [
  "outside",
  "water",
  "grass",
  "stone",
  "path",
  "sand",
  "tree",
  "lava",
  "coal",
  "iron",
  "diamond",
  "table",
  "furnace",
];
/** Index = the frame's creature texture. */
export const CREATURES = [
  "cow",
  "zombie",
  "skeleton",
  "plant",
  "plant-ripe",
  "arrow-left",
  "arrow-right",
  "arrow-up",
  "arrow-down",
];
/** Index = the frame's facing: how textures call it, and the step to the faced cell. */
export const FACINGS = [
  { name: "left", dx: -1, dy: 0 },
  { name: "right", dx: 1, dy: 0 },
  { name: "up", dx: 0, dy: -1 },
  { name: "down", dx: 0, dy: 1 },
];

/**
 * @typedef {object} Frame
 * @property {boolean} asleep
 * @property {boolean} dead
 * @property {boolean} person whether a person drives
 * @property {number} ack id mod 65536 of the last `act` in it, 0 for none
 * @property {number} step
 * @property {number} seq newest event that it is not older than
 * @property {number} daylight 0 to 1
 * @property {number} facing index into FACINGS
 * @property {number | null} action last action played
 * @property {number} unlocked bits, in the order of `welcome.achievements`
 * @property {Uint8Array} items counts, in the order of `welcome.items`
 * @property {Uint8Array} cells 63 material ids, row by row from the north-west
 * @property {{ cell: number, texture: number }[]} creatures
 */

/**
 * Read one state frame.
 * @param {ArrayBuffer} buffer
 * @returns {Frame}
 * @throws {RangeError} for another version or a frame that is cut short
 */
export function decodeFrame(buffer) {
  if (buffer.byteLength < CREATURES_AT) {
    throw new RangeError(`a state frame has at least ${CREATURES_AT} bytes, this one has ${buffer.byteLength}`);
  }
  const data = new DataView(buffer);
  if (data.getUint8(0) !== VERSION) throw new RangeError(`state frame version ${data.getUint8(0)}, this page reads ${VERSION}`);
  const count = data.getUint8(15);
  const bytes = new Uint8Array(buffer);
  if (bytes.length < CREATURES_AT + 2 * count) throw new RangeError(`a state frame of ${count} creatures is cut short`);
  const flags = data.getUint8(1);
  const action = data.getUint8(14);
  return {
    asleep: (flags & 1) !== 0,
    dead: (flags & 2) !== 0,
    person: (flags & 4) !== 0,
    ack: data.getUint16(2, true),
    step: data.getUint32(4, true),
    seq: data.getUint32(8, true),
    daylight: data.getUint8(12) / 255,
    facing: data.getUint8(13),
    action: action === 255 ? null : action,
    unlocked: data.getUint32(16, true),
    items: bytes.slice(ITEMS_AT, CELLS_AT),
    cells: bytes.slice(CELLS_AT, CREATURES_AT),
    creatures: Array.from({ length: count }, (_, i) => ({
      cell: bytes[CREATURES_AT + 2 * i],
      texture: bytes[CREATURES_AT + 2 * i + 1],
    })),
  };
}
