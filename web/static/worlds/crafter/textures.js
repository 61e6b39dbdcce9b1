// The game's own pictures.
import { at } from "../../lib/root.js";

/** Address of a texture. @param {string} texture */
export function textureAddress(texture) {
  return at(`/assets/crafter/${texture}.png`);
}

/** Texture that stands for an achievement. @param {string} achievement */
export function achievementTexture(achievement) {
  if (achievement === "wake_up") return "player-sleep";
  if (achievement === "eat_plant") return "plant-ripe";
  return achievement.slice(achievement.indexOf("_") + 1);
}
