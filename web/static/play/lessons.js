// The lessons of the tutorial, and when each is done.
import { t } from "../lib/texts.js";
import { hasControls } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Episode} Episode */
/** @typedef {import("./tutorial.js").Tutorial} Tutorial */

/**
 * @typedef {object} Lesson
 * @property {string} name as the trace has it
 * @property {string} title
 * @property {string} text words, with keys of the keyboard between backticks
 * @property {string} target selector of the part of the page that it is about; empty for none
 * @property {string} [needs] selector of the control without which it cannot be done; a study may
 *   have taken it away
 * @property {(tutorial: Tutorial, episode: Episode, state: State) => boolean} done
 */

const WATCHED = 10; // steps
const FOLLOWED = 8;
const MOVED = 3;

/** The last one only says good-bye. @type {Lesson[]} */
export const LESSONS = [
  {
    name: "watch",
    title: t("lesson_watch"),
    text: t("lesson_watch_text"),
    target: "#play",
    done: ({ watched }) => watched >= WATCHED,
  },
  {
    name: "think",
    title: t("lesson_think"),
    text: t("lesson_think_text"),
    target: "#details-toggle",
    done: ({ watched, seen }, { mode }) =>
      mode === "paused" && (watched > 0 || seen?.paused === false),
  },
  {
    name: "plan",
    title: t("lesson_plan"),
    text: t("lesson_plan_text"),
    target: "#write",
    done: (tutorial, episode) => newPlans(tutorial, episode).length > 0,
  },
  {
    name: "follow",
    title: t("lesson_follow"),
    text: t("lesson_follow_text"),
    target: "#plan",
    done: ({ watched }) => watched >= FOLLOWED,
  },
  {
    name: "order",
    title: t("lesson_order"),
    text: t("lesson_order_text"),
    target: ".authorities",
    needs: ".authorities",
    done: (tutorial, episode) =>
      episode.question !== null ||
      newPlans(tutorial, episode).some(({ authority }) => authority === "order") ||
      cancelled(episode) > (tutorial.seen?.cancelled ?? 0),
  },
  {
    name: "take",
    title: t("lesson_take"),
    text: t("lesson_take_text"),
    target: "#take",
    needs: "#take",
    done: (_, __, state) => hasControls(state),
  },
  {
    name: "move",
    title: t("lesson_move"),
    text: t("lesson_move_text"),
    target: "#pad",
    needs: "#take",
    done: ({ moved }) => moved >= MOVED,
  },
  {
    name: "give",
    title: t("lesson_give"),
    text: t("lesson_give_text"),
    target: "#take",
    needs: "#take",
    done: (_, __, state) => !hasControls(state),
  },
  {
    name: "back",
    title: t("lesson_back"),
    text: t("lesson_back_text"),
    target: "#back",
    needs: "#back",
    done: ({ seen }, { number, lines }) =>
      seen !== null &&
      number !== seen.number &&
      lines.some((line) => line.number === number && line.parent !== null),
  },
  {
    name: "done",
    title: t("lesson_done"),
    text: t("lesson_done_text"),
    target: "",
    done: () => false,
  },
];

/**
 * A person's plans that were written since the lesson began.
 * @param {Tutorial} tutorial
 * @param {Episode} episode
 */
function newPlans({ seen }, { number, plans }) {
  return plans.filter(
    ({ id, source }) => source === "human" && seen?.number === number && id > seen.plan,
  );
}

/** How many plans people have cancelled. @param {Episode} episode */
export function cancelled({ plans }) {
  return plans.filter(({ source, status }) => source === "human" && status === "cancelled").length;
}
