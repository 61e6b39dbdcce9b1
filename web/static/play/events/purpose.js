// The world of the day, the planner alone, one's own records, and the question whether the game may
// be learned from: asks the server and the browser, as the game goes on. Not in studies.
import { t } from "../../lib/texts.js";
import { buttonOf, byId } from "../../lib/dom.js";
import { keep, kept } from "../../lib/kept.js";
import { request } from "../../lib/request.js";
import { findWorld } from "../../worlds/registry.js";
import { command } from "../commands.js";
import { dayOf, judge, momentOf, rootOf, today } from "../purpose.js";
import { onClick } from "./page.js";
import { listenToResult } from "./result.js";

/** @typedef {import("./page.js").Game} Game */

const LOOK_MS = 2000;

/** Take the world of a day into the state. @param {import("../state.js").State} state */
export async function askDay(state) {
  const { ok, data } = await request("/api/day");
  if (!ok || state.days.has(data.seed)) return;
  state.days.set(data.seed, data);
}

/**
 * Listen to the buttons; what is returned looks at the state whenever it has changed.
 * @param {Game} game
 * @returns {() => void}
 */
export function listenToPurpose(game) {
  const { state, socket, redraw } = game;
  const { day, daySeed } = document.body.dataset;
  if (!day) return () => {};
  state.days.set(Number(daySeed), { date: day, seed: Number(daySeed) });
  let root = ""; // the world that the following is about
  let asked = false;
  let over = 0; // the episode whose end was told
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {"GET" | "POST"} method */
  const lookAlone = async (method) => {
    clearTimeout(timer);
    const about = root;
    const { ok, data, fault } = await request(`/api/sessions/${state.session}/alone`, { method });
    if (about !== root) return;
    state.alone = ok ? data : { ...NOTHING, fault: t("not_played", { fault }) };
    redraw();
    if (ok && data.begun && !data.over && !data.fault) {
      timer = setTimeout(() => void lookAlone("GET"), LOOK_MS);
    }
  };
  const ask = async (/** @type {number} */ step) => {
    const about = root;
    const { ok, data } = await request(`/you/part?session=${state.session}`);
    const chosen = sessionStorage.getItem(`part ${root}`);
    if (!ok || about !== root || (data.gave && !chosen)) return; // who agreed before is not asked
    const choice = data.gave ? "yes" : chosen === "no" ? "no" : "ask";
    state.part = { ...data, choice, step, fault: "" };
    if (choice === "ask") state.announced = t("may_this_game_teach_the");
    redraw();
  };
  const choose = async (/** @type {"yes" | "no"} */ choice) => {
    const { part } = state;
    if (!part) return;
    const body = { session: state.session, give: choice === "yes" };
    const { ok, data, fault } = await request("/you/part", { method: "POST", body });
    if (ok) sessionStorage.setItem(`part ${root}`, choice);
    state.part = ok
      ? { ...part, ...data, choice, fault: "" }
      : { ...part, fault: t("not_kept", { fault }) };
    state.announced = ok ? t("your_choice_is_kept") : t("not_kept", { fault });
    redraw();
  };

  onClick("alone-ask", () => void lookAlone("POST"));
  onClick("over-day", async () => {
    await askDay(state);
    const seed = today(state)?.seed ?? null;
    await command(state, socket, redraw, { type: "new_world", seed, world: "crafter" });
  });
  byId("log").addEventListener("click", (event) => {
    const choice = buttonOf(event)?.dataset.part;
    if (choice === "yes" || choice === "no") void choose(choice);
  });
  listenToResult(game);

  return () => {
    const { episode } = state;
    if (!episode) return;
    const now = `${state.session} ${rootOf(episode)}`;
    if (now !== root) {
      clearTimeout(timer);
      root = now;
      asked = false;
      state.part = null;
      state.alone = null;
    }
    const world = findWorld(episode.world);
    const step = momentOf(episode, world?.treasure);
    if (step >= 0 && !asked) {
      asked = true;
      void ask(step);
    }
    if (episode.mode !== "over") over = 0;
    else if (over !== episode.number) {
      over = episode.number;
      state.record = tellRecord(state, episode, world);
      void lookAlone("POST");
    }
  };
}

const NOTHING = { begun: true, step: 0, unlocked: {}, over: "", fault: "", replay: "" };

/**
 * Keep what a game came to.
 * @param {import("../state.js").State} state
 * @param {import("../state.js").Episode} episode
 * @param {import("../../worlds/world.js").World | undefined} world
 */
function tellRecord(state, episode, world) {
  if (!world?.treasure) return "";
  const name = `records ${world.name}`;
  const result = {
    date: dayOf(state, episode),
    count: Object.keys(episode.unlocked).length,
    treasure: episode.unlocked[world.treasure],
  };
  const { records, told } = judge(read(kept(name)), result);
  keep(name, JSON.stringify(records));
  return told;
}

/** @param {string | null | undefined} text @returns {import("../purpose.js").Records} */
function read(text) {
  try {
    return JSON.parse(text ?? "{}") ?? {};
  } catch {
    return {}; // others write there too
  }
}
