import assert from "node:assert/strict";
import { test } from "node:test";
import {
  before,
  BRANCHES,
  missing,
  questOf,
  stateOf,
  tell,
} from "../../../../web/static/worlds/crafter/quests.js";

const ALL = Object.values(BRANCHES).flat();

test("the tree has every achievement once, and each tells how it is got", () => {
  assert.equal(ALL.length, 22);
  assert.equal(new Set(ALL).size, 22);
  for (const name of ALL) {
    assert.ok(questOf(name)?.how, name);
    assert.ok(questOf(name)?.plan, name);
    for (const one of questOf(name)?.after ?? []) assert.ok(ALL.includes(one), `${name}: ${one}`);
  }
});

test("what leads to the diamond is the whole way to an iron pickaxe", () => {
  const way = before("collect_diamond");
  for (const one of ["make_iron_pickaxe", "collect_coal", "place_furnace", "place_table"]) {
    assert.ok(way.has(one), one);
  }
  assert.ok(!way.has("eat_cow"));
  assert.ok(!way.has("collect_diamond"));
});

test("nothing is held: wood and the fights are possible, tools are later", () => {
  const possible = ALL.filter((name) => stateOf(name, {}, {}) === "possible");
  assert.deepEqual(possible.sort(), [
    "collect_drink",
    "collect_sapling",
    "collect_wood",
    "defeat_skeleton",
    "defeat_zombie",
    "eat_cow",
    "wake_up",
  ]);
  assert.match(tell("collect_iron", {}, {}), /still takes a stone pickaxe/);
});

test("a tool takes its materials, and what it is made beside to have been placed", () => {
  const held = { wood: 1, stone: 1 };
  assert.deepEqual(missing("make_stone_pickaxe", held, {}), ["a table"]);
  assert.deepEqual(missing("make_stone_pickaxe", { wood: 1 }, { place_table: 9 }), ["1 stone"]);
  assert.deepEqual(missing("place_table", { wood: 1 }, {}), ["1 more wood"]);
  assert.equal(stateOf("make_stone_pickaxe", held, { place_table: 9 }), "possible");
  assert.equal(stateOf("make_stone_pickaxe", held, { make_stone_pickaxe: 30 }), "done");
  assert.match(
    tell("make_stone_pickaxe", held, { place_table: 9 }),
    /possible now\. Make it beside a table from 1 wood and 1 stone\./,
  );
});
