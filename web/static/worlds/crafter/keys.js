// The actions and their keys.

/**
 * Index = the action's number in the protocol. Names are the page's own short words; keys are
 * places on the keyboard (`event.code`), so that every layout plays alike; caps are what keys are
 * called.
 */
export const ACTIONS = [
  { name: "Wait", texture: "", keys: ["KeyQ", "Period"], caps: ["Q"] },
  { name: "Left", texture: "", keys: ["KeyA", "ArrowLeft"], caps: ["A", "←"] },
  { name: "Right", texture: "", keys: ["KeyD", "ArrowRight"], caps: ["D", "→"] },
  { name: "Up", texture: "", keys: ["KeyW", "ArrowUp"], caps: ["W", "↑"] },
  { name: "Down", texture: "", keys: ["KeyS", "ArrowDown"], caps: ["S", "↓"] },
  { name: "Do", texture: "", keys: ["Space"], caps: ["Space"] },
  { name: "Sleep", texture: "player-sleep", keys: ["KeyZ"], caps: ["Z"] },
  { name: "Stone", texture: "stone", keys: ["KeyR"], caps: ["R"] },
  { name: "Table", texture: "table", keys: ["KeyT"], caps: ["T"] },
  { name: "Furnace", texture: "furnace", keys: ["KeyF"], caps: ["F"] },
  { name: "Plant", texture: "sapling", keys: ["KeyP"], caps: ["P"] },
  { name: "Wood pickaxe", texture: "wood_pickaxe", keys: ["Digit1"], caps: ["1"] },
  { name: "Stone pickaxe", texture: "stone_pickaxe", keys: ["Digit2"], caps: ["2"] },
  { name: "Iron pickaxe", texture: "iron_pickaxe", keys: ["Digit3"], caps: ["3"] },
  { name: "Wood sword", texture: "wood_sword", keys: ["Digit4"], caps: ["4"] },
  { name: "Stone sword", texture: "stone_sword", keys: ["Digit5"], caps: ["5"] },
  { name: "Iron sword", texture: "iron_sword", keys: ["Digit6"], caps: ["6"] },
];

/** The action of a key; null if it has none. @param {string} code */
export function actionOf(code) {
  const action = ACTIONS.findIndex(({ keys }) => keys.includes(code));
  return action < 0 ? null : action;
}
