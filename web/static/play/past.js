// Steps that were played, and the branches that they lie on: what is looked at instead of now.
// Touches neither the page nor the connection.
import { t } from "../lib/texts.js";
import { title } from "../lib/format.js";
import { author, currentStep, SPECTATOR } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Episode} Episode */
/** @typedef {import("./protocol.js").Branch} Line */

/**
 * A branch as a line beside the others.
 * @typedef {object} Lane
 * @property {number} number of its episode
 * @property {number | null} parent
 * @property {number} place 0 for the first line
 * @property {number} from step at which it left its parent
 * @property {number} to its last step
 * @property {boolean} tried whether it is of a what-if
 * @property {number} depth how many branches lie between it and the beginning
 */

export const FILM_STEPS = 50; // ten seconds of film
export const FILM_SPEED = 5; // steps a second
export const BACK_STEPS = 20; // that the button of a lost game goes back

/** Whether there is a past to look at, and this page may. @param {State} state */
export function mayLook(state) {
  const { episode } = state;
  if (!episode || episode.mode === "loading") return false;
  return (state.mayGoBack || state.viewer === SPECTATOR) && currentStep(state) > 0;
}

/**
 * Look at a step instead of now; at the newest step of the game that goes on, at now again.
 * @param {State} state
 * @param {number} step cut to those that there are
 * @param {number} [number] of an episode of the session; by default the one that is looked at
 * @returns {boolean} whether something else is looked at now
 */
export function look(state, step, number = state.past?.episode ?? state.episode?.number) {
  if (!state.episode || number === undefined || !mayLook(state)) return false;
  const { past } = state;
  const last = lastStep(state, number);
  const at = Math.min(last, Math.max(0, Math.round(step)));
  if (past?.episode === number && past.step === at) return false;
  if (number === state.episode.number && at === last && !past) return false;
  const frame = past?.frame ?? state.frame;
  state.past = { frame, resumes: false, ...past, episode: number, step: at, filming: false };
  return true;
}

/** The newest step of an episode of the session. @param {State} state @param {number} number */
export function lastStep(state, number) {
  if (number === state.episode?.number) return currentStep(state);
  return state.episode?.lines.find((line) => line.number === number)?.step ?? 0;
}

/**
 * The branches that come from the same beginning as an episode, each behind the one that it left.
 * @param {Line[]} lines
 * @param {number} number of the episode
 * @param {number} step how far it is
 * @returns {Lane[]}
 */
export function lanes(lines, number, step) {
  const known = new Map(lines.map((line) => [line.number, line]));
  let root = known.get(number);
  while (root && root.parent !== null) root = known.get(root.parent);
  /** @type {Lane[]} */
  const found = [];
  /** @param {Line} line @param {number} depth */
  const add = (line, depth) => {
    found.push({
      number: line.number,
      parent: line.parent,
      place: found.length,
      from: line.parent_step,
      to: line.number === number ? step : line.step,
      tried: line.tried,
      depth,
    });
    for (const child of lines) if (child.parent === line.number) add(child, depth + 1);
  };
  if (root) add(root, 0);
  return found;
}

/**
 * The branch under a pointer: of those that have the step, the one whose lane is nearest.
 * @param {Lane[]} all
 * @param {number} step
 * @param {number} height 0 to 1, from the top of the first lane to the bottom of the last
 */
export function laneAt(all, step, height) {
  const wanted = height * all.length - 0.5;
  const there = all.filter(({ from, to }) => from <= step && step <= to);
  const near = there.length ? there : all;
  return near.reduce(
    (best, lane) =>
      Math.abs(lane.place - wanted) < Math.abs(best.place - wanted) ? lane : best,
    near[0],
  );
}

/** The lane above or below. @param {Lane[]} all @param {number} number @param {-1 | 1} by */
export function otherLane(all, number, by) {
  const at = all.findIndex((lane) => lane.number === number);
  return all[Math.min(all.length - 1, Math.max(0, at + by))];
}

/** "1 step", "20 steps". @param {number} count */
export function steps(count) {
  return t("steps_n", { n: count });
}

/** Which step is looked at, as from now: "Step 140, 60 steps ago". @param {State} state */
export function whichStep(state) {
  const { past, episode } = state;
  if (!past || !episode) return "";
  const { step } = past;
  if (past.episode !== episode.number) return t("step_of_branch", { step, episode: past.episode });
  const ago = currentStep(state) - past.step;
  return ago > 0 ? t("step_ago", { step, steps: steps(ago) }) : t("step_now", { step });
}

/** What the game does meanwhile. @param {State} state */
export function meanwhile({ episode }) {
  if (episode?.mode === "playing") return t("the_game_goes_on");
  return episode?.mode === "over" ? "" : t("the_game_waits");
}

/**
 * What there is to tell of a step of the episode that is played: who drove, the plan in force, what
 * was achieved.
 * @param {State} state
 * @param {number} step
 */
export function moment(state, step) {
  const { episode } = state;
  if (!episode) return "";
  const drive = episode.drives.findLast((one) => one.step < Math.max(1, step));
  const plan = episode.plans.findLast(
    (one) => one.begun && !one.under && one.step <= step && step <= (one.ended ?? Infinity),
  );
  const achieved = Object.entries(episode.unlocked).filter(([, at]) => at === step);
  return [
    drive?.driver === "person" ? t("a_person_drove") : t("the_planner_drove"),
    plan ? [author(state, plan), plan.text].join(": ") : "",
    ...achieved.map(([name]) => t("achievement", { title: title(name) })),
  ]
    .filter(Boolean)
    .join(". ");
}

/**
 * The episode as it was at the step that is looked at, as far as panels show it.
 * @param {State} state
 * @returns {Episode | null}
 */
export function shownEpisode({ episode, past }) {
  if (!episode || !past) return episode;
  const achieved = Object.entries(episode.unlocked).filter(([, at]) => at <= past.step);
  return { ...episode, unlocked: Object.fromEntries(achieved) };
}
