// Names and figures, for people.

/** "collect_iron" -> "Collect iron". @param {string} name */
export function title(name) {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** Bytes. @param {number} bytes */
export function size(bytes) {
  const unit = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** unit;
  return `${value.toFixed(unit === 0 || value >= 100 ? 0 : 1)} ${UNITS[unit]}`;
}

/** Milliseconds. @param {number | null} value */
export function ms(value) {
  return value === null ? "–" : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

/** A number of things a second, or a mean of things. @param {number | null} value */
export function rate(value) {
  return value === null ? "–" : value.toFixed(1);
}

/**
 * What a decision cost.
 * @param {number} read tokens
 * @param {number} written tokens
 * @param {number} time milliseconds
 */
export function tokenCost(read, written, time) {
  return `${read} tokens read, ${written} written, ${Math.round(time)} ms`;
}

/** How long. @param {number} seconds */
export function span(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.floor(seconds)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 1 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}

/**
 * A plan that puts a person's off, without the words that are said around it: "first", and a last
 * "then" that names their goal.
 * @param {string} text "first drink 5 times, 4 west, then collect 1 iron, because drink is 2"
 * @param {string[]} goals the person's: ["collect 1 iron"]
 * @returns {string} "drink 5 times, 4 west, because drink is 2"
 */
export function detourWords(text, goals) {
  const [what, ...reasons] = text.replace(/^first,? /i, "").split(/,? because /);
  const back = goals.map((goal) => `, then ${goal}`).find((words) => what.endsWith(words)) ?? "";
  return [what.slice(0, what.length - back.length), ...reasons].join(", because ");
}
