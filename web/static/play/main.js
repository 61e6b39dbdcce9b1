// Joins the parts: the server's messages patch the state, the state is drawn, the page's events
// become commands.
import { byId } from "../lib/dom.js";
import { kept } from "../lib/kept.js";
import { at, here } from "../lib/root.js";
import { decodeFrame, findWorld, WORLDS } from "../worlds/registry.js";
import { command, tellLesson } from "./commands.js";
import { listen, listenAsSpectator } from "./events/index.js";
import { passAway } from "./passing.js";
import { fitPictures, render, renderGame } from "./render/render.js";
import { offers } from "./render/tutorial.js";
import { connect } from "./socket.js";
import { createState, DETAILS, SPECTATOR } from "./state.js";
import { attend, createTutorial } from "./tutorial.js";
import { startsByItself } from "./tutorial_seen.js";
import { applyEvent, applyFrame, noteDrawn } from "./update.js";

const COUNT_MS = 250; // a countdown is shown in seconds

/**
 * What is this tab's own, the same after a reload: its id, which all are told, and the key that
 * proves it.
 * @param {"viewer" | "key"} name
 */
function ofThisTab(name) {
  const kept = sessionStorage.getItem(name);
  if (kept) return kept;
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(name, made);
  return made;
}

const { session = "", protocol = "", shared, study, tutorial } = document.body.dataset;
const spectates = shared !== undefined;
const state = createState(session, spectates ? SPECTATOR : ofThisTab("viewer"));
state.details = spectates || kept(DETAILS) === "open";
state.mayTakeOver = !spectates && !byId("take").hidden;
state.mayGoBack = !spectates && !byId("back").hidden;
if (!spectates && startsByItself(tutorial)) state.tutorial = createTutorial(offers);
/** The way through a study knows what comes when a session is over. */
const wayOn = study && `/study/${study}`;

let due = false;

function redraw() {
  if (due || !state.loaded) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    teach();
    lookOn();
    (spectates ? renderGame : render)(state);
    noteDrawn(state, performance.now());
    passAway(state, redraw);
    if (state.episode?.question) setTimeout(redraw, COUNT_MS);
  });
}

/** Notice what the tutorial waits for. */
function teach() {
  if (!state.tutorial || !findWorld(state.episode?.world)?.tutorial) return;
  const done = attend(state.tutorial, state);
  if (done) tellLesson(state, socket, done);
}

function resize() {
  const { clientWidth, clientHeight } = byId("stage");
  if (fitPictures(clientWidth, clientHeight)) redraw();
}

/** The step of an episode from which a replay said to play on, if that is what led here. */
let from = /^#from=(\d+)@(\d+)$/.exec(location.hash);

/** @param {RegExpExecArray} found */
function playFrom([, episode, step]) {
  from = null;
  history.replaceState(null, "", location.pathname + location.search);
  const where = { episode: Number(episode), step: Number(step) };
  void command(state, socket, redraw, { type: "rewind", ...where });
}

const path = at(spectates ? `${here()}/ws` : `/ws/v${protocol}`);
const origin = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}`;
const socket = connect(`${origin}${path}`, {
  hello: () => ({
    session: state.session,
    viewer: state.viewer,
    life: state.life,
    key: spectates ? "" : ofThisTab("key"),
    last_seq: state.seq,
  }),
  admission: spectates ? "/healthz" : wayOn ? `${wayOn}/here` : "/api/sessions",
  event: (event) => {
    applyEvent(state, event);
    if (from && state.episode && state.episode.mode !== "loading") playFrom(from);
    redraw();
  },
  frame: (buffer) => {
    if (!findWorld(state.episode?.world)) return; // the stage says that it cannot be shown
    applyFrame(state, decodeFrame(buffer));
    redraw();
  },
  connection: (connection) => {
    state.connection = connection;
    redraw();
    if (wayOn && (connection === "gone" || connection === "restarted")) location.assign(at(wayOn));
  },
});
/** Looks at what the game has come to. */
const lookOn = (spectates ? listenAsSpectator : listen)({ state, socket, redraw, resize });
await Promise.all(WORLDS.map(({ load }) => load?.()));
state.loaded = true;
redraw();
