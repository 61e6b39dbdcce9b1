// Loads a replay as the server packs it.
import { request } from "../lib/request.js";

/**
 * A plan (`PlanStory` in server/library/replays.py).
 * @typedef {{ id: number, text: string, source: string, authority: string, step: number,
 *   begun: boolean, status: string, ended: number | null, reason: string, under: number,
 *   detour: boolean, reader: string, reading: string[], unread: string[],
 *   progress: [number, string][] }} PlanStory
 */
/**
 * A record (`Story` in server/library/replays.py).
 * @typedef {{ world: string, items: string[], seed: number, planner: string, person: string,
 *   steps: number,
 *   over: string, split: string, fault: string, plans: PlanStory[], drives: [number, string][],
 *   unlocked: Record<string, number>, p_plan: number[], input_tokens: number[],
 *   output_tokens: number[], ms: number[], invalid: number[], completions: Record<string, string>,
 *   created: string, cap: number, parent: string, parent_step: number }} Story
 */
/** @typedef {{ story: Story, frames: ArrayBuffer[] }} Replay */

/**
 * Load a replay.
 * @param {string} address
 * @returns {Promise<{ replay: Replay | null, fault: string }>} or why there is none
 */
export async function loadReplay(address) {
  const { data, fault } = await request(address, { as: "arrayBuffer" });
  return { replay: data && unpack(data), fault };
}

/** @param {ArrayBuffer} packed @returns {Replay} */
function unpack(packed) {
  const data = new DataView(packed);
  const length = data.getUint32(0, true);
  const story = JSON.parse(new TextDecoder().decode(packed.slice(4, 4 + length)));
  const frames = [];
  for (let at = 4 + length; at < packed.byteLength;) {
    const size = data.getUint16(at, true);
    frames.push(packed.slice(at + 2, at + 2 + size));
    at += 2 + size;
  }
  return { story, frames };
}
