// The box to write a plan, and the suggestions.
import { t } from "../../lib/texts.js";
import { byId, make, rebuild, setAttribute, setEnabled, setText, withKeys } from "../../lib/dom.js";
import { findWorld } from "../../worlds/registry.js";

/** @typedef {import("../state.js").State} State */

/** @param {string[]} suggestions */
function renderSuggestions(suggestions) {
  rebuild(byId("suggestions"), suggestions.join("\n"), () =>
    suggestions.map((text) =>
      make("li", {}, [make("button", { type: "button", "data-suggestion": text, text })]),
    ),
  );
}

/** @param {State} state */
export function renderWriting({ writing, connection, editing, episode }) {
  if (!episode) return;
  renderSuggestions(episode.suggestions);
  const example = findWorld(episode.world)?.example ?? "";
  setAttribute(byId("plan-text"), "placeholder", example && t("for_example", { example }));
  const { phase, text } = writing;
  const ready = connection === "open";
  setAttribute(byId("write"), "data-phase", phase);
  setEnabled("write-send", ready);
  setEnabled("write-queue", ready && editing === null);
  setEnabled(
    "write-try",
    ready && editing === null && !episode.what_if?.running && episode.mode !== "over",
  );
  setText("write-label", editing === null ? t("write_a_plan") : t("edit_this_plan"));
  setText("write-send", editing === null ? t("send") : t("save"));
  rebuild(byId("write-answer"), `${phase} ${text}`, () => {
    if (phase !== "idle" && text) return [text];
    return withKeys(t("enter_sends"));
  });
}
