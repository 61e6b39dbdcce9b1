// The tutorial: how far someone is in its lessons, which are done by doing. It reads the state and
// never touches the page.
import { cancelled, LESSONS } from "./lessons.js";
import { hasControls } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./lessons.js").Lesson} Lesson */

/**
 * How far someone is.
 * @typedef {object} Tutorial
 * @property {Lesson[]} lessons
 * @property {number} at index into them
 * @property {number} watched steps that the planner has played since the lesson began
 * @property {number} moved steps that this person has played since it began
 * @property {{ number: number, step: number, paused: boolean, plan: number,
 *   cancelled: number } | null} seen where the game was last; and when the lesson or the episode
 *   began: whether it stood, the newest plan, and how many plans people had cancelled. Null before
 *   the first look
 */

/**
 * A tutorial at its beginning.
 * @param {(control: string) => boolean} offers whether the page has a control, by selector
 * @returns {Tutorial}
 */
export function createTutorial(offers) {
  const lessons = LESSONS.filter(({ needs }) => !needs || offers(needs));
  return { lessons, at: 0, watched: 0, moved: 0, seen: null };
}

/** The lesson that someone is at. @param {Tutorial} tutorial */
export function lesson(tutorial) {
  return tutorial.lessons[tutorial.at];
}

/** Whether only the good-bye is left. @param {Tutorial} tutorial */
export function isOver(tutorial) {
  return tutorial.at === tutorial.lessons.length - 1;
}

/**
 * Look at what has been done since the last look, and go on to the next lesson where this one is
 * done.
 * @param {Tutorial} tutorial
 * @param {State} state
 * @returns {string} name of the lesson that was done, empty if none was
 */
export function attend(tutorial, state) {
  const { episode } = state;
  if (!episode || episode.mode === "loading") return "";
  const step = state.frame?.step ?? episode.step;
  const { seen } = tutorial;
  if (seen?.number === episode.number && step > seen.step) {
    if (hasControls(state)) tutorial.moved += step - seen.step;
    else tutorial.watched += step - seen.step;
  }
  const { name, done } = lesson(tutorial);
  if (done(tutorial, episode, state)) {
    next(tutorial, state);
    return name;
  }
  if (seen?.number === episode.number) seen.step = step;
  else tutorial.seen = look(state);
  return "";
}

/** Go on to the next lesson, done or not. @param {Tutorial} tutorial @param {State} state */
export function next(tutorial, state) {
  tutorial.at = Math.min(tutorial.at + 1, tutorial.lessons.length - 1);
  tutorial.watched = tutorial.moved = 0;
  tutorial.seen = look(state);
}

/** @param {State} state @returns {Tutorial["seen"]} */
function look({ episode, frame }) {
  if (!episode) return null;
  const plan = Math.max(0, ...episode.plans.map(({ id }) => id));
  const paused = episode.mode === "paused";
  return {
    number: episode.number,
    step: frame?.step ?? episode.step,
    paused,
    plan,
    cancelled: cancelled(episode),
  };
}
