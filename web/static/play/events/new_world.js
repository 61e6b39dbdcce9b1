// The dialog for a new world.
import { byId, make, rebuild } from "../../lib/dom.js";
import { request } from "../../lib/request.js";
import { WORLDS } from "../../worlds/registry.js";
import { command } from "../commands.js";
import { today } from "../purpose.js";
import { dialog, onClick } from "./page.js";
import { askDay } from "./purpose.js";

/** @typedef {import("./page.js").Game} Game */

const MAX_SEED = 2 ** 31 - 1;

/** @param {Game} game */
export function listenToNewWorld({ state, socket, redraw }) {
  const seed = /** @type {HTMLInputElement} */ (byId("seed"));
  const planner = /** @type {HTMLSelectElement} */ (byId("planner"));
  const world = dialog("world-dialog");
  byId("world-kind").append(
    ...WORLDS.map(({ name, title, about }) =>
      make("option", { value: name, text: `${title}, ${about}` }),
    ),
  );
  const ask = () => {
    seed.value = "";
    planner.value = state.episode?.planner ?? "";
    offered = state.episode?.world.split(":")[0] ?? "";
    chooseWorld(state.episode?.world ?? WORLDS[0].name);
    change();
    world.showModal();
    void askDay(state).then(redraw);
  };
  let offered = ""; // the game whose planners are in the list
  const change = () => {
    const [kind] = chosenWorld().split(":");
    for (const settings of allSettings()) {
      settings.hidden = settings.disabled = settings.dataset.settings !== kind;
    }
    // They come from the server; without them it chooses.
    if (kind !== offered) planner.selectedIndex = -1;
    offered = kind;
    void offer(planner, chosenWorld(), state.episode);
  };
  for (const id of ["world-kind", "world-settings"]) byId(id).addEventListener("change", change);
  onClick("new-world", ask);
  onClick("over-new", ask);
  onClick("over-same", () => {
    void command(state, socket, redraw, { type: "new_world", seed: state.episode?.seed ?? null });
  });
  document.getElementById("world-today")?.addEventListener("click", () => {
    seed.value = String(today(state)?.seed ?? "");
    chooseWorld("crafter");
    change();
  });
  onClick("world-cancel", () => world.close());
  byId("world-form").addEventListener("submit", () => {
    const whole = Math.trunc(Number(seed.value));
    void command(state, socket, redraw, {
      type: "new_world",
      seed: seed.value === "" ? null : Math.min(MAX_SEED, Math.max(0, whole)),
      world: chosenWorld(),
      planner: planner.value || null,
    });
  });
}

/**
 * Offer the planners that there are for a world now: they come and go while the page is open.
 * @param {HTMLSelectElement} select
 * @param {string} world
 * @param {import("../state.js").Episode | null} episode keeps its planner in its own world, also
 *   one that is offered no more
 */
async function offer(select, world, episode) {
  const { ok, data } = await request(`/api/planners?world=${encodeURIComponent(world)}`);
  if (!ok || world !== chosenWorld()) return; // what is chosen may have changed meanwhile
  /** @type {{ planners: string[] }} */
  const { planners } = data;
  const same = episode?.world.split(":")[0] === world.split(":")[0];
  const chosen = select.value || (same ? episode?.planner : "") || "";
  rebuild(select, planners.join(), () => planners.map((name) => make("option", { text: name })));
  // None, which keeps the planner, if it is offered no more.
  select.value = planners.includes(chosen) || same ? chosen : planners[0];
}

/** The settings of all worlds that have some. */
function allSettings() {
  return /** @type {NodeListOf<HTMLFieldSetElement>} */ (
    document.querySelectorAll("#world-settings > fieldset")
  );
}

/** The boxes for a world's settings. @param {string} kind */
function settingsOf(kind) {
  return /** @type {NodeListOf<HTMLInputElement>} */ (
    document.querySelectorAll(`#world-settings > [data-settings="${kind}"] input`)
  );
}

/** The world that the form says. */
function chosenWorld() {
  const kind = /** @type {HTMLSelectElement} */ (byId("world-kind")).value;
  const settings = Array.from(settingsOf(kind), ({ name, value }) => `${name}=${value}`);
  return settings.length > 0 ? `${kind}:${settings.join(",")}` : kind;
}

/** Put a world into the form. @param {string} world */
function chooseWorld(world) {
  const [kind, settings = ""] = world.split(":");
  /** @type {HTMLSelectElement} */ (byId("world-kind")).value = kind;
  const values = new Map(
    settings.split(",").map((part) => /** @type {[string, string]} */ (part.split("="))),
  );
  for (const box of settingsOf(kind)) box.value = values.get(box.name) ?? box.value;
}
