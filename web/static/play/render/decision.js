// A decision in full, as the server tells it when it is asked for. What models wrote goes in as
// text only.
import { t } from "../../lib/texts.js";
import { byId, make } from "../../lib/dom.js";

/**
 * Show a decision, or that there is none.
 * @param {{ step: number, context: { role: string, content: string }[],
 *   completion: string } | null} decision
 */
export function showDecision(decision) {
  if (!decision) {
    byId("decision").replaceChildren(
      make("p", { text: t("nothing_was_decided_here_yet") }),
    );
    return;
  }
  const read = decision.context.map(({ role, content }) => passage(t("prompt", { role }), content));
  const none = decision.context.length
    ? []
    : [make("p", { text: t("this_planner_reads_no_text") })];
  byId("decision").replaceChildren(
    make("p", { text: t("for_step", { step: decision.step }) }),
    ...none,
    ...read,
    passage(t("written"), decision.completion),
  );
}

/** @param {string} heading @param {string} text */
function passage(heading, text) {
  return make("section", {}, [make("h3", { text: heading }), make("pre", { text })]);
}
