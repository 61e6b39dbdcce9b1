// Whether the tutorial was seen in this browser. In one that keeps nothing it never starts by
// itself.
import { keep, kept } from "../lib/kept.js";

const KEY = "tutorial";

/**
 * Whether the tutorial starts by itself.
 * @param {string | undefined} wanted what the page says: "first" for always, "off" for never, else
 *   once in a browser
 */
export function startsByItself(wanted) {
  if (wanted === "first" || wanted === "off") return wanted === "first";
  return kept(KEY) === null;
}

/** Remember that it was seen to its end, or left. */
export function remember() {
  keep(KEY, "seen");
}
