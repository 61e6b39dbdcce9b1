// Where the server is on its host: under a path, if a proxy has it there.

const root = globalThis.document?.documentElement.dataset.root ?? "";

/**
 * An address of this server as the browser needs it.
 * @param {string} path as the server knows it: "/library"
 * @returns {string} "/sidequest/library" under that path
 */
export function at(path) {
  return root + path;
}

/** The path of this page as the server knows it: "/play/7cXx". */
export function here() {
  return location.pathname.slice(root.length);
}
