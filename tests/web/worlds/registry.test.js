import assert from "node:assert/strict";
import { test } from "node:test";

import {
  decodeFrame,
  findWorld,
  seedTitle,
  unknownWorld,
  WORLDS,
  worldTitle,
} from "../../../web/static/worlds/registry.js";

test("no two worlds share a name or the version of their frames", () => {
  assert.equal(new Set(WORLDS.map(({ name }) => name)).size, WORLDS.length);
  assert.equal(new Set(WORLDS.map(({ version }) => version)).size, WORLDS.length);
});

test("a world is found by its name, whatever its settings", () => {
  assert.equal(findWorld("pogs:nodes=30,hops=3")?.name, "pogs");
  assert.equal(findWorld("crafter")?.name, "crafter");
});

test("there is a sentence for a world that is not listed", () => {
  assert.equal(findWorld("maze"), undefined);
  assert.equal(findWorld(undefined), undefined);
  assert.match(unknownWorld("maze"), /the world “maze”.*does not list it\.$/);
});

test("worlds are called by their titles and settings", () => {
  assert.equal(worldTitle("crafter"), "Crafter");
  assert.equal(worldTitle("pogs:nodes=30,hops=3"), "POGS (30 nodes, 3 hops)");
  assert.equal(worldTitle("maze"), "maze");
  assert.equal(seedTitle("crafter", 7), "World 7");
  assert.equal(seedTitle("pogs:nodes=30", 7), "POGS (30 nodes) 7");
});

test("a frame of a version that no world has is refused, and so is one without a head", () => {
  assert.throws(() => decodeFrame(new Uint8Array(99).fill(9).buffer), /version 9, .* reads 1, 2/);
  assert.throws(() => decodeFrame(new ArrayBuffer(3)), /at least 12 bytes/);
});
