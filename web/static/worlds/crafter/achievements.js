// The achievements, ticked as they are unlocked.
import { byId, make, rebuild, setText } from "../../lib/dom.js";
import { title } from "../../lib/format.js";
import { achievementTexture, textureAddress } from "./textures.js";

/** @param {{ unlocked: Record<string, number>, achievements: string[] }} episode */
export function showAchievements({ unlocked, achievements }) {
  setText("achievements-count", `${Object.keys(unlocked).length} of ${achievements.length}`);
  rebuild(byId("achievements"), achievements.join() + JSON.stringify(unlocked), () =>
    achievements.map((name) => achievement(name, unlocked[name])),
  );
}

/** @param {string} name @param {number | undefined} step */
function achievement(name, step) {
  const done = step !== undefined;
  const words = `${title(name)}: ${done ? `unlocked at step ${step}` : "not yet"}`;
  const src = textureAddress(achievementTexture(name));
  return make("li", { class: done ? "done" : "", "data-achievement": name, title: words }, [
    make("img", { src, alt: "", width: "20", height: "20" }),
    make("span", { class: "unseen", text: words }),
  ]);
}
