import assert from "node:assert/strict";
import { test } from "node:test";

import {
  choices,
  explain,
  holdings,
  lookAt,
  placeWords,
} from "../../../../web/static/worlds/crafter/cells.js";
import { createChart, indexOf } from "../../../../web/static/worlds/crafter/chart.js";
import { CREATURES, MATERIALS } from "../../../../web/static/worlds/crafter/frame.js";
import { RULES } from "../../../../web/static/worlds/crafter/rules.js";

const EMPTY = Object.fromEntries(Object.keys(RULES.most).map((item) => [item, 0]));
const look = (material, creature = "") => ({ material, creature });
const names = (...given) => choices(...given).map(({ name }) => name);

/** A picture of grass with a tree three cells east, and a cow beyond it. */
function frame() {
  const cells = new Uint8Array(63).fill(MATERIALS.indexOf("grass"));
  cells[34] = MATERIALS.indexOf("tree");
  const items = Uint8Array.from(Object.keys(RULES.most), (_, i) => i);
  return { position: { x: 32, y: 32 }, cells, creatures: [{ cell: 35, texture: 0 }], items };
}

test("all that can be on a cell is explained", () => {
  for (const material of ["", ...MATERIALS]) {
    for (const creature of ["", ...CREATURES]) {
      assert.match(explain(look(material, creature), EMPTY), /^[A-Z].+\.$/);
    }
  }
});

test("what a material takes is told, and whether one has it", () => {
  assert.equal(explain(look("iron"), EMPTY), "Iron: needs a stone pickaxe, you have none.");
  assert.equal(
    explain(look("iron"), { ...EMPTY, stone_pickaxe: 1 }),
    "Iron: needs a stone pickaxe, you have it.",
  );
  assert.equal(explain(look("diamond"), EMPTY), "Diamond: needs an iron pickaxe, you have none.");
  assert.equal(explain(look("tree"), EMPTY), "Tree: gives wood.");
  assert.equal(explain(look("grass"), EMPTY), "Grass: about 1 try in 10 gives a sapling.");
  assert.equal(explain(look(""), EMPTY), "Nobody has looked here yet.");
});

test("a cell is known as it is seen, else as it was seen last", () => {
  const chart = createChart();
  chart.materials[indexOf({ x: 5, y: 5 })] = MATERIALS.indexOf("diamond");
  chart.materials[indexOf({ x: 34, y: 32 })] = MATERIALS.indexOf("lava"); // it is a tree now
  assert.deepEqual(lookAt({ x: 35, y: 32 }, frame(), chart), look("tree"));
  assert.deepEqual(lookAt({ x: 36, y: 32 }, frame(), chart), look("grass", "cow"));
  assert.deepEqual(lookAt({ x: 5, y: 5 }, frame(), chart), look("diamond"));
  assert.deepEqual(lookAt({ x: 6, y: 5 }, frame(), chart), look(""));
  assert.deepEqual(lookAt({ x: 64, y: 5 }, frame(), chart), look("outside"));
});

test("a frame's counts are named", () => {
  const held = holdings(frame());
  assert.deepEqual([held.health, held.sapling, held.iron_sword], [0, 4, 15]);
});

test("a place is told from where the player is", () => {
  const here = { x: 32, y: 32 };
  assert.equal(placeWords(here, { x: 35, y: 30 }), "3 east 2 north");
  assert.equal(placeWords(here, { x: 31, y: 32 }), "1 west");
  assert.equal(placeWords(here, { x: 32, y: 40 }), "8 south");
  assert.equal(placeWords(here, here), "0 east");
});

test("the menu has what makes sense on a cell", () => {
  assert.deepEqual(names(look("iron"), EMPTY, false), ["collect iron", "go", "go and look"]);
  assert.deepEqual(names(look("grass", "cow"), EMPTY, false), ["eat cow", "go", "go and look"]);
  assert.deepEqual(names(look(""), EMPTY, false), ["go", "go and look"]);
  assert.deepEqual(names(look("lava"), EMPTY, false), []);
  assert.deepEqual(names(look("lava"), { ...EMPTY, stone: 1 }, false), ["place stone"]);
  assert.deepEqual(names(look("outside"), EMPTY, false), []);
});

test("only what can be paid for is offered to be placed, and only where it can stand", () => {
  const placed = (material, held) =>
    names(look(material), { ...EMPTY, ...held }, false).filter((name) => name.startsWith("place"));
  const { wood } = RULES.place.table.uses;
  assert.deepEqual(placed("grass", { wood: wood - 1 }), []);
  assert.deepEqual(placed("grass", { wood }), ["place table"]);
  assert.deepEqual(placed("sand", { sapling: 1 }), []);
  assert.deepEqual(placed("grass", { sapling: 1 }), ["place plant"]);
  assert.deepEqual(placed("water", { wood: 9, stone: 9 }), ["place stone"]);
});

test("a tool that is missing is told with the choice", () => {
  const [collect] = choices(look("coal"), EMPTY, false);
  assert.equal(collect.label, "Collect coal (needs a wood pickaxe first)");
  assert.equal(collect.plan("3 east"), "collect 1 coal at 3 east");
});

test("as many drinks are offered as are missing", () => {
  const [drink] = choices(look("water"), { ...EMPTY, drink: 4 }, false);
  assert.equal(drink.plan("2 west"), "go to the water at 2 west, then drink 5 times");
});
