// Crafter.
import { showAchievements } from "./achievements.js";
import { showBelongings, showCarried } from "./belongings.js";
import { draw, fit, load, thumbnail } from "./draw.js";
import { decode } from "./frame.js";
import { actionOf } from "./keys.js";
import { listenToPad, showPad } from "./pad.js";
import { achievementTexture, textureAddress } from "./textures.js";
import { caption, outcome } from "./words.js";

/** @type {import("../world.js").World<import("./frame.js").CrafterFrame>} */
export const crafter = {
  name: "crafter",
  title: "Crafter",
  about: "a game of survival",
  seedTitle: "World",
  example: "collect 5 wood, then place a table",
  complete: "Everything is unlocked.",
  tutorial: true,
  films: true,
  version: 1,
  decode,
  load,
  draw,
  fit,
  thumbnail,
  panels: (frame, episode) => {
    showBelongings(frame, episode.items);
    showAchievements(episode);
  },
  carried: showCarried,
  controls: (_, playing) => showPad(playing),
  key: (press) => actionOf(press.code),
  listen: listenToPad,
  caption,
  score: (_, { unlocked, achievements }) =>
    `${Object.keys(unlocked).length} of ${achievements.length} achievements`,
  gained: (unlocked) => `${unlocked} achievements`,
  outcome,
  badge: (achievement) => textureAddress(achievementTexture(achievement)),
};
