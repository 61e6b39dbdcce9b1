// Crafter.
import { t } from "../../lib/texts.js";
import { byId } from "../../lib/dom.js";
import { listenToAchievements, showAchievements } from "./achievements.js";
import { belongings, showBelongings, showCarried } from "./belongings.js";
import { draw, fit, load, thumbnail } from "./draw.js";
import { decode } from "./frame.js";
import { gravesOf } from "./graves.js";
import { actionOf } from "./keys.js";
import { mapIn, showMap } from "./map.js";
import { listenToPad, showPad } from "./pad.js";
import { followPinned, listenToCells, pointOnBoard, pointOnMap } from "./pointing.js";
import { achievementTexture, textureAddress } from "./textures.js";
import { caption, outcome } from "./words.js";

/** @typedef {import("./frame.js").CrafterFrame} CrafterFrame */

/** @param {HTMLElement} part @param {CrafterFrame} frame @param {import("./map.js").Told} told */
function tellMap(part, frame, told) {
  const map = mapIn(part);
  showMap(map, frame, told);
  pointOnMap(map, frame);
}

/** @type {import("../world.js").World<CrafterFrame>} */
export const crafter = {
  name: "crafter",
  title: "Crafter", // eslint-disable-line no-restricted-syntax -- a name
  about: t("a_game_of_survival"),
  seedTitle: t("world"),
  example: "collect 5 wood, then place a table",
  complete: t("everything_is_unlocked"),
  tutorial: true,
  films: true,
  treasure: "collect_diamond",
  version: 1,
  decode,
  load,
  draw: (picture, frame) => {
    draw(picture, frame);
    pointOnBoard(/** @type {HTMLCanvasElement} */ (picture), frame);
  },
  fit,
  thumbnail,
  panels: (frame, episode) => {
    showBelongings(frame, episode.items);
    showAchievements(frame, episode);
    tellMap(byId("map"), frame, {
      key: String(episode.number),
      episode: episode.number,
      deaths: gravesOf(episode),
    });
  },
  map: (part, frame, past) => tellMap(part, frame, { key: "", deaths: [], past }),
  controls: (frame, playing) => {
    showPad(playing);
    followPinned(frame);
  },
  carried: showCarried,
  key: (press) => actionOf(press.code),
  listen: (player) => {
    listenToPad(player);
    listenToAchievements(player);
    listenToCells(player);
  },
  caption,
  score: (_, { unlocked, achievements }) =>
    t("of_achievements", { length: Object.keys(unlocked).length, length2: achievements.length }),
  gained: (unlocked) => t("achievements", { unlocked }),
  outcome,
  belongings,
  badge: (achievement) => textureAddress(achievementTexture(achievement)),
};
