// The strip of the episode: plans above, who drove below, achievements between.
import { t } from "../../lib/texts.js";
import { author, currentStep } from "../state.js";
import { lanes, whichStep, moment } from "../past.js";
import { layout, peaks, TREE } from "../timeline.js";
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
const HUES = 6; // of branches

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
  const all = lanes(episode.lines, episode.number, step);
  const tree = all.length > 1 ? all : [];
  const key = JSON.stringify([
    laid.extent,
    tree.map(({ number, from }) => [number, from]),
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
    makeSvg("svg", {
      class: "tree",
      y: String(TREE.y),
      width: "100%",
      height: String(TREE.height),
      viewBox: "0 0 1 1",
      preserveAspectRatio: "none",
    }),
    makeSvg("line", { class: "now", y1: "1", y2: "45" }),
    makeSvg("line", { class: "place", y1: "0", y2: "46", visibility: "hidden" }),
    makeSvg("circle", { class: "pick", r: "7", cy: String(MARKS.y), visibility: "hidden" }),
  ]);
  const chances = strip.querySelector(".chances");
  if (chances)
    rebuild(chances, `${laid.extent} ${episode.p_plan.length}`, () => [
      chancePath(episode.p_plan, laid.extent),
    ]);
  const lines = strip.querySelector(".tree");
  if (lines)
    rebuild(lines, JSON.stringify([tree, laid.extent, episode.number, state.past?.episode]), () =>
      tree.map((lane) => branchPath(lane, tree, laid.extent, state)),
    );
  grow(strip, growing, step / laid.extent);
  pick(state, strip, laid.entries);
  showPlace(state, strip, laid.extent);
}

/** @param {number[]} perCent of each step @param {number} extent */
function chancePath(perCent, extent) {
  const d = peaks(perCent, extent, CHANCES.bins).map(
    ({ at, width, height }) => `M${at} 1v${-height}h${width}v${height}z`,
  );
  return makeSvg("path", { d: d.join("") });
}

/**
 * A branch as a line, from where it left its parent's.
 * @param {import("../past.js").Lane} lane
 * @param {import("../past.js").Lane[]} all
 * @param {number} extent
 * @param {State} state
 */
function branchPath(lane, all, extent, { episode, past }) {
  const y = (/** @type {number} */ place) => (place + 0.5) / all.length;
  const parent = all.find(({ number }) => number === lane.parent);
  const from = lane.from / extent;
  const left = parent ? `M${from} ${y(parent.place)}V${y(lane.place)}` : `M${from} ${y(0)}`;
  const marks = [
    `hue-${(lane.number - 1) % HUES}`,
    lane.tried ? "tried" : "",
    lane.number === (past?.episode ?? episode?.number) ? "current" : "",
  ];
  return makeSvg("path", {
    class: ["branch", ...marks].filter(Boolean).join(" "),
    "data-branch": String(lane.number),
    d: `${left}H${lane.to / extent}`,
  });
}

/**
 * Where one is on the strip: at the step that is looked at, else now.
 * @param {State} state
 * @param {Element} strip
 * @param {number} extent
 */
function showPlace(state, strip, extent) {
  const { past, episode } = state;
  const step = past?.step ?? currentStep(state);
  const looked = strip.querySelector(".place");
  if (looked) setAttribute(looked, "visibility", past ? "visible" : "hidden");
  for (const end of ["x1", "x2"]) looked?.setAttribute(end, percent(Math.min(1, step / extent)));
  const own = !past || past.episode === episode?.number;
  const which = past ? whichStep(state) : t("step_now", { step });
  const told = own ? `${which}. ${moment(state, step)}` : which;
  setAttribute(strip, "aria-valuemax", String(Math.max(step, currentStep(state))));
  setAttribute(strip, "aria-valuenow", String(step));
  setAttribute(strip, "aria-valuetext", told);
  if (past) setText("timeline-picked", told);
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
  const entry = entries.find(({ key }) => key === picked);
  const ring = strip.querySelector(".pick");
  setText("timeline-picked", entry ? t("step_what", { step: entry.step, what: entry.text }) : "");
  if (!ring) return;
  setAttribute(ring, "visibility", entry ? "visible" : "hidden");
  if (entry) setAttribute(ring, "cx", percent(entry.at));
  if (entry)
    setAttribute(ring, "cy", String(entry.kind === "plan" ? PLANS.y + PLANS.height / 2 : MARKS.y));
}
