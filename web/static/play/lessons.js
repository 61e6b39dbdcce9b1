// The lessons of the tutorial, and when each is done.
import { hasControls } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Episode} Episode */
/** @typedef {import("./tutorial.js").Tutorial} Tutorial */

/**
 * @typedef {object} Lesson
 * @property {string} name as the trace has it
 * @property {string} title
 * @property {(string | { key: string })[]} text words, and keys of the keyboard
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
    title: "Watch the planner",
    text: [
      "A trained planner plays the game by itself. If the game stands, press Play",
      { key: "K" },
      ". Watch it for some steps.",
    ],
    target: "#play",
    done: ({ watched }) => watched >= WATCHED,
  },
  {
    name: "think",
    title: "See it think",
    text: [
      "At every step it decides whether to plan or just to act; Thinking tells how likely it was" +
        " to plan. Pause it",
      { key: "K" },
      " to have a look.",
    ],
    target: ".thinking",
    done: ({ watched, seen }, { mode }) =>
      mode === "paused" && (watched > 0 || seen?.paused === false),
  },
  {
    name: "plan",
    title: "Write a plan",
    text: [
      "Write what it should do",
      { key: "/" },
      ", or take a suggestion, and press Send",
      { key: "Enter" },
      ".",
    ],
    target: "#write",
    done: (tutorial, episode) => newPlans(tutorial, episode).length > 0,
  },
  {
    name: "follow",
    title: "See it followed",
    text: [
      "Here is how your plan was understood, how far it is, and what the planner does about it." +
        " Press Play",
      { key: "K" },
      " and watch it being followed.",
    ],
    target: "#plan",
    done: ({ watched }) => watched >= FOLLOWED,
  },
  {
    name: "order",
    title: "Give an order",
    text: [
      "The planner may put advice off, and says so. To put an order off it must ask you, unless" +
        " its life is at stake. Choose Order and send a plan, or cancel the plan in force.",
    ],
    target: ".authorities",
    needs: ".authorities",
    done: (tutorial, episode) =>
      episode.question !== null ||
      newPlans(tutorial, episode).some(({ authority }) => authority === "order") ||
      cancelled(episode) > (tutorial.seen?.cancelled ?? 0),
  },
  {
    name: "take",
    title: "Take the controls",
    text: ["You can play yourself at any time. Press Take over", { key: "O" }, "."],
    target: "#take",
    needs: "#take",
    done: (_, __, state) => hasControls(state),
  },
  {
    name: "move",
    title: "Move",
    text: [
      "Now each press is a step. Move three times, by pad or keyboard",
      { key: "W" },
      { key: "A" },
      { key: "S" },
      { key: "D" },
      ".",
    ],
    target: "#pad",
    needs: "#take",
    done: ({ moved }) => moved >= MOVED,
  },
  {
    name: "give",
    title: "Give them back",
    text: ["Press Give back", { key: "O" }, ": the planner goes on from where you are."],
    target: "#take",
    needs: "#take",
    done: (_, __, state) => !hasControls(state),
  },
  {
    name: "back",
    title: "Go back",
    text: [
      "Nothing is final: press Back",
      { key: "B" },
      ", choose an earlier step, and the game goes on from there as a branch.",
    ],
    target: "#back",
    needs: "#back",
    done: ({ seen }, { number, lines }) =>
      seen !== null &&
      number !== seen.number &&
      lines.some((line) => line.number === number && line.parent !== null),
  },
  {
    name: "done",
    title: "That is all",
    text: [
      "The button ? lists the keys and starts this again. The library has every game that was" +
        " played.",
    ],
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
