// What was said and done, in one order: plain values, drawn by render/log.js.

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Plan} Plan */
/** @typedef {import("./state.js").Pending} Pending */
/** @typedef {import("./protocol.js").Utterance} Utterance */

/**
 * What an entry tells. "asked": a person's plan; "own": plans of the planner, or of its adviser, in
 * a row; "ended": how
 * a person's plan ended; "part": whether the game may be learned from; "pending": words that the
 * server has not answered.
 * @typedef {{ kind: "asked", plan: Plan }
 *   | { kind: "own", plans: Plan[] }
 *   | { kind: "ended", plan: Plan, newest: boolean }
 *   | { kind: "said", said: Utterance }
 *   | { kind: "unlock", achievement: string }
 *   | { kind: "over", reason: string }
 *   | { kind: "part", part: import("./purpose.js").Part }
 *   | { kind: "pending", sent: Pending }} What
 */
/**
 * "number": of the words that it is or came with, which orders what was said at the same step.
 * @typedef {{ key: string, step: number, number?: number, what: What }} Entry
 */

const SHOWN = 150; // entries
const LOOKED_AT = 600; // plans, of which many in a row become one entry
/** What comes first of what came at the same step. */
const ORDER = { unlock: 0, ended: 1, own: 2, asked: 3, said: 3, over: 4, part: 5, pending: 6 };
const TOLD_ENDS = ["done", "given_up"];

/**
 * The newest entries of the conversation, oldest first.
 * @param {State} state
 * @returns {Entry[]}
 */
export function conversation({ episode, pending, part }) {
  if (!episode) return [];
  const plans = episode.plans.slice(-LOOKED_AT);
  const words = episode.said.filter(({ who, plan }) => who === "person" && plan);
  const numbers = new Map(words.map(({ plan, number }) => [plan, number]));
  const entries = [
    ...plans
      .filter(({ place }) => place === null)
      .map((plan) => ({ ...ofPlan(plan), number: numbers.get(plan.id) })),
    ...endings(plans),
    ...episode.said.filter((said) => !isPlan(said, plans)).map(ofUtterance),
    ...episode.marks.flatMap(ofMark),
    ...(part ? [ofPart(part)] : []),
  ];
  entries.sort(
    (a, b) =>
      a.step - b.step ||
      ORDER[a.what.kind] - ORDER[b.what.kind] ||
      (a.number ?? 0) - (b.number ?? 0),
  );
  const unheard = pending.filter((sent) => !isHeard(sent, episode.said));
  return [...folded(entries).slice(-SHOWN), ...unheard.map(ofPending)];
}

/**
 * Words that are told already stand there once, also before the server's answer to them comes.
 * @param {Pending} sent
 * @param {Utterance[]} said
 */
function isHeard({ text, after, failed }, said) {
  const newer = said.filter(({ who, number }) => who === "person" && number > after);
  return !failed && newer.some((one) => one.text === text);
}

/** @param {Plan} plan @returns {Entry} */
function ofPlan(plan) {
  const own = plan.source !== "human";
  return {
    key: `plan ${plan.id}`,
    step: plan.step,
    what: own ? { kind: "own", plans: [plan] } : { kind: "asked", plan },
  };
}

/**
 * A person's words that became a plan stand with it.
 * @param {Utterance} said
 * @param {Plan[]} plans
 */
function isPlan({ who, plan }, plans) {
  return who === "person" && plans.some(({ id }) => id === plan);
}

/** @param {Utterance} said @returns {Entry} */
function ofUtterance(said) {
  const { number, step } = said;
  return { key: `said ${number}`, step, number, what: { kind: "said", said } };
}

/** The ends of people's plans that are worth a word. @param {Plan[]} plans @returns {Entry[]} */
function endings(plans) {
  const asked = plans.filter(({ source, begun }) => source === "human" && begun);
  return asked
    .filter(({ status, ended }) => ended !== null && TOLD_ENDS.includes(status))
    .map((plan) => ({
      key: `end ${plan.id}`,
      step: Number(plan.ended),
      what: { kind: "ended", plan, newest: plan === asked.at(-1) },
    }));
}

/** @param {import("./protocol.js").Mark} mark @returns {Entry[]} */
function ofMark({ kind, step, text }) {
  if (kind === "unlock")
    return [{ key: `unlock ${text}`, step, what: { kind, achievement: text } }];
  if (kind === "end") return [{ key: "over", step, what: { kind: "over", reason: text } }];
  return [];
}

/** @param {import("./purpose.js").Part} part @returns {Entry} */
function ofPart(part) {
  return { key: "part", step: part.step, what: { kind: "part", part } };
}

/** @param {Pending} sent @returns {Entry} */
function ofPending(sent) {
  return { key: `sent ${sent.number}`, step: Infinity, what: { kind: "pending", sent } };
}

/**
 * Plans of the planner in a row, or of its adviser, as one entry under the first one's key.
 * @param {Entry[]} entries
 */
function folded(entries) {
  /** @type {Entry[]} */
  const folds = [];
  for (const entry of entries) {
    const last = folds.at(-1)?.what;
    const { what } = entry;
    const isNext =
      last?.kind === "own" && what.kind === "own" && last.plans[0].source === what.plans[0].source;
    if (isNext) last.plans.push(...what.plans);
    else folds.push(entry);
  }
  return folds;
}
