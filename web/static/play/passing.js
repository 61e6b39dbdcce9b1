// Takes away what is shown for a moment only.

/** @typedef {import("./state.js").State} State */

const TOAST_MS = 3000;
const HINT_MS = 5000;
const SENT_MS = 4000;

/**
 * What was shown for a moment, and since when.
 * @type {Map<string, { what: unknown, since: number }>}
 */
const shown = new Map();

/**
 * Take away what has been shown for long enough.
 * @param {State} state
 * @param {() => void} redraw
 */
export function passAway(state, redraw) {
  const { hint, toasts, writing } = state;
  if (hint && isStale("hint", hint, HINT_MS, redraw)) state.hint = "";
  if (writing.phase === "sent" && isStale("sent", writing, SENT_MS, redraw)) {
    state.writing = { phase: "idle", text: "" };
  }
  state.toasts = toasts.filter((toast) => !isStale(`toast ${toast.key}`, toast, TOAST_MS, redraw));
  const same = state.hint === hint && state.writing === writing;
  if (!same || state.toasts.length !== toasts.length) redraw();
}

/**
 * Whether something has been on the page for long enough; if not, it is looked at again in time.
 * @param {string} name
 * @param {unknown} what
 * @param {number} ms
 * @param {() => void} redraw
 */
function isStale(name, what, ms, redraw) {
  const now = performance.now();
  const seen = shown.get(name);
  if (seen && seen.what === what) {
    const stale = now - seen.since > ms;
    if (stale) shown.delete(name);
    return stale;
  }
  shown.set(name, { what, since: now });
  setTimeout(redraw, ms + 50);
  return false;
}
