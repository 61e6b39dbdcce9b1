// The strip of the episode: plans above, who drove below, achievements between.
import { author, currentStep } from "../state.js";
import { layout, peaks } from "../timeline.js";
import { byId, makeSvg, rebuild, setAttribute, setText } from "../../lib/dom.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../timeline.js").Bar} Bar */
/** @typedef {import("../timeline.js").Entry} Entry */

const CHANCES = { y: 1, height: 13, bins: 500 };
const PLANS = { y: 16, height: 10 };
const BELOW = { y: 22, height: 4 }; // within the person's plan
const MARKS = { y: 33 };
const DRIVES = { y: 40, height: 4 };
const LABELS = { y: 57 };

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(3)}%`;
}

/** @param {State} state */
export function renderTimeline(state) {
  const { episode } = state;
  if (!episode) return;
  const step = currentStep(state);
  const laid = layout(episode, step, (plan) => author(state, plan));
  const strip = byId("timeline");
  const growing = [...laid.plans.filter(({ fate }) => fate === "active"), ...laid.drives.slice(-1)];
  const key = JSON.stringify([
    laid.extent,
    laid.entries,
    laid.plans.map(({ fate }) => fate),
    laid.drives.length,
  ]);
  rebuild(strip, key, () => [
    ...laid.ticks.map((tick) => label(tick, laid.extent)),
    ...laid.drives.map((bar) => rect("drive", bar, DRIVES)),
    ...laid.plans.map((bar) =>
      rect(bar.below ? "plan below" : "plan", bar, bar.below ? BELOW : PLANS),
    ),
    ...laid.entries.map(point),
    makeSvg("svg", {
      class: "chances",
      y: String(CHANCES.y),
      width: "100%",
      height: String(CHANCES.height),
      viewBox: "0 0 1 1",
      preserveAspectRatio: "none",
    }),
    makeSvg("line", { class: "now", y1: "1", y2: "45" }),
    makeSvg("circle", { class: "pick", r: "7", cy: String(MARKS.y), visibility: "hidden" }),
  ]);
  const chances = strip.querySelector(".chances");
  if (chances)
    rebuild(chances, `${laid.extent} ${episode.p_plan.length}`, () => [
      chancePath(episode.p_plan, laid.extent),
    ]);
  grow(strip, growing, step / laid.extent);
  pick(state, strip, laid.entries);
}

/** @param {number[]} perCent of each step @param {number} extent */
function chancePath(perCent, extent) {
  const d = peaks(perCent, extent, CHANCES.bins).map(
    ({ at, width, height }) => `M${at} 1v${-height}h${width}v${height}z`,
  );
  return makeSvg("path", { d: d.join("") });
}

/** @param {number} step @param {number} extent */
function label(step, extent) {
  const anchor = step === 0 ? "start" : step === extent ? "end" : "middle";
  return makeSvg(
    "text",
    { class: "tick", x: percent(step / extent), y: String(LABELS.y), "text-anchor": anchor },
    String(step),
  );
}

/** @param {string} kind @param {Bar} bar @param {{ y: number, height: number }} lane */
function rect(kind, bar, { y, height }) {
  const width = Math.max(0, bar.to - bar.from); // an event may come before the picture of its step
  return makeSvg("rect", {
    class: `${kind} ${bar.kind} ${bar.fate}`,
    x: percent(bar.from),
    width: percent(width),
    y: String(y),
    height: String(height),
    rx: "2",
  });
}

/** @param {Entry} entry */
function point(entry) {
  if (entry.kind === "plan")
    return makeSvg("line", {
      class: "start",
      x1: percent(entry.at),
      x2: percent(entry.at),
      y1: "15",
      y2: "27",
    });
  return makeSvg("circle", {
    class: `mark ${entry.kind}`,
    cx: percent(entry.at),
    cy: String(MARKS.y),
    r: entry.kind === "control" ? "3" : "4.5",
  });
}

/**
 * Lengthen what has not ended yet.
 * @param {Element} strip
 * @param {Bar[]} bars
 * @param {number} now
 */
function grow(strip, bars, now) {
  const rects = [
    ...strip.querySelectorAll("rect.plan.active"),
    ...[...strip.querySelectorAll("rect.drive")].slice(-1),
  ];
  rects.forEach(
    (one, i) =>
      bars[i] && setAttribute(one, "width", percent(Math.max(0, bars[i].to - bars[i].from))),
  );
  const line = strip.querySelector(".now");
  for (const end of ["x1", "x2"]) line?.setAttribute(end, percent(Math.min(1, now)));
}

/** @param {State} state @param {Element} strip @param {Entry[]} entries */
function pick({ picked }, strip, entries) {
  const index = entries.findIndex(({ key }) => key === picked);
  const entry = entries[index];
  const ring = strip.querySelector(".pick");
  const text = entry ? `Step ${entry.step}: ${entry.text}` : "";
  setText("timeline-picked", text);
  setAttribute(strip, "aria-valuemax", String(Math.max(0, entries.length - 1)));
  setAttribute(strip, "aria-valuenow", String(Math.max(0, index)));
  setAttribute(strip, "aria-valuetext", text || `${entries.length} entries`);
  if (!ring) return;
  setAttribute(ring, "visibility", entry ? "visible" : "hidden");
  if (entry) setAttribute(ring, "cx", percent(entry.at));
  if (entry)
    setAttribute(ring, "cy", String(entry.kind === "plan" ? PLANS.y + PLANS.height / 2 : MARKS.y));
}
