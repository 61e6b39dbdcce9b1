// The actions and their keys.

import { t } from "../../lib/texts.js";
/**
 * Index = the action's number in the protocol. Names are the page's own short words; keys are
 * places on the keyboard (`event.code`), so that every layout plays alike; caps are what keys are
 * called.
 */
export const ACTIONS = [
  { name: t("action_wait"), texture: "", keys: ["KeyQ", "Period"], caps: ["Q"] },
  { name: t("action_left"), texture: "", keys: ["KeyA", "ArrowLeft"], caps: ["A", "←"] },
  { name: t("action_right"), texture: "", keys: ["KeyD", "ArrowRight"], caps: ["D", "→"] },
  { name: t("action_up"), texture: "", keys: ["KeyW", "ArrowUp"], caps: ["W", "↑"] },
  { name: t("action_down"), texture: "", keys: ["KeyS", "ArrowDown"], caps: ["S", "↓"] },
  { name: t("action_do"), texture: "", keys: ["Space"], caps: ["Space"] },
  { name: t("action_sleep"), texture: "player-sleep", keys: ["KeyZ"], caps: ["Z"] },
  { name: t("action_stone"), texture: "stone", keys: ["KeyR"], caps: ["R"] },
  { name: t("action_table"), texture: "table", keys: ["KeyT"], caps: ["T"] },
  { name: t("action_furnace"), texture: "furnace", keys: ["KeyF"], caps: ["F"] },
  { name: t("action_plant"), texture: "sapling", keys: ["KeyP"], caps: ["P"] },
  { name: t("action_wood_pickaxe"), texture: "wood_pickaxe", keys: ["Digit1"], caps: ["1"] },
  { name: t("action_stone_pickaxe"), texture: "stone_pickaxe", keys: ["Digit2"], caps: ["2"] },
  { name: t("action_iron_pickaxe"), texture: "iron_pickaxe", keys: ["Digit3"], caps: ["3"] },
  { name: t("action_wood_sword"), texture: "wood_sword", keys: ["Digit4"], caps: ["4"] },
  { name: t("action_stone_sword"), texture: "stone_sword", keys: ["Digit5"], caps: ["5"] },
  { name: t("action_iron_sword"), texture: "iron_sword", keys: ["Digit6"], caps: ["6"] },
];

/** The action of a key; null if it has none. @param {string} code */
export function actionOf(code) {
  const action = ACTIONS.findIndex(({ keys }) => keys.includes(code));
  return action < 0 ? null : action;
}
