// Names, for people.

/** "collect_iron" -> "Collect iron". @param {string} name */
export function title(name) {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Texture that stands for an achievement. @param {string} achievement */
export function achievementTexture(achievement) {
  if (achievement === "wake_up") return "player-sleep";
  if (achievement === "eat_plant") return "plant-ripe";
  return achievement.slice(achievement.indexOf("_") + 1);
}

/** Address of a texture. @param {string} texture */
export function textureAddress(texture) {
  return `/textures/${texture}.png`;
}

/** What the status of a plan is called. @type {Record<string, string>} */
export const FATES = {
  queued: "queued",
  active: "in force",
  done: "done",
  replaced: "replaced",
  cancelled: "cancelled",
  given_up: "given up",
};

/** What a world is called: "Crafter", "POGS", "POGS (30 nodes, 3 hops)". @param {string} world its name in the protocol */
export function worldTitle(world) {
  const [name, settings] = world.split(":");
  if (name !== "pogs") return title(name);
  if (!settings) return "POGS";
  const words = settings.split(",").map((part) => part.split("=").reverse().join(" "));
  return `POGS (${words.join(", ")})`;
}

/** What the world of a seed is called: "World 7", "POGS (30 nodes) 7". @param {string} world @param {number} seed */
export function worldName(world, seed) {
  return `${world === "crafter" ? "World" : worldTitle(world)} ${seed}`;
}
