// The conversation. What people and models wrote goes in as text only. Buttons are told apart by
// their data, for events/talk.js.
import { said, t } from "../../lib/texts.js";
import { byId, make, rebuildEach, setShown } from "../../lib/dom.js";
import { title } from "../../lib/format.js";
import { findWorld } from "../../worlds/registry.js";
import { conversation } from "../conversation.js";
import { endWords, overWords, STATUS_WORDS } from "../plan_words.js";
import { activePlan, author, plannerName, SPECTATOR } from "../state.js";
import { goalChips } from "./goals.js";
import { partEntry } from "./purpose.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Plan} Plan */
/** @typedef {import("../conversation.js").Entry} Entry */

const OFFERED = 3; // suggestions after a plan that is done

/** @param {State} state */
export function renderLog(state) {
  if (!state.episode) return;
  const items = conversation(state).map((entry) => ({
    key: `${state.episode?.number} ${entry.key}`,
    of: madeOf(state, entry),
    build: () => build(state, entry),
  }));
  rebuildEach(byId("log"), items);
  setShown("newest", !state.follows);
}

/**
 * What an entry is made of; it is built again when that changes.
 * @param {State} state
 * @param {Entry} entry
 */
function madeOf(state, { what }) {
  switch (what.kind) {
    case "asked":
      return [
        what.plan,
        author(state, what.plan),
        chosenIn(state, what.plan),
        untold(state, what.plan).length,
      ];
    case "own":
      return [...what.plans];
    case "ended":
      return [what.plan, offers(state, what.newest).length > 0]; // they stay as they were then
    case "part":
      return [what.part];
    case "pending":
      return [what.sent.failed];
    default:
      return [];
  }
}

/** The goal of a plan that is being corrected. @param {State} state @param {Plan} plan */
function chosenIn({ chosen }, { id }) {
  return chosen?.plan === id ? chosen.goal : null;
}

/** @param {State} state @param {Entry} entry */
function build(state, { step, what }) {
  switch (what.kind) {
    case "asked":
      return asked(state, what.plan);
    case "own":
      return own(state, what.plans);
    case "ended":
      return ended(state, what.plan, offers(state, what.newest));
    case "said":
      return utterance(state, what.said);
    case "unlock":
      return unlock(state, step, what.achievement);
    case "over":
      return make("li", { class: "over" }, [
        make("p", { text: overWords(state) }),
        make("p", { class: "meta", text: t("at_step", { step }) }),
      ]);
    case "part":
      return partEntry(what.part);
    case "pending":
      return pending(what.sent);
  }
}

/** @param {State} state @param {Plan} plan */
function asked(state, plan) {
  const meta = make("p", { class: "meta" }, [
    make("span", { class: "author", text: author(state, plan) }),
    [when(plan), plan.authority === "order" ? "insisted" : "", fate(plan)]
      .filter(Boolean)
      .join(" · "),
  ]);
  const { reader } = plan;
  const unread = plan.unread.map((part) => `“${part}”`).join(", ");
  return make("li", { class: `asked ${plan.status}`, "data-source": "person" }, [
    meta,
    make("p", { class: "words", text: plan.text }),
    ...(reader ? [make("p", { class: "meta", text: t("read_by_as", { reader }) })] : []),
    ...(plan.goals.length
      ? [make("ol", { class: "goals", "aria-label": t("read_as") }, goalChips(state, plan, true))]
      : []),
    ...(plan.throughout.length
      ? [make("ul", { class: "throughout" }, plan.throughout.map((text) => make("li", { text })))]
      : []),
    ...(unread ? [make("p", { class: "unread", text: t("i_don_t_know", { unread }) })] : []),
    ...untold(state, plan).map((text) => make("p", { class: "obstacle", text: said(text) })),
    ...(plan.begun ? worth(plan) : []),
  ]);
}

/** What stands in a plan's way and was not told yet. @param {State} state @param {Plan} plan */
function untold({ episode }, { id, obstacles }) {
  const told = episode?.said.filter(({ who, plan }) => who !== "person" && plan === id) ?? [];
  return obstacles.filter((obstacle) => !told.some(({ text }) => text.includes(obstacle)));
}

/** Asks what a plan was worth; nothing where that is not offered. @param {Plan} plan */
function worth({ id }) {
  if (!document.getElementById("worth")) return [];
  const about = { "data-worth": String(id), "data-focus": `worth ${id}` };
  const text = t("was_it_worth_it");
  return [make("button", { type: "button", class: "worth-ask", ...about, text })];
}

/** @param {Plan} plan */
function when({ begun, status, step, ended }) {
  if (!begun) return t("never_begun");
  if (status === "active") return t("since_step", { step });
  return t("steps_to", { step, ended });
}

/** @param {Plan} plan */
function fate({ status, reason }) {
  if (status === "active") return "";
  const word = STATUS_WORDS[status];
  const why = status === "done" ? "" : reason;
  return [word, said(why)].filter((part, at, all) => part && all.indexOf(part) === at).join(" · ");
}

/**
 * The planner's own plans in a row, or its adviser's: the newest, and the rest behind it.
 * @param {State} state
 * @param {Plan[]} plans
 */
function own(state, plans) {
  const line = (/** @type {Plan} */ plan) => [
    make("strong", { text: `${author(state, plan)}: ` }),
    plan.text,
  ];
  const newest = plans[plans.length - 1];
  const about = { class: "own", "data-source": newest.source };
  if (plans.length === 1) {
    return make("li", about, [make("p", {}, line(newest)), ...worth(newest)]);
  }
  return make("li", about, [
    make("details", {}, [
      make("summary", {}, [...line(newest), ` ${t("and_before", { length: plans.length - 1 })}`]),
      make(
        "ol",
        {},
        plans
          .slice(0, -1)
          .map((plan) =>
            make("li", {}, [`${plan.text} · ${when(plan)} · ${fate(plan)} `, ...worth(plan)]),
          ),
      ),
    ]),
    ...worth(newest),
  ]);
}

/** @param {State} state @param {Plan} plan @param {string[]} offered */
function ended(state, plan, offered) {
  const won = plan.status === "done";
  return make("li", { class: `ended ${plan.status}` }, [
    make("p", { class: won ? "won" : "words" }, [
      ...(won ? [make("span", { "aria-hidden": "true", text: "★" })] : []),
      endWords(state, plan),
    ]),
    ...(offered.length
      ? [
          make("p", { class: "meta", text: t("what_next") }),
          make(
            "div",
            { class: "offers" },
            offered.map((text) =>
              make("button", { type: "button", "data-suggestion": text, text }),
            ),
          ),
        ]
      : []),
  ]);
}

/**
 * What to do next, as long as no plan of a person is in force.
 * @param {State} state
 * @param {boolean} newest
 */
function offers(state, newest) {
  const free = newest && state.viewer !== SPECTATOR && activePlan(state)?.source !== "human";
  return free ? (state.episode?.suggestions ?? []).slice(0, OFFERED) : [];
}

/** @param {State} state @param {import("../protocol.js").Utterance} utterance */
function utterance(state, { number, who, kind, text, offers: offered }) {
  const shown = state.viewer === SPECTATOR ? [] : offered;
  const about = { "data-who": who, "data-kind": kind, "data-number": String(number) };
  return make("li", { class: "said", ...about }, [
    ...(who === "planner" ? [make("p", { class: "meta", text: plannerName(state) })] : []),
    make("p", { text: who === "person" ? text : said(text) }),
    ...(shown.length
      ? [
          make(
            "div",
            { class: "offers" },
            shown.map(({ label }, at) =>
              make("button", { type: "button", "data-offer": String(at), text: said(label) }),
            ),
          ),
        ]
      : []),
  ]);
}

/** @param {State} state @param {number} step @param {string} achievement */
function unlock({ episode }, step, achievement) {
  const picture = findWorld(episode?.world)?.badge?.(achievement);
  return make("li", { class: "unlock" }, [
    ...(picture ? [make("img", { src: picture, alt: "", width: "20", height: "20" })] : []),
    make("span", { text: t("achievement", { title: title(achievement) }) }),
    make("span", { class: "meta", text: t("at_step", { step }) }),
  ]);
}

/** @param {import("../state.js").Pending} sent */
function pending({ number, text, failed }) {
  return make("li", { class: "pending", "data-number": String(number) }, [
    make("p", { class: "words", text }),
    failed
      ? make("p", { class: "failed", text: failed })
      : make("p", { class: "meta", text: t("sending") }),
    ...(failed
      ? [
          make("div", { class: "offers" }, [
            make("button", { type: "button", "data-do": "again", text: t("write_it_again") }),
            make("button", { type: "button", "data-do": "forget", text: t("forget_it") }),
          ]),
        ]
      : []),
  ]);
}
