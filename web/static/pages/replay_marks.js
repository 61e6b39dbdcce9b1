// The timeline of a replay: what happened when, to jump by.
import { t } from "../lib/texts.js";
import { byId, make } from "../lib/dom.js";
import { title } from "../lib/format.js";

/** @typedef {import("./replay_load.js").Story} Story */
/** @typedef {{ step: number, kind: "unlock" | "plan" | "end", text: string }} Mark */

/** @type {Record<string, string>} */
const ENDINGS = {
  left: t("over_left"),
  died: t("over_died"),
  cap: t("over_cap"),
  complete: t("over_complete"),
};

/** Why a game ended, for people. @param {string} over */
export function ending(over) {
  return t("ended", { why: ENDINGS[over] ?? over });
}

/**
 * What there is to jump to, by step: achievements, people's plans, the end.
 * @param {Story} story
 * @returns {Mark[]}
 */
export function marksOf({ unlocked, plans, over, steps }) {
  /** @type {Mark[]} */
  const marks = [
    ...Object.entries(unlocked).map(([name, step]) => ({
      step,
      kind: /** @type {const} */ ("unlock"),
      text: title(name),
    })),
    ...plans
      .filter(({ source, begun }) => source === "human" && begun)
      .map(({ step, text }) => ({
        step,
        kind: /** @type {const} */ ("plan"),
        text: [t("a_person"), text].join(": "),
      })),
  ];
  if (over) marks.push({ step: steps, kind: "end", text: ending(over) });
  return marks.sort((a, b) => a.step - b.step);
}

/**
 * The step of the next mark, or of the one before.
 * @param {Mark[]} marks
 * @param {number} step from here
 * @param {1 | -1} by
 * @returns {number | undefined} undefined if there is none
 */
export function beside(marks, step, by) {
  return by > 0
    ? marks.find((mark) => mark.step > step)?.step
    : marks.findLast((mark) => mark.step < step)?.step;
}

/**
 * Draw the marks of all records, a row for each, and listen: a click on a mark or anywhere on the
 * strip goes there, a drag moves along.
 * @param {Story[]} stories
 * @param {number} last step of the longest
 * @param {(step: number) => void} go
 * @returns {Mark[]} all of them, by step
 */
export function listenToMarks(stories, last, go) {
  const strip = byId("marks");
  const share = (/** @type {number} */ step) => `${(100 * step) / Math.max(1, last)}%`;
  const rows = stories.map((story) => {
    const row = make("div", { class: "row-of-marks" });
    story.drives.forEach(([from, driver], at) => {
      if (driver !== "person") return;
      const bar = make("span", { class: "driven", title: t("a_person_had_the_controls") });
      bar.style.left = share(from);
      bar.style.width = share((story.drives[at + 1]?.[0] ?? story.steps) - from);
      row.append(bar);
    });
    for (const { step, kind, text } of marksOf(story)) {
      const label = t("step_what", { step, what: text });
      const mark = make("button", {
        type: "button",
        class: `mark mark-${kind}`,
        title: label,
        "aria-label": label,
      });
      mark.style.left = share(step);
      mark.addEventListener("click", () => go(step));
      row.append(mark);
    }
    return row;
  });
  const now = make("span", { id: "marks-now", class: "marks-now" });
  strip.replaceChildren(...rows, now);
  const follow = (/** @type {PointerEvent} */ event) => {
    const { left, width } = strip.getBoundingClientRect();
    go(Math.round((last * (event.clientX - left)) / width));
  };
  strip.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Element && event.target.closest("button")) return;
    strip.setPointerCapture(event.pointerId);
    follow(event);
  });
  strip.addEventListener("pointermove", (event) => {
    if (strip.hasPointerCapture(event.pointerId)) follow(event);
  });
  return stories.flatMap(marksOf).sort((a, b) => a.step - b.step);
}

/** Show on the strip where the replay is. @param {number} step @param {number} last */
export function showNow(step, last) {
  byId("marks-now").style.left = `${(100 * step) / Math.max(1, last)}%`;
}
