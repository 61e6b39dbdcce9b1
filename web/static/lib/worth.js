// What a plan was worth, as the server measures it in branches of the game: asked for, followed
// while it is played, told in words and as a figure. See server/sessions/worth.py.
import { make, makeSvg } from "./dom.js";
import { request } from "./request.js";
import { decimal, t } from "./texts.js";

/**
 * @typedef {object} Worth
 * @property {string} plan its text, "" where every branch wrote one of its own
 * @property {boolean} by_person
 * @property {number} step
 * @property {number} pairs of branches, with the plan and without
 * @property {number} horizon steps of a branch
 * @property {number} played pairs so far
 * @property {number[]} gains achievements with the plan less those without, of each pair
 * @property {[number, number]} unlocked achievements a branch, with the plan and without
 * @property {[number, number]} died branches
 * @property {[number, number] | null} interval 95 % interval of the mean gain
 * @property {string} fault
 */
/** @typedef {{ plan: number, step: number }} Which the number of a plan, 0 for a new one */

const LOOK_MS = 500;

/**
 * Have it measured, and tell how far it is until it is done.
 * @param {string} record its address, "session/number"
 * @param {Which} which
 * @param {(worth: Worth | null, fault: string) => boolean} tell whether to go on
 */
export async function followWorth(record, { plan, step }, tell) {
  const address = `/api/replays/${record}/worth?step=${step}&plan=${plan}`;
  for (let method = "POST"; ; method = "GET") {
    const { ok, data, fault } = await request(address, { method });
    if (!ok) return void tell(null, t("not_measured", { fault }));
    const done = data.fault || data.played === data.pairs;
    if (!tell(data, data.fault) || done) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** What was found, most important first. @param {Worth} worth @returns {string[]} */
export function worthWords({ plan, pairs, horizon, played, unlocked, died, interval, gains }) {
  if (played < pairs) return [t("pairs_so_far", { played, pairs })];
  const [low, high] = interval ?? [0, 0];
  const verdict =
    low > 0
      ? t(plan ? "it_was_worth_it" : "it_would_be_worth_it")
      : high < 0
        ? t(plan ? "it_cost_more" : "it_would_cost_more")
        : t("it_makes_no_difference");
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const [gained, without] = unlocked.map((number) => decimal(number, 1));
  const difference = { mean: signed(mean), low: signed(low), high: signed(high) };
  return [
    verdict,
    t(plan ? "worth_of_the_plan" : "worth_of_a_plan", {
      ...{ horizon, gained, without, pairs },
      ...difference,
    }),
    t("died_with_and_without", { died: died[0], pairs, without: died[1] }),
  ];
}

/** @param {number} value */
function signed(value) {
  const text = decimal(Math.abs(value), 2);
  return value < 0 ? `−${text}` : `+${text}`;
}

const [WIDTH, BASE, TOP] = [280, 74, 8]; // pixels: the line of the axis, and the room above it
const MARGIN = 24;

/**
 * A dot for each pair over what the plan won in it; a line for the mean, with its interval.
 * @param {Worth} worth
 */
export function worthFigure({ gains, interval }) {
  const reach = Math.max(2, ...gains.map(Math.abs));
  const x = (/** @type {number} */ gain) =>
    WIDTH / 2 + (gain / reach) * (WIDTH / 2 - MARGIN);
  const tallest = Math.max(1, ...[...counts(gains).values()]);
  const apart = Math.min(12, (BASE - TOP - 14) / tallest);
  const dots = [...counts(gains)].flatMap(([gain, count]) =>
    Array.from({ length: count }, (_, at) =>
      makeSvg("circle", {
        cx: String(x(gain)),
        cy: String(BASE - 16 - at * apart),
        r: String(Math.min(4.5, apart / 2)),
        class: gain > 0 ? "won" : gain < 0 ? "lost" : "same",
      }),
    ),
  );
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / Math.max(1, gains.length);
  const [low, high] = interval ?? [mean, mean];
  const figure = makeSvg("svg", {
    viewBox: `0 0 ${WIDTH} ${BASE + 22}`,
    class: "worth-figure",
    "aria-hidden": "true",
  });
  figure.append(
    line("axis", MARGIN / 2, BASE, WIDTH - MARGIN / 2, BASE),
    line("zero", x(0), TOP, x(0), BASE),
    line("interval", x(low), BASE - 6, x(high), BASE - 6),
    line("mean", x(mean), BASE - 12, x(mean), BASE),
    ...dots,
    ...[-reach, 0, reach].map((at) =>
      makeSvg(
        "text",
        { x: String(x(at)), y: String(BASE + 16), "text-anchor": "middle" },
        at ? signed(at).replace(/[.,]00$/, "") : "0",
      ),
    ),
  );
  return figure;
}

/** @param {number[]} gains @returns {Map<number, number>} */
function counts(gains) {
  const found = new Map();
  for (const gain of gains) found.set(gain, (found.get(gain) ?? 0) + 1);
  return found;
}

/**
 * @param {string} name
 * @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2
 */
function line(name, x1, y1, x2, y2) {
  const ends = { x1: String(x1), y1: String(y1), x2: String(x2), y2: String(y2) };
  return makeSvg("line", { ...ends, class: name });
}

/**
 * The dialog of the page, which both the game and the replay have.
 * @returns {(record: string, which: Which, plan: string) => void} opens it; `plan`: its text, ""
 *   for a new one
 */
export function worthDialog() {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("worth"));
  const part = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (dialog.querySelector(`[data-worth-${name}]`));
  const bar = /** @type {HTMLProgressElement} */ (part("bar"));
  let asked = 0; // the newest one is shown
  return (record, which, plan) => {
    const own = ++asked;
    part("title").textContent = t(plan ? "was_this_plan_worth_it" : "would_a_new_plan_pay");
    part("plan").textContent = t(plan ? "plan_at_step" : "step_number", {
      ...which,
      plan,
    });
    part("told").replaceChildren();
    part("figure").replaceChildren();
    bar.hidden = false;
    bar.removeAttribute("value");
    dialog.showModal();
    void followWorth(record, which, (worth, fault) => {
      if (own !== asked) return false;
      const words = fault || !worth ? [fault] : worthWords(worth);
      part("told").replaceChildren(...words.map((text) => make("p", { text })));
      if (worth && !fault) {
        bar.max = worth.pairs;
        bar.value = worth.played;
        if (worth.played) part("figure").replaceChildren(worthFigure(worth));
      }
      bar.hidden = Boolean(fault) || worth?.played === worth?.pairs;
      return dialog.open;
    });
  };
}
