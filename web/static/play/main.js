// Joins the parts: the server's messages patch the state, the state is drawn, the page's events become commands.
import { loadTextures } from "../worlds/crafter/draw.js";
import { tellLesson } from "./commands.js";
import { listen, listenAsSpectator } from "./events/index.js";
import { decodeFrame } from "../worlds/frame.js";
import { mount, render, renderGame, resizeBoard } from "./render/render.js";
import { byId } from "../lib/dom.js";
import { offers } from "./render/tutorial.js";
import { startsByItself } from "./tutorial_seen.js";
import { connect } from "./socket.js";
import { createState, isCrafter, SPECTATOR } from "./state.js";
import { attend, createTutorial } from "./tutorial.js";
import { applyEvent, applyFrame, noteDrawn } from "./update.js";

const TOAST_MS = 4000;
const HINT_MS = 5000;
const SENT_MS = 4000;
const COUNT_MS = 250; // a countdown is shown in seconds

/** Id of this tab, the same after a reload. */
function viewerId() {
  const kept = sessionStorage.getItem("viewer");
  if (kept) return kept;
  const made = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  sessionStorage.setItem("viewer", made);
  return made;
}

const { session = "", protocol = "", shared, study, tutorial } = document.body.dataset;
const spectates = shared !== undefined;
const state = createState(session, spectates ? SPECTATOR : viewerId());
state.mayTakeOver = !spectates && !byId("take").hidden;
if (!spectates && startsByItself(tutorial)) state.tutorial = createTutorial(offers);
/** The way through a study knows what comes when a session is over. */
const wayOn = study && `/study/${study}`;

/** @type {import("../worlds/crafter/draw.js").Textures} */
let textures = new Map();
let due = false;

function redraw() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    teach();
    (spectates ? renderGame : render)(state, textures);
    noteDrawn(state, performance.now());
    passAway();
    if (state.episode?.question) setTimeout(redraw, COUNT_MS);
  });
}

/** Notice what the tutorial waits for. */
function teach() {
  const done = state.tutorial && isCrafter(state) && attend(state.tutorial, state);
  if (done) tellLesson(state, socket, done);
}

/** What was told for a moment, and since when. @type {Map<string, { what: unknown, since: number }>} */
const told = new Map();

/**
 * Whether something passing has been on the page for long enough.
 * @param {string} name
 * @param {unknown} what
 * @param {number} ms
 */
function isStale(name, what, ms) {
  const now = performance.now();
  const seen = told.get(name);
  if (seen && seen.what === what) {
    const stale = now - seen.since > ms;
    if (stale) told.delete(name);
    return stale;
  }
  told.set(name, { what, since: now });
  setTimeout(redraw, ms + 50);
  return false;
}

/** Take away what is shown for a moment only. */
function passAway() {
  const { hint, toasts, writing } = state;
  if (hint && isStale("hint", hint, HINT_MS)) state.hint = "";
  if (writing.phase === "sent" && isStale("sent", writing, SENT_MS))
    state.writing = { phase: "idle", text: "" };
  state.toasts = toasts.filter((toast) => !isStale(`toast ${toast.key}`, toast, TOAST_MS));
  if (state.hint !== hint || state.writing !== writing || state.toasts.length !== toasts.length)
    redraw();
}

function resize() {
  const { clientWidth, clientHeight } = byId("stage");
  if (resizeBoard(clientWidth, clientHeight)) redraw();
}

if (!spectates) mount();
const path = spectates ? `${location.pathname}/ws` : `/ws/v${protocol}`;
const socket = connect(
  `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`,
  {
    hello: () => ({ session: state.session, viewer: state.viewer, last_seq: state.seq }),
    admission: spectates ? "/healthz" : wayOn ? `${wayOn}/here` : "/api/sessions",
    event: (event) => {
      applyEvent(state, event);
      redraw();
    },
    frame: (buffer) => {
      applyFrame(state, decodeFrame(buffer));
      redraw();
    },
    connection: (connection) => {
      state.connection = connection;
      redraw();
      if (wayOn && (connection === "gone" || connection === "restarted")) location.assign(wayOn);
    },
  },
);
(spectates ? listenAsSpectator : listen)({ state, socket, redraw, resize });
textures = await loadTextures();
redraw();
