// Crafter's achievements, ticked as they are unlocked.
import { achievementTexture, textureAddress, title } from "../../play/names.js";
import { isCrafter } from "../../play/state.js";
import { byId, make, rebuild, setText } from "../../lib/dom.js";

/** @param {import("../../play/state.js").State} state */
export function renderAchievements(state) {
  if (!state.episode || !isCrafter(state)) return;
  const { unlocked, achievements } = state.episode;
  setText("achievements-count", `${Object.keys(unlocked).length} of ${achievements.length}`);
  rebuild(byId("achievements"), achievements.join() + JSON.stringify(unlocked), () =>
    achievements.map((name) => achievement(name, unlocked[name])),
  );
}

/** @param {string} name @param {number | undefined} step */
function achievement(name, step) {
  const done = step !== undefined;
  return make("li", { class: done ? "done" : "", "data-achievement": name }, [
    make("img", {
      src: textureAddress(achievementTexture(name)),
      alt: "",
      width: "20",
      height: "20",
    }),
    make("span", { class: "name", text: title(name) }),
    make("span", { class: "when", title: done ? `unlocked at step ${step}` : "not yet" }, [
      make("span", { class: "unseen", text: done ? "unlocked at step " : "not yet" }),
      ...(done
        ? [
            make("span", { text: String(step) }),
            make("span", { class: "tick", "aria-hidden": "true", text: "✓" }),
          ]
        : []),
    ]),
  ]);
}
