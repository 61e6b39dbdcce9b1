// What the page says, in the language of who reads it. There is one file a language in web/texts,
// of which the server puts into each page what its scripts need. Plans, and what else people say to
// a planner, are English in every language.

/** One for each plural form. @typedef {string | Partial<Record<string, string>>} Text */
/**
 * @typedef {object} Texts
 * @property {Record<string, Text>} script by key
 * @property {[string, string][]} said sentences of the server, as it says them and as they are told
 */

const page = globalThis.document?.getElementById("texts");
/** @type {Texts} */
const texts = JSON.parse(page?.textContent ?? '{ "script": {}, "said": [] }');

/** The language that the page is in, as browsers know it. */
export const language = globalThis.document?.documentElement.lang ?? "en";

const plurals = new Intl.PluralRules(language);
const lists = new Intl.ListFormat(language, { type: "conjunction" });

/**
 * A text.
 * @param {string} key
 * @param {Record<string, string | number | null | undefined>} [values] for its places, such as
 *   "{step}"; the number "n" chooses between plural forms
 * @returns {string}
 */
export function t(key, values = {}) {
  const text = texts.script[key];
  if (text === undefined) throw new Error(`there is no text ${key}`);
  const form = typeof text === "string" ? text : text[plurals.select(Number(values.n))];
  return String(form ?? "").replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** A text that there may be. @param {string} key */
export function named(key) {
  return key in texts.script ? t(key) : undefined;
}

/** "1 wood, 1 coal and 1 iron". @param {string[]} parts */
export function listed(parts) {
  return lists.format(parts);
}

/** A number with so many digits behind its point. @param {number} value @param {number} digits */
export function decimal(value, digits) {
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  }).format(value);
}

/** A place in a sentence of the server: "{step}". */
const PLACE = /\\\{(\w+)\\\}/g;
const sentences = texts.said.map(([from, to]) => ({
  from: new RegExp(`^${from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(PLACE, "(?<$1>.+?)")}$`),
  to,
}));

/**
 * What the server says, which it says and records in English, in the language of the page. A
 * sentence that is not known stays as it is.
 * @param {string} text
 */
export function said(text) {
  return text.split(/(?<=[.!?:”]) (?=[A-Z“])/).map(sentence).join(" ");
}

/** @param {string} text @returns {string} */
function sentence(text) {
  for (const { from, to } of sentences) {
    const { groups } = from.exec(text) ?? {};
    if (groups || from.test(text)) {
      return to.replace(/\{(\w+)\}/g, (_, name) => sentence(groups?.[name] ?? ""));
    }
  }
  return text;
}
