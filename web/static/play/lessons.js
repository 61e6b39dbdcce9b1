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
    title: "Watch it play",
    text: [
      "A small AI learned to survive here. It has 22 things to achieve, and can die. Watch it for" +
        " a moment. If the game stands, press Play",
      { key: "K" },
      ".",
    ],
    target: "#play",
    done: ({ watched }) => watched >= WATCHED,
  },
  {
    name: "think",
    title: "See it think",
    text: [
      "Most of the time it just acts. Sometimes it stops to write a plan. Details shows how close" +
        " it was. Press Pause",
      { key: "K" },
      " to look.",
    ],
    target: "#details-toggle",
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
      "Your plan was read like this. Press Play",
      { key: "K" },
      " and watch it work through the list.",
    ],
    target: "#plan",
    done: ({ watched }) => watched >= FOLLOWED,
  },
  {
    name: "order",
    title: "Insist",
    text: [
      "It may put a suggestion off, and says so. If you insist, it must ask first, unless its" +
        " life is at stake. Choose Insist and send a plan, or cancel the current one.",
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
    text: ["Press Give back", { key: "O" }, ": it goes on from where you are."],
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
      ", look for an earlier step on the timeline, and press Play from here",
      { key: "Enter" },
      ": a branch begins there.",
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
