// The dialog for a new world.
import { byId, make, rebuild } from "../../lib/dom.js";
import { order } from "../commands.js";
import { dialog, onClick } from "./page.js";

/** @typedef {import("./page.js").Game} Game */

const MAX_SEED = 2 ** 31 - 1;

/** @param {Game} game */
export function listenToDialogs({ state, socket, redraw }) {
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
