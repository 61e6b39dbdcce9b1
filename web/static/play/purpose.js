// What brings one back: the world of the day, the planner alone, one's own records, and when one is
// asked whether the game may be learned from. Plain values; events/purpose.js asks the server,
// render/purpose.js shows them.
import { language, t } from "../lib/texts.js";
import { seedTitle } from "../worlds/registry.js";
import { plannerName } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Episode} Episode */
/** @typedef {{ date: string, seed: number }} Day */
/**
 * How the planner fares alone, as the server tells it.
 * @typedef {object} Alone
 * @property {boolean} begun
 * @property {number} step
 * @property {Record<string, number>} unlocked
 * @property {string} over
 * @property {string} fault
 * @property {string} replay
 */
/**
 * Whether the game may be learned from.
 * @typedef {object} Part
 * @property {"ask" | "yes" | "no"} choice
 * @property {number} step at which it was asked
 * @property {string} pseudonym
 * @property {string[]} consent by paragraphs
 * @property {string} fault why the choice could not be kept
 */
/**
 * Of one browser, in one game.
 * @typedef {object} Records
 * @property {{ date: string, count: number }} [day] the best of the newest world of a day
 * @property {number} [most] achievements
 * @property {number} [treasure] the earliest step of what is prized most
 */
/**
 * What an ended game came to.
 * @typedef {object} Result
 * @property {string} date of its world of the day, "" for another world
 * @property {number} count achievements
 * @property {number | undefined} treasure the step of what is prized most
 */

const DAYS_WORLD = "crafter";

/** "30 November". @param {string} date ISO 8601 */
export function dayWords(date) {
  const options = /** @type {const} */ ({ day: "numeric", month: "long", timeZone: "UTC" });
  const locale = language === "en" ? "en-GB" : language; // the day first
  return new Intl.DateTimeFormat(locale, options).format(new Date(`${date}T00:00Z`));
}

/** The day whose world an episode is, "" for none. @param {State} state @param {Episode} episode */
export function dayOf({ days }, { world, seed }) {
  return world === DAYS_WORLD ? (days.get(seed)?.date ?? "") : "";
}

/** The world of the day that it is now. @param {State} state @returns {Day | undefined} */
export function today({ days }) {
  return [...days.values()].at(-1);
}

/** What an episode's world is called. @param {State} state @param {Episode} episode */
export function worldWords(state, episode) {
  const date = dayOf(state, episode);
  if (!date) return seedTitle(episode.world, episode.seed);
  const whose = date === today(state)?.date ? t("today_s_world") : t("world_of_the_day");
  return `${whose}, ${dayWords(date)}`;
}

/** Tells a world from its beginning apart from others of a session. @param {Episode} episode */
export function rootOf({ number, lines }) {
  const parents = new Map(lines.map((line) => [line.number, line.parent]));
  let root = number;
  for (let next = parents.get(root); next; next = parents.get(root)) root = next;
  return root;
}

/**
 * The step of the first success, at which one is asked; -1 before it.
 * @param {Episode} episode
 * @param {string | undefined} treasure
 */
export function momentOf({ plans, unlocked, over, step }, treasure) {
  const done = plans.find(({ source, status }) => source === "human" && status === "done");
  if (done) return done.ended ?? step;
  if (treasure && treasure in unlocked) return unlocked[treasure];
  return over ? step : -1;
}

/** How the planner fares alone, and how with people; "" while nobody asked. @param {State} state */
export function aloneWords(state) {
  const { alone, episode } = state;
  if (!alone?.begun || !episode) return "";
  if (alone.fault) return alone.fault;
  const all = episode.achievements.length;
  const got = Object.keys(alone.unlocked).length;
  const name = t("alone", { planner_name: plannerName(state) });
  const end = alone.over ? endWords(alone) : ` ${t("so_far_at_step", { step: alone.step })}`;
  const steps = Object.values(episode.unlocked);
  const by = steps.length ? Math.max(...steps) : episode.step;
  return t("of_with_you_by_step", { name, got, all, end, length: steps.length, by });
}

/** @param {Alone} alone */
function endWords({ over, step }) {
  if (over === "died") return t("died_at_step", { step });
  return over === "complete" ? ` ${t("by_step", { step })}` : ` ${t("in_steps", { step })}`;
}

/**
 * Take an ended game into one's records, and say how it stands to them.
 * @param {Records} records as they were
 * @param {Result} result
 * @returns {{ records: Records, told: string }}
 */
export function judge(records, { date, count, treasure }) {
  const told = [];
  const next = { ...records };
  if (date) {
    const best = records.day?.date === date ? records.day.count : undefined;
    told.push(standing(t("in_this_world_of_the"), count, best));
    next.day = { date, count: Math.max(count, best ?? 0) };
  }
  told.push(standing(t("in_all_worlds"), count, records.most));
  next.most = Math.max(count, records.most ?? 0);
  if (treasure !== undefined) {
    const faster = records.treasure !== undefined && treasure < records.treasure;
    next.treasure = Math.min(treasure, records.treasure ?? Infinity);
    told.push(
      faster
        ? t("your_fastest_diamond_step_before", { treasure, treasure2: records.treasure })
        : t("your_fastest_diamond_step", { treasure: next.treasure }),
    );
  }
  return { records: next, told: told.join(" ") };
}

/**
 * @param {string} where
 * @param {number} count
 * @param {number | undefined} best before
 */
function standing(where, count, best) {
  if (best === undefined) return t("your_first_result", { where, count });
  return count > best
    ? t("a_new_best_before", { where, count, best })
    : t("your_best", { where, best });
}
