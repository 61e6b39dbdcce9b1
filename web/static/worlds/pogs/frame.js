// Decodes the state frame of POGS behind its head; agent/worlds/pogs/frame.py has the layout.

const NODES_AT = 28;

/**
 * A node that is known.
 * @typedef {object} GraphNode
 * @property {number} id
 * @property {boolean} now whether it is seen now; else it is remembered
 * @property {boolean} unexplored whether it may have neighbours that were not seen yet
 */

/**
 * @typedef {object} GraphPart
 * @property {boolean} reached whether the target is
 * @property {boolean} ledNowhere the last move did
 * @property {number} node where the player is
 * @property {number} target seen or not
 * @property {number | null} action last action played
 * @property {number} hops how many moves away is seen
 * @property {number} size nodes of the whole graph, numbered from 0
 * @property {number} start
 * @property {number} moves that led somewhere
 * @property {number} invalid moves that led nowhere
 * @property {number} backtracks moves back to where the player was two moves before
 * @property {GraphNode[]} nodes in the order in which they were seen first
 * @property {[number, number][]} edges
 * @property {number[]} visits where the player was, the newest last; of more than 255 the newest
 */
/** @typedef {import("../world.js").Frame & GraphPart} GraphFrame */

/**
 * Read what follows the head.
 * @param {DataView} data of the whole frame
 * @returns {GraphPart}
 * @throws {RangeError} for a frame that is cut short
 */
export function decode(data) {
  if (data.byteLength < NODES_AT) {
    throw new RangeError(
      `a frame of POGS has at least ${NODES_AT} bytes, this one has ${data.byteLength}`,
    );
  }
  const [known, joined, visited] = [17, 18, 19].map((at) => data.getUint8(at));
  const edgesAt = NODES_AT + 2 * known;
  const visitsAt = edgesAt + 2 * joined;
  const bytes = new Uint8Array(data.buffer);
  if (bytes.length < visitsAt + visited)
    throw new RangeError(`a state frame of ${known} nodes is cut short`);
  const flags = data.getUint8(1);
  const action = data.getUint8(14);
  return {
    reached: (flags & 1) !== 0,
    ledNowhere: (flags & 2) !== 0,
    node: data.getUint8(12),
    target: data.getUint8(13),
    action: action === 255 ? null : action,
    hops: data.getUint8(15),
    size: data.getUint8(16),
    start: data.getUint8(20),
    moves: data.getUint16(22, true),
    invalid: data.getUint16(24, true),
    backtracks: data.getUint16(26, true),
    nodes: Array.from({ length: known }, (_, i) => {
      const marks = bytes[NODES_AT + 2 * i + 1];
      return { id: bytes[NODES_AT + 2 * i], now: (marks & 1) !== 0, unexplored: (marks & 2) !== 0 };
    }),
    edges: Array.from({ length: joined }, (_, i) => [
      bytes[edgesAt + 2 * i],
      bytes[edgesAt + 2 * i + 1],
    ]),
    visits: [...bytes.slice(visitsAt, visitsAt + visited)],
  };
}

/** The nodes that one move leads to, the lowest first. @param {GraphPart} frame */
export function waysFrom({ node, edges }) {
  const found = edges.flatMap(([a, b]) => (a === node ? [b] : b === node ? [a] : []));
  return found.sort((a, b) => a - b);
}
