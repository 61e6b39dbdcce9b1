// Decodes Crafter's state frame behind its head; agent/worlds/crafter/frame.py has the layout.

export const WIDTH = 9;
export const HEIGHT = 7;
const ITEMS_AT = 20;
const CELLS_AT = 36;
const CREATURES_AT = 99;
const AIM_BYTES = 5; // behind the creatures, before the moves
const NOWHERE = 255;

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

/** A cell of the world, from its north-west. @typedef {{ x: number, y: number }} Cell */
/**
 * @typedef {object} CrafterPart
 * @property {boolean} asleep
 * @property {boolean} dead
 * @property {number} daylight 0 to 1
 * @property {number} facing index into FACINGS
 * @property {number | null} action last action played
 * @property {number} unlocked bits, in the order of the episode's achievements
 * @property {Uint8Array} items counts, in the order of the episode's items
 * @property {Uint8Array} cells 63 material ids, row by row from the north-west
 * @property {{ cell: number, texture: number }[]} creatures
 * @property {Cell} position where the player is, by dead reckoning
 * @property {Cell | null} aim where the plan in force leads, if that is known
 * @property {number[]} way moves to there, as indices into FACINGS; empty where none is known
 */
/** @typedef {import("../world.js").Frame & CrafterPart} CrafterFrame */

/**
 * Read what follows the head.
 * @param {DataView} data of the whole frame
 * @returns {CrafterPart}
 * @throws {RangeError} for a frame that is cut short
 */
export function decode(data) {
  if (data.byteLength < CREATURES_AT) {
    throw new RangeError(
      `a frame of Crafter has at least ${CREATURES_AT} bytes, this one has ${data.byteLength}`,
    );
  }
  const count = data.getUint8(15);
  const bytes = new Uint8Array(data.buffer);
  const aimAt = CREATURES_AT + 2 * count;
  const wayAt = aimAt + AIM_BYTES;
  if (bytes.length < wayAt || bytes.length < wayAt + bytes[wayAt - 1]) {
    throw new RangeError(`a state frame of ${count} creatures is cut short`);
  }
  const [x, y, aimX, aimY, moves] = bytes.slice(aimAt, wayAt);
  const flags = data.getUint8(1);
  const action = data.getUint8(14);
  return {
    asleep: (flags & 1) !== 0,
    dead: (flags & 2) !== 0,
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
    position: { x, y },
    aim: aimX === NOWHERE ? null : { x: aimX, y: aimY },
    way: Array.from(bytes.slice(wayAt, wayAt + moves)),
  };
}
