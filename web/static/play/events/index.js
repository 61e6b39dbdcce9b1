// Listens to the page. Only this file does.
import {
  act,
  order,
  playOrPause,
  setSpeed,
  speedIndex,
  takeOrGive,
  tellLesson,
  writePlan,
} from "../commands.js";
import { waysFrom } from "../../worlds/pogs/frame.js";
import { meaning } from "../shortcuts.js";
import { listenToLinks } from "../../lib/links.js";
import { byId, make, rebuild } from "../../lib/dom.js";
import { retryNow } from "../socket.js";
import { showDecision } from "../render/decision.js";
import { offers } from "../render/tutorial.js";
import { author, currentSpeed, currentStep, isCrafter, queuedPlans } from "../state.js";
import { layout, nearest, neighbour } from "../timeline.js";
import { createTutorial, isOver, lesson, next } from "../tutorial.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../socket.js").Socket} Socket */
/** @typedef {{ state: State, socket: Socket, redraw: () => void, resize: () => void }} Game */

const REPEAT_MS = 130; // a held key or button plays at most this often
const HOLD_MS = 350; // a button held for longer repeats
const MAX_SEED = 2 ** 31 - 1;
const FOCUSABLE = "button, input, textarea, [tabindex]";

/** Listen to everything. @param {Game} game */
export function listen(game) {
  listenToWindow(game);
  listenToKeys(game);
  listenToControls(game);
  listenToPad(game);
  listenToGraph(game);
  listenToWriting(game);
  listenToQueue(game);
  listenToBranches(game);
  listenToThinking(game);
  listenToDialogs(game);
  listenToTimeline(game);
  listenToFinishing();
  listenToTutorial(game);
  if (document.getElementById("share")) listenToSharing(game);
}

/** Listen to what is on a spectator's page. @param {Game} game */
export function listenAsSpectator(game) {
  listenToWindow(game);
  listenToTimeline(game);
  onClick("banner-new", () => location.reload()); // the same address has the replay now
}

/** @param {Game} game */
function listenToWindow(game) {
  new ResizeObserver(game.resize).observe(byId("stage"));
  window.addEventListener("resize", game.resize);
  window.addEventListener("online", () => retryNow(game.socket));
  document.addEventListener(
    "visibilitychange",
    () => document.visibilityState === "visible" && retryNow(game.socket),
  );
}

/** Whether a key belongs to what has the focus. @param {KeyboardEvent} event */
function isTaken(event) {
  if (!(event.target instanceof Element) || document.querySelector("dialog[open]")) return true;
  // A number's box has no use for letters, which stay the game's.
  if (event.target.closest("#go-node") && event.code.startsWith("Key")) return false;
  if (event.target.closest("textarea, input:not([type=range]), select")) return true;
  const arrow = event.code.startsWith("Arrow");
  if (arrow && event.target.closest("input, [data-own-keys], #past, #graph")) return true;
  return (
    (event.code === "Space" || event.code === "Enter") &&
    event.target.closest("button, a, summary") !== null
  );
}

/** @param {Game} game */
function listenToKeys({ state, socket, redraw }) {
  let played = 0;
  document.addEventListener("keydown", (event) => {
    if (isTaken(event)) return;
    if (!isCrafter(state) && /^\d$/.test(event.key) && !byId("ways-pad").hidden)
      return byId("go-node").focus(); // the digit goes there
    const meant = meaning(event);
    if (!meant) return;
    if (meant.kind === "act" && !isCrafter(state)) return;
    event.preventDefault();
    if (meant.kind === "act") {
      const now = performance.now();
      if (event.repeat && (state.pressed.size > 0 || now - played < REPEAT_MS)) return;
      played = now;
      void act(state, socket, redraw, meant.action, event.timeStamp);
    } else if (!event.repeat) {
      shortcut({ state, socket, redraw }, meant.name);
    }
  });
}

/** @param {{ state: State, socket: Socket, redraw: () => void }} game @param {import("../shortcuts.js").Shortcut} name */
function shortcut({ state, socket, redraw }, name) {
  const speed = speedIndex(currentSpeed(state));
  switch (name) {
    case "take_or_give":
      return void takeOrGive(state, socket, redraw);
    case "play_or_pause":
      return void playOrPause(state, socket, redraw);
    case "step":
      return void order(state, socket, redraw, { type: "step" });
    case "faster":
      return void setSpeed(state, socket, redraw, speed + 1);
    case "slower":
      return void setSpeed(state, socket, redraw, speed - 1);
    case "back":
      return byId("back").hidden ? undefined : openBack(state);
    case "let":
    case "keep":
      if (state.episode?.question)
        void order(state, socket, redraw, { type: "answer", let: name === "let" });
      return;
    case "write":
      return byId("plan-text").focus();
    case "help":
      return dialog("keys").showModal();
  }
}

/** @param {string} id */
function dialog(id) {
  return /** @type {HTMLDialogElement} */ (byId(id));
}

/** @param {string} id @param {(event: MouseEvent) => void} then */
function onClick(id, then) {
  byId(id).addEventListener("click", then);
}

/** @param {Game} game */
function listenToControls({ state, socket, redraw }) {
  const speed = /** @type {HTMLInputElement} */ (byId("speed"));
  onClick("play", () => void playOrPause(state, socket, redraw));
  onClick("one-step", () => void order(state, socket, redraw, { type: "step" }));
  onClick("cancel", () => void order(state, socket, redraw, { type: "cancel_plan" }));
  onClick("take", () => {
    void takeOrGive(state, socket, redraw);
    // The next Space is meant for the game, not for this button.
    focusGame();
  });
  speed.addEventListener("input", () => void setSpeed(state, socket, redraw, Number(speed.value)));
  onClick("banner-new", async () => {
    const answer = await fetch("/api/sessions", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    location.assign(answer.ok ? (await answer.json()).url : "/");
  });
}

/** @param {Game} game */
function listenToPad({ state, socket, redraw }) {
  const pad = byId("pad");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const release = () => clearTimeout(timer);
  /** @param {number} action @param {number} wait */
  const hold = (action, wait) => {
    timer = setTimeout(() => {
      if (state.pressed.size === 0) void act(state, socket, redraw, action, performance.now());
      hold(action, REPEAT_MS);
    }, wait);
  };
  pad.addEventListener("pointerdown", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button || event.button !== 0) return;
    event.preventDefault();
    release();
    const action = Number(button.dataset.action);
    void act(state, socket, redraw, action, event.timeStamp);
    hold(action, HOLD_MS);
  });
  // The pointer has played already; a click without one comes from the keyboard or a screen reader.
  pad.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button && event.detail === 0)
      void act(state, socket, redraw, Number(button.dataset.action), event.timeStamp);
  });
  pad.addEventListener("mousedown", (event) => event.preventDefault());
  pad.addEventListener("contextmenu", (event) => event.preventDefault());
  for (const end of ["pointerup", "pointercancel", "pointerleave"])
    pad.addEventListener(end, release);
  window.addEventListener("blur", release);
}

/** @param {Game} game */
function listenToGraph({ state, socket, redraw }) {
  const box = /** @type {HTMLInputElement} */ (byId("go-node"));
  byId("graph").addEventListener("click", (event) => {
    const node =
      event.target instanceof Element ? event.target.closest("[data-node]:not(#graph)") : null;
    if (!node || state.frame?.kind !== "graph" || node.classList.contains("here")) return;
    const id = Number(node.getAttribute("data-node"));
    if (waysFrom(state.frame).includes(id))
      return void act(state, socket, redraw, id, event.timeStamp);
    state.hint = `Node ${id} is not next to node ${state.frame.node}; one move goes to a node next to it.`;
    redraw();
  });
  byId("ways").addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button) void act(state, socket, redraw, Number(button.dataset.action), event.timeStamp);
  });
  byId("go").addEventListener("submit", (event) => {
    event.preventDefault();
    const node = box.value.trim();
    box.value = "";
    if (/^\d+$/.test(node)) return void act(state, socket, redraw, Number(node), event.timeStamp);
    state.hint = `${node ? `“${node}” is no node` : "No node was written"}; write the number of a node next to yours.`;
    redraw();
  });
  box.addEventListener("keydown", (event) => {
    if (event.code !== "Escape") return;
    box.value = "";
    focusGame();
  });
}

/** On to the game, so that its keys work. */
function focusGame() {
  byId(byId("graph").hidden ? "board" : "graph").focus({ preventScroll: true });
}

/** @param {Game} game */
function listenToWriting({ state, socket, redraw }) {
  const box = /** @type {HTMLTextAreaElement} */ (byId("plan-text"));
  /** @param {"now" | "queue" | "try"} how */
  const submit = async (how) => {
    const text = box.value.trim();
    if (!text || state.writing.phase === "sending") return;
    // Back to the game before the server has answered, as the next key is meant for it; "/" returns to the box.
    const typed = document.activeElement === box;
    if (typed) focusGame();
    const taken = await writePlan(state, socket, redraw, text, chosenAuthority(), how);
    if (taken && box.value.trim() === text) box.value = "";
    if (!taken && typed) box.focus(); // there is something to mend
  };
  byId("write").addEventListener("submit", (event) => {
    event.preventDefault();
    void submit("now");
  });
  onClick("write-queue", () => void submit("queue"));
  onClick("write-try", () => void submit("try"));
  box.addEventListener("keydown", (event) => {
    if (event.code === "Escape") {
      if (state.editing !== null) box.value = "";
      state.editing = null;
      redraw();
      box.blur();
      focusGame();
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      void submit(event.shiftKey && state.editing === null ? "queue" : "now");
    }
  });
  byId("suggestions").addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button?.dataset.suggestion) return;
    box.value = button.dataset.suggestion;
    box.focus();
  });
}

/** @returns {"advice" | "order"} */
function chosenAuthority() {
  return document.querySelector("input[name=authority][value=order]:checked") ? "order" : "advice";
}

/** @param {Game} game */
function listenToQueue({ state, socket, redraw }) {
  byId("queue").addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const id = Number(button?.closest("li")?.dataset.plan);
    const plan = queuedPlans(state).find((one) => one.id === id);
    if (!button || !plan) return;
    const place = Number(plan.place);
    switch (button.dataset.do) {
      case "up":
        return void order(state, socket, redraw, { type: "move_plan", plan: id, place: place - 1 });
      case "down":
        return void order(state, socket, redraw, { type: "move_plan", plan: id, place: place + 1 });
      case "run":
        return void order(state, socket, redraw, { type: "run_plan", plan: id });
      case "cancel":
        return void order(state, socket, redraw, { type: "cancel_plan", plan: id });
      case "edit":
        return edit(state, redraw, plan);
    }
  });
}

/** Put the words of a plan that waits into the box. @param {State} state @param {() => void} redraw @param {import("../state.js").Plan} plan */
function edit(state, redraw, plan) {
  const box = /** @type {HTMLTextAreaElement} */ (byId("plan-text"));
  const choice = /** @type {HTMLInputElement} */ (
    document.querySelector(`input[name=authority][value=${plan.authority}]`)
  );
  state.editing = plan.id;
  box.value = plan.text;
  choice.checked = true;
  redraw();
  box.focus();
}

/** Ask to which step to go back. @param {State} state */
function openBack(state) {
  if (!state.episode) return;
  for (const id of ["back-step", "back-range"]) {
    const input = /** @type {HTMLInputElement} */ (byId(id));
    input.max = String(currentStep(state));
    input.value = String(Math.max(0, currentStep(state) - 10));
  }
  dialog("back-dialog").showModal();
}

/** @param {Game} game */
function listenToBranches({ state, socket, redraw }) {
  const box = /** @type {HTMLInputElement} */ (byId("back-step"));
  const range = /** @type {HTMLInputElement} */ (byId("back-range"));
  const back = dialog("back-dialog");
  /** @param {number} step @param {number} [episode] */
  const rewind = (step, episode) =>
    void order(state, socket, redraw, { type: "rewind", step, episode: episode ?? null });
  onClick("back", () => openBack(state));
  onClick("back-cancel", () => back.close());
  onClick("what-if-stop", () => void order(state, socket, redraw, { type: "stop_trying" }));
  range.addEventListener("input", () => (box.value = range.value));
  box.addEventListener("input", () => (range.value = box.value));
  byId("back-form").addEventListener("submit", () =>
    rewind(Math.max(0, Math.trunc(Number(box.value)))),
  );
  byId("back-form").addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset.back)
      box.value = range.value = String(
        Math.max(0, currentStep(state) - Number(button.dataset.back)),
      );
  });
  for (const list of ["lines", "tries"]) {
    byId(list).addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (!button?.dataset.episode) return;
      back.close();
      rewind(Number(button.dataset.step), Number(button.dataset.episode));
    });
  }
}

/** @param {Game} game */
function listenToThinking({ state, socket, redraw }) {
  const patience = /** @type {HTMLSelectElement} */ (byId("patience"));
  onClick("question-let", () => void order(state, socket, redraw, { type: "answer", let: true }));
  onClick("question-keep", () => void order(state, socket, redraw, { type: "answer", let: false }));
  patience.addEventListener(
    "change",
    () => void order(state, socket, redraw, { type: "patience", seconds: Number(patience.value) }),
  );
  onClick("read-decision", async () => {
    const answer = await fetch(`/api/sessions/${state.session}/decision`).catch(() => null);
    showDecision(answer?.ok ? await answer.json() : null);
    dialog("decision-dialog").showModal();
  });
}

/**
 * Offer the planners that there are for a world now: they come and go while the page is open.
 * @param {HTMLSelectElement} select
 * @param {string} world
 * @param {import("../state.js").Episode | null} episode keeps its planner in its own world, also one that is offered no more
 */
async function offer(select, world, episode) {
  /** @type {{ planners: string[] } | null} */
  const told = await fetch(`/api/planners?world=${encodeURIComponent(world)}`)
    .then((answer) => (answer.ok ? answer.json() : null))
    .catch(() => null);
  if (!told || world !== chosenWorld()) return; // what is chosen may have changed meanwhile
  const { planners } = told;
  const same = episode?.world.split(":")[0] === world.split(":")[0];
  const chosen = select.value || (same ? episode?.planner : "") || "";
  rebuild(select, planners.join(), () => planners.map((name) => make("option", { text: name })));
  select.value = planners.includes(chosen) || same ? chosen : planners[0]; // none, which keeps the planner, if it is offered no more
}

/** The world that the form for a new one says. */
function chosenWorld() {
  const kind = /** @type {HTMLSelectElement} */ (byId("world-kind")).value;
  if (kind === "crafter") return kind;
  const settings = ["nodes", "hops", "backtracks"].map(
    (name) => `${name}=${/** @type {HTMLInputElement} */ (byId(`world-${name}`)).value}`,
  );
  return `${kind}:${settings.join(",")}`;
}

/** Put a world into the form. @param {string} world */
function chooseWorld(world) {
  const [kind, settings = ""] = world.split(":");
  /** @type {HTMLSelectElement} */ (byId("world-kind")).value = kind;
  for (const [name, value] of settings.split(",").map((part) => part.split("="))) {
    const box = settings && document.getElementById(`world-${name}`);
    if (box) /** @type {HTMLInputElement} */ (box).value = value;
  }
}

/** @param {Game} game */
function listenToDialogs({ state, socket, redraw }) {
  const seed = /** @type {HTMLInputElement} */ (byId("seed"));
  const planner = /** @type {HTMLSelectElement} */ (byId("planner"));
  const world = dialog("world-dialog");
  const ask = () => {
    seed.value = "";
    planner.value = state.episode?.planner ?? "";
    offered = state.episode?.world.split(":")[0] ?? "";
    chooseWorld(state.episode?.world ?? "crafter");
    change();
    world.showModal();
  };
  const settings = /** @type {HTMLFieldSetElement} */ (byId("world-settings"));
  let offered = ""; // the game whose planners are in the list
  const change = () => {
    const [kind] = chosenWorld().split(":");
    settings.hidden = settings.disabled = kind === "crafter";
    if (kind !== offered) planner.selectedIndex = -1; // they come from the server; without them it chooses
    offered = kind;
    void offer(planner, chosenWorld(), state.episode);
  };
  for (const id of ["world-kind", "world-settings"]) byId(id).addEventListener("change", change);
  onClick("help", () => dialog("keys").showModal());
  onClick("new-world", ask);
  onClick("over-new", ask);
  onClick(
    "over-same",
    () =>
      void order(state, socket, redraw, { type: "new_world", seed: state.episode?.seed ?? null }),
  );
  onClick("world-cancel", () => world.close());
  byId("world-form").addEventListener("submit", () => {
    const chosen =
      seed.value === "" ? null : Math.min(MAX_SEED, Math.max(0, Math.trunc(Number(seed.value))));
    void order(state, socket, redraw, {
      type: "new_world",
      seed: chosen,
      world: chosenWorld(),
      planner: planner.value || null,
    });
  });
}

/** Of a study's episode. */
function listenToFinishing() {
  const finish = document.getElementById("finish");
  if (!finish) return;
  finish.addEventListener("click", () => dialog("finish-dialog").showModal());
  onClick("finish-cancel", () => dialog("finish-dialog").close());
}

/** @param {Game} game */
function listenToSharing({ state }) {
  const refresh = listenToLinks(`/api/sessions/${state.session}/links`, () => "a player");
  onClick("share", () => {
    void refresh();
    dialog("share-dialog").showModal();
  });
}

/** @param {Game} game */
function listenToTimeline({ state, redraw }) {
  const strip = byId("timeline");
  const entries = () =>
    state.episode
      ? layout(state.episode, currentStep(state), (plan) => author(state, plan)).entries
      : [];
  /** @param {import("../timeline.js").Entry | undefined} entry */
  const pick = (entry) => {
    state.picked = entry?.key ?? null;
    redraw();
  };
  strip.addEventListener("pointermove", (event) => {
    const box = strip.getBoundingClientRect();
    pick(nearest(entries(), (event.clientX - box.left) / box.width));
  });
  strip.addEventListener("pointerleave", () => pick(undefined));
  strip.addEventListener("keydown", (event) => {
    if (event.code === "ArrowLeft" || event.code === "ArrowRight") {
      event.preventDefault();
      pick(neighbour(entries(), state.picked, event.code === "ArrowLeft" ? -1 : 1));
    }
  });
  strip.addEventListener("focus", () => state.picked ?? pick(entries().at(-1)));
  strip.addEventListener("blur", () => pick(undefined));
}

/** @param {Game} game */
function listenToTutorial({ state, socket, redraw }) {
  onClick("tutorial-start", () => {
    state.tutorial = createTutorial(offers);
    redraw();
  });
  onClick("tutorial-skip", () => {
    if (!state.tutorial) return;
    next(state.tutorial, state);
    tellLesson(state, socket, "");
    redraw();
  });
  onClick("tutorial-leave", () => {
    if (state.tutorial && !isOver(state.tutorial)) tellLesson(state, socket, "left");
    state.tutorial = null;
    focusGame();
    redraw();
  });
  onClick("tutorial-show", (event) => {
    const target = state.tutorial && document.querySelector(lesson(state.tutorial).target);
    target?.scrollIntoView({ block: "center" });
    // By keyboard: on to what is shown, or what is in it.
    if (event.detail === 0)
      /** @type {HTMLElement | null} */ (
        target?.matches(FOCUSABLE) ? target : (target?.querySelector(FOCUSABLE) ?? null)
      )?.focus();
  });
}
