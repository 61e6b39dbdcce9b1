import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { connect, Lost, Refused, retryNow, send } from "../../../web/static/play/socket.js";

/** Lines to the server, oldest first. @type {Line[]} */
let lines = [];

class Line {
  static OPEN = 1;
  readyState = 1;
  /** @type {{ type: string, id: number }[]} */
  sent = [];

  constructor() {
    lines.push(this);
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  /** @param {object} message */
  say(message) {
    this.onmessage({ data: JSON.stringify(message) });
  }

  cut() {
    this.readyState = 3;
    this.onclose({ code: 1006 });
  }

  /** What was sent but for the hello. */
  get commands() {
    return this.sent.filter(({ type }) => type !== "hello");
  }
}

const told = [];
const handlers = {
  hello: () => ({}),
  admission: "/healthz",
  event: () => {},
  frame: () => {},
  connection: (connection) => told.push(connection),
};
const WELCOME = { type: "welcome", seq: 1, state: { mode: "playing" } };

beforeEach(() => {
  lines = [];
  told.length = 0;
  const fetch = async () => new Response("{}", { status: 200 });
  Object.assign(globalThis, { WebSocket: Line, setInterval: () => 0, fetch });
});

/** A socket that has said hello. */
function connected() {
  const socket = connect("ws://here", handlers);
  lines[0].onopen();
  lines[0].say(WELCOME);
  return socket;
}

/** The next line of a socket, over which hello was said. */
function reconnected(socket) {
  retryNow(socket);
  const line = lines.at(-1);
  line.onopen();
  return line;
}

test("what was not answered before a cut is sent again, in order, under its own id", async () => {
  const socket = connected();
  const first = send(socket, { type: "pause" });
  const second = send(socket, { type: "plan", text: "drink water" });
  lines[0].say({ type: "ack", id: first.id });
  await first.answer;
  const third = send(socket, { type: "play" });
  lines[0].cut();
  const line = reconnected(socket);
  assert.deepEqual(line.commands, []);
  line.say(WELCOME);
  assert.deepEqual(
    line.commands.map(({ type, id }) => [type, id]),
    [
      ["plan", second.id],
      ["play", third.id],
    ],
  );
  line.say({ type: "ack", id: second.id });
  line.say({ type: "error", id: third.id, code: "not_allowed", text: "No." });
  await second.answer;
  await assert.rejects(third.answer, (why) => why instanceof Refused && !(why instanceof Lost));
});

test("it is sent once on each line, and not while a world is made", async () => {
  const socket = connected();
  const { answer } = send(socket, { type: "pause" });
  lines[0].cut();
  const line = reconnected(socket);
  line.say({ type: "welcome", seq: 1, state: { mode: "loading" } });
  line.say({ type: "control", seq: 2, mode: "loading" });
  line.say({ type: "notice", seq: 3, text: "Wait." });
  assert.equal(line.commands.length, 0);
  line.say({ type: "episode", seq: 4, state: { mode: "paused" } });
  line.say({ type: "control", seq: 5, mode: "paused" });
  assert.equal(line.commands.length, 1);
  line.say({ type: "ack", id: line.commands[0].id });
  await answer;
});

test("without a way back nobody waits for an answer", async () => {
  const socket = connected();
  const { answer } = send(socket, { type: "pause" });
  lines[0].cut();
  const line = reconnected(socket);
  line.say({ type: "error", id: socket.helloId, code: "unknown_session", text: "Gone." });
  await assert.rejects(answer, Lost);
  assert.equal(told.at(-1), "gone");
});

test("while there is no line nothing is taken", async () => {
  const socket = connected();
  lines[0].cut();
  await assert.rejects(send(socket, { type: "pause" }).answer, Refused);
  assert.equal(socket.waiting.size, 0);
  clearTimeout(socket.retryTimer);
});
