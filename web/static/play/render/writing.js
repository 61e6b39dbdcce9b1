// The box to write a plan, and the suggestions.
import { byId, make, rebuild, setAttribute, setEnabled, setText } from "../../lib/dom.js";
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
  setAttribute(byId("plan-text"), "placeholder", example && `e.g. ${example}`);
  const { phase, text } = writing;
  const ready = connection === "open";
  setAttribute(byId("write"), "data-phase", phase);
  setEnabled("write-send", ready);
  setEnabled("write-queue", ready && editing === null);
  setEnabled(
    "write-try",
    ready && editing === null && !episode.what_if?.running && episode.mode !== "over",
  );
  setText("write-label", editing === null ? "Write a plan" : "Edit this plan");
  setText("write-send", editing === null ? "Send" : "Save");
  rebuild(byId("write-answer"), `${phase} ${text}`, () => {
    if (phase !== "idle" && text) return [text];
    return ["Enter sends. ", make("kbd", { text: "/" }), " brings you here."];
  });
}
