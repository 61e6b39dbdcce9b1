import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { request } from "../../../web/static/lib/request.js";

const real = globalThis.fetch;
afterEach(() => (globalThis.fetch = real));

/**
 * Have the server answer.
 * @param {() => Promise<Response>} answer
 * @returns {any[]} what was asked
 */
function serve(answer) {
  const asked = [];
  globalThis.fetch = (...given) => {
    asked.push(given);
    return answer();
  };
  return asked;
}

test("what the server tells is read, and what it is told goes as JSON", async () => {
  const asked = serve(async () => Response.json({ url: "/play/1" }, { status: 201 }));
  const reply = await request("/api/sessions", { method: "POST", body: { seed: 3 } });
  assert.deepEqual(reply, { ok: true, status: 201, data: { url: "/play/1" }, fault: "" });
  const [[address, { method, headers, body }]] = asked;
  assert.deepEqual([address, method, body], ["/api/sessions", "POST", '{"seed":3}']);
  assert.deepEqual(headers, { "Content-Type": "application/json" });
});

test("bytes are read as bytes", async () => {
  serve(async () => new Response(new Uint8Array([1, 2])));
  const { data } = await request("/api/replay", { as: "arrayBuffer" });
  assert.deepEqual([...new Uint8Array(data)], [1, 2]);
});

test("a refusal comes with the server's reason, or with its status", async () => {
  serve(async () => Response.json({ detail: "there is no record 7" }, { status: 404 }));
  const refused = await request("/api/replay", { as: "arrayBuffer" });
  const fault = "there is no record 7";
  assert.deepEqual(refused, { ok: false, status: 404, data: null, fault });
  serve(async () => new Response("<h1>Bad gateway</h1>", { status: 502 }));
  assert.equal((await request("/")).fault, "the server answered 502");
});

test("a server that does not answer is a fault, no exception", async () => {
  serve(() => Promise.reject(new TypeError("Failed to fetch")));
  const fault = "the server does not answer";
  assert.deepEqual(await request("/"), { ok: false, status: 0, data: null, fault });
});

test("an answer without a body is no fault", async () => {
  serve(async () => new Response(null, { status: 204 }));
  assert.deepEqual(await request("/"), { ok: true, status: 204, data: null, fault: "" });
});

test("an answer that breaks off is a fault", async () => {
  serve(async () => new Response('{"url": "/pl'));
  const fault = "the answer broke off";
  assert.deepEqual(await request("/"), { ok: false, status: 200, data: null, fault });
});

test("under a path of a proxy, the path comes before every address", async () => {
  globalThis.document = /** @type {any} */ ({ documentElement: { dataset: { root: "/lab" } } });
  try {
    const { at } = await import("../../../web/static/lib/root.js?under");
    assert.equal(at("/library"), "/lab/library");
  } finally {
    delete (/** @type {any} */ (globalThis).document);
  }
});
