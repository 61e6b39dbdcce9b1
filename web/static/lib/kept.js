// What a browser keeps for itself. One may refuse to keep anything.

/**
 * What was kept, null if nothing was; undefined in a browser that refuses.
 * @param {string} key
 */
export function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return undefined;
  }
}

/** @param {string} key @param {string} value */
export function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}
