// Whether the tutorial was seen in this browser. A browser may refuse to keep anything; then the
// tutorial never starts by itself.

const KEY = "tutorial";

/**
 * Whether the tutorial starts by itself.
 * @param {string | undefined} wanted what the page says: "first" for always, "off" for never, else
 *   once in a browser
 */
export function startsByItself(wanted) {
  if (wanted === "first" || wanted === "off") return wanted === "first";
  try {
    return localStorage.getItem(KEY) === null;
  } catch {
    return false;
  }
}

/** Remember that it was seen to its end, or left. */
export function remember() {
  try {
    localStorage.setItem(KEY, "seen");
  } catch {
    return;
  }
}
