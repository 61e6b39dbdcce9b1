// The branches of a what-if side by side.
import { t } from "../../lib/texts.js";
import { byId, make, rebuild, setEnabled, setShown, setText } from "../../lib/dom.js";
import { decodeFrame, findWorld } from "../../worlds/registry.js";
import { meanwhile, steps } from "../past.js";
import { STATUS_WORDS } from "../plan_words.js";
import { wayPicture } from "./way.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Episode} Episode */
/** @typedef {import("../protocol.js").Try} Try */

/** @param {State} state */
export function renderWhatIf(state) {
  const { episode, loaded } = state;
  if (!episode) return;
  const { what_if: whatIf, mode } = episode;
  const running = whatIf?.running ?? false;
  setText("what-if-state", stateWords(state));
  setShown("what-if-stop", running);
  setEnabled("what-if-go", !running && mode !== "loading" && mode !== "over");
  rebuild(byId("tries"), JSON.stringify([whatIf, loaded]), () =>
    (whatIf?.tries ?? []).map((one, at) => tried(one, at, episode, whatIf?.step ?? 0, running)),
  );
}

/** @param {State} state */
function stateWords(state) {
  const whatIf = state.episode?.what_if;
  if (state.notTried) return state.notTried;
  if (!whatIf) return t("from_here_beside_the_game", { meanwhile: meanwhile(state) });
  const what = t("from_step_2", { text: whatIf.text, step: whatIf.step });
  return whatIf.running ? t("trying", { what, meanwhile: meanwhile(state) }) : `${what}:`;
}

/**
 * @param {Try} one
 * @param {number} at
 * @param {Episode} episode
 * @param {number} begun step
 * @param {boolean} running
 */
function tried(one, at, episode, begun, running) {
  const { alone, status, step, over, progress, reason, unlocked, way } = one;
  const kind = findWorld(episode.world);
  const frame = kind ? decodeFrame(bytesOf(one.frame)) : null;
  const name = alone ? t("by_itself") : t("branch", { at: at + 1 });
  const fate = alone ? "" : status === "active" ? t("not_done_yet") : STATUS_WORDS[status];
  const after = t("after", { steps: steps(step - begun) });
  const facts = [fate, after, over === "died" ? t("died") : ""];
  const why = status === "active" ? progress : status === "done" ? "" : reason;
  return make("li", { class: alone ? "alone" : status }, [
    make("h3", { text: alone ? t("by_itself_2") : String(at + 1) }),
    make("div", { class: "pictures" }, [
      ...(kind ? [kind.thumbnail(frame)] : []),
      ...(way.length ? [wayPicture(way)] : []),
    ]),
    make("p", { class: "fate", text: facts.filter(Boolean).join(", ") }),
    ...(kind?.belongings
      ? [
          make(
            "ul",
            { class: "had", "aria-label": t("has") },
            kind.belongings(frame, episode.items),
          ),
        ]
      : []),
    make("p", { class: "cost", text: kind?.outcome(frame, unlocked) }),
    make("p", { class: "cost", text: why }),
    make("button", {
      type: "button",
      "data-episode": String(one.episode),
      "data-step": String(step),
      "aria-label": t("play_this_one", { name }),
      disabled: running || over ? "" : undefined,
      text: t("play_this_one_2"),
    }),
  ]);
}

/** @param {string} base64 */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)).buffer;
}
