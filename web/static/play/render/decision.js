// A decision in full, as the server tells it when it is asked for. What models wrote goes in as
// text only.
import { byId, make } from "../../lib/dom.js";

/**
 * Show a decision, or that there is none.
 * @param {{ step: number, context: { role: string, content: string }[],
 *   completion: string } | null} decision
 */
export function showDecision(decision) {
  if (!decision) {
    byId("decision").replaceChildren(
      make("p", { text: "Nothing was decided here yet." }),
    );
    return;
  }
  const read = decision.context.map(({ role, content }) => passage(`Prompt (${role})`, content));
  const none = decision.context.length
    ? []
    : [make("p", { text: "This planner reads no text: it plays by rules." })];
  byId("decision").replaceChildren(
    make("p", { text: `For step ${decision.step}` }),
    ...none,
    ...read,
    passage("Written", decision.completion),
  );
}

/** @param {string} heading @param {string} text */
function passage(heading, text) {
  return make("section", {}, [make("h3", { text: heading }), make("pre", { text })]);
}
