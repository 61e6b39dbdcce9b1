// Figures for people.

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

/** How long. @param {number} seconds */
export function span(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.floor(seconds)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 1 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}
