// Names and figures, for people.

import { decimal, named, t } from "./texts.js";
/** "collect_iron" -> "Collect iron"; what has a name of its own, by it. @param {string} name */
export function title(name) {
  const words = named(`name_${name}`) ?? name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** Bytes. @param {number} bytes */
export function size(bytes) {
  const unit = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** unit;
  return `${decimal(value, unit === 0 || value >= 100 ? 0 : 1)} ${UNITS[unit]}`;
}

/** Milliseconds. @param {number | null} value */
export function ms(value) {
  return value === null ? "–" : t("ms", { decimal: decimal(value, value < 10 ? 1 : 0) });
}

/** A number of things a second, or a mean of things. @param {number | null} value */
export function rate(value) {
  return value === null ? "–" : decimal(value, 1);
}

/**
 * What a decision cost.
 * @param {number} read tokens
 * @param {number} written tokens
 * @param {number} time milliseconds
 */
export function tokenCost(read, written, time) {
  return t("tokens_read_written_ms", { read, written, round: Math.round(time) });
}

/** How long. @param {number} seconds */
export function span(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.floor(seconds)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 1 ? t("min", { minutes }) : t("h_min", { hours, minutes: minutes % 60 });
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
