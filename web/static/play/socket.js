// The connection: finds its way back by itself, and answers every command with a promise.
import { said, t } from "../lib/texts.js";
import { request } from "../lib/request.js";

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5000;
const PING_MS = 4000;
const SILENCE_MS = 10000;
const GONE = "unknown_session";
const UNAUTHORIZED = 401;
/** Close codes after which there is no way back. @type {Record<number, "gone" | "revoked">} */
const NO_WAY_BACK = { 4003: "revoked", 4004: "gone" };

/** A command that the server did not take; the message says why, for people. */
export class Refused extends Error {}

/** A command that the server may have taken: the line broke, and there is no way back. */
export class Lost extends Refused {}

/**
 * @template M
 * @typedef {M extends unknown ? Omit<M, "id"> : never} WithoutId of each message of a union
 */
/**
 * What a person asks for; `send` gives it its id.
 * @typedef {WithoutId<Exclude<import("./protocol.js").ClientMessage,
 *   { type: "hello" | "ping" }>>} Command
 */

/**
 * A numbered event.
 * @typedef {Exclude<import("./protocol.js").ServerMessage,
 *   { type: "ack" | "error" | "pong" }>} ServerEvent
 */

/**
 * @typedef {object} Handlers
 * @property {() => object} hello fields of the first message of every connection
 * @property {string} admission what the server answers only to those who are let in
 * @property {(event: ServerEvent) => void} event a numbered event
 * @property {(frame: ArrayBuffer) => void} frame a state frame
 * @property {(connection: import("./state.js").Connection) => void} connection
 */

/**
 * A command without an answer. After a cut it is sent again: the server does each id once.
 * @typedef {object} Waiting
 * @property {string} text as it is sent
 * @property {WebSocket | null} ws what it was sent on; null while it waits for the first one
 * @property {() => void} resolve
 * @property {(why: Error) => void} reject
 */

/**
 * @typedef {object} Socket
 * @property {string} address
 * @property {Handlers} handlers
 * @property {WebSocket | null} ws
 * @property {number} nextId commands count up, across reloads too, so that an answer belongs to one
 *   command
 * @property {Map<number, Waiting>} waiting commands without an answer, by their ids, oldest first
 * @property {number} helloId id of this connection's hello, -1 before the first
 * @property {number} heard time of the newest message
 * @property {number} pinged time of the newest ping
 * @property {number} retryMs wait before the next attempt
 * @property {ReturnType<typeof setTimeout> | undefined} retryTimer
 * @property {boolean} givenUp the session is gone, or the server is another
 */

/**
 * Connect, and stay connected.
 * @param {string} address
 * @param {Handlers} handlers
 * @returns {Socket}
 */
export function connect(address, handlers) {
  /** @type {Socket} */
  const socket = {
    address,
    handlers,
    ws: null,
    nextId: Date.now() % 2 ** 30,
    waiting: new Map(),
    helloId: -1,
    heard: 0,
    pinged: 0,
    retryMs: FIRST_RETRY_MS,
    retryTimer: undefined,
    givenUp: false,
  };
  open(socket);
  setInterval(() => checkPulse(socket), PING_MS / 4);
  return socket;
}

/**
 * Send a command. The promise is kept when the server takes it, and broken with `Refused` when it
 * does not. If the line breaks before the answer, it is sent again on the next one; the promise is
 * broken with `Lost` when there is none.
 * @param {Socket} socket
 * @param {Command} command
 * @returns {{ id: number, answer: Promise<void> }}
 */
export function send(socket, command) {
  const id = socket.nextId++;
  const { ws } = socket;
  const text = JSON.stringify({ ...command, id });
  const isOpen = ws?.readyState === WebSocket.OPEN;
  if (isOpen) ws.send(text);
  else if (socket.helloId >= 0 || !ws) {
    return {
      id,
      answer: Promise.reject(new Refused(t("not_connected_just_now_try"))),
    };
  }
  /** @type {Promise<void>} */
  const answer = new Promise((resolve, reject) =>
    socket.waiting.set(id, { text, ws: isOpen ? ws : null, resolve, reject }),
  );
  return { id, answer };
}

/** Send what the server has not answered again, on this line. @param {Socket} socket */
function sendAgain({ ws, waiting }) {
  if (ws?.readyState !== WebSocket.OPEN) return;
  for (const command of waiting.values()) {
    if (command.ws === ws) continue;
    command.ws = ws;
    ws.send(command.text);
  }
}

/** Try again now instead of after the wait. @param {Socket} socket */
export function retryNow(socket) {
  if (socket.ws || socket.givenUp) return;
  clearTimeout(socket.retryTimer);
  open(socket);
}

/** @param {Socket} socket */
function open(socket) {
  const ws = new WebSocket(socket.address);
  ws.binaryType = "arraybuffer";
  socket.ws = ws;
  socket.heard = socket.pinged = performance.now();
  ws.onopen = () => {
    socket.helloId = socket.nextId++;
    ws.send(JSON.stringify({ type: "hello", id: socket.helloId, ...socket.handlers.hello() }));
  };
  ws.onmessage = ({ data }) => receive(socket, data);
  ws.onclose = ({ code }) => lose(socket, ws, NO_WAY_BACK[code]);
}

/** @param {Socket} socket @param {string | ArrayBuffer} data */
function receive(socket, data) {
  socket.heard = performance.now();
  if (data instanceof ArrayBuffer) return socket.handlers.frame(data);
  const message = /** @type {import("./protocol.js").ServerMessage} */ (JSON.parse(data));
  if (message.type === "ack" || message.type === "error") return settle(socket, message);
  if (message.type === "pong") return;
  if (message.type === "welcome" || message.type === "resumed") socket.retryMs = FIRST_RETRY_MS;
  socket.handlers.event(message);
  if (modeIn(message) !== "loading") sendAgain(socket);
}

/**
 * The mode that an event tells; in the one that does not take commands nothing is sent again.
 * Whoever comes back is told the mode in any case.
 * @param {ServerEvent} event
 */
function modeIn(event) {
  if ("state" in event) return event.state.mode;
  return event.type === "control" ? event.mode : "loading";
}

/**
 * @param {Socket} socket
 * @param {import("./protocol.js").Ack | import("./protocol.js").Refused} message
 */
function settle(socket, message) {
  if (message.type === "error" && message.code === GONE) {
    giveUp(socket, "gone");
  }
  const command = socket.waiting.get(message.id);
  socket.waiting.delete(message.id);
  if (message.type === "ack") command?.resolve();
  else command?.reject(new Refused(said(message.text)));
}

/** @param {Socket} socket @param {WebSocket} ws @param {"gone" | "revoked"} [why] */
function lose(socket, ws, why) {
  if (socket.ws !== ws) return;
  socket.ws = null;
  if (why) giveUp(socket, why);
  if (socket.givenUp) return;
  socket.handlers.connection("lost");
  socket.retryTimer = setTimeout(() => open(socket), socket.retryMs);
  socket.retryMs = Math.min(2 * socket.retryMs, LAST_RETRY_MS);
  void checkAdmission(socket);
}

/**
 * A server that was started again wants its new token. A socket cannot see that; a request can.
 * @param {Socket} socket
 */
async function checkAdmission(socket) {
  const { status } = await request(socket.handlers.admission);
  if (status !== UNAUTHORIZED || socket.givenUp) return;
  clearTimeout(socket.retryTimer);
  giveUp(socket, "restarted");
}

/** @param {Socket} socket @param {"gone" | "restarted" | "revoked"} why */
function giveUp(socket, why) {
  socket.givenUp = true;
  for (const { reject } of socket.waiting.values())
    reject(new Lost(t("the_connection_was_lost_before")));
  socket.waiting.clear();
  socket.handlers.connection(why);
}

/** @param {Socket} socket */
function checkPulse(socket) {
  const { ws } = socket;
  if (!ws) return;
  const now = performance.now();
  // A hidden tab's timers are slowed down: only a ping that stayed unanswered tells that the line
  // is dead.
  if (socket.heard < socket.pinged && now - socket.pinged > SILENCE_MS) {
    ws.close();
    lose(socket, ws);
  } else if (
    ws.readyState === WebSocket.OPEN &&
    now - socket.heard > PING_MS &&
    socket.heard >= socket.pinged
  ) {
    socket.pinged = now;
    ws.send(JSON.stringify({ type: "ping", id: socket.nextId++ }));
  }
}
