// What a key does, by its place on the keyboard (`event.code`), so that every layout plays alike.

/** Index = the action's number in the protocol; names are the page's own short words, caps what keys are called. */
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

/** @typedef {"take_or_give" | "play_or_pause" | "step" | "write" | "help" | "faster" | "slower" | "back" | "let" | "keep"} Shortcut */
/** @typedef {{ kind: "act", action: number } | { kind: "shortcut", name: Shortcut } | null} Meaning */

/** @type {Record<string, Shortcut>} */
const SHORTCUTS = {
  KeyO: "take_or_give",
  KeyK: "play_or_pause",
  KeyN: "step",
  KeyB: "back",
  KeyL: "let",
  KeyG: "keep",
  Slash: "write",
  Equal: "faster",
  NumpadAdd: "faster",
  Minus: "slower",
  NumpadSubtract: "slower",
};

const ACTION_BY_CODE = new Map(
  ACTIONS.flatMap(({ keys }, action) => keys.map((key) => [key, action])),
);

/**
 * What a key press asks for; null for keys that are not ours. Chords with Control, Alt or Meta belong to the browser.
 * @param {{ code: string, ctrlKey: boolean, altKey: boolean, metaKey: boolean, shiftKey: boolean, key?: string }} press
 * @returns {Meaning}
 */
export function meaning(press) {
  if (press.ctrlKey || press.altKey || press.metaKey) return null;
  // "?" lies elsewhere on many layouts, so that the character counts too.
  if (press.key === "?" || (press.code === "Slash" && press.shiftKey))
    return { kind: "shortcut", name: "help" };
  if (press.key === "/") return { kind: "shortcut", name: "write" };
  const shortcut = SHORTCUTS[press.code];
  if (shortcut) return { kind: "shortcut", name: shortcut };
  const action = ACTION_BY_CODE.get(press.code);
  return action === undefined ? null : { kind: "act", action: Number(action) };
}
