// The table of all records: searched and sorted by the server, page by page.
import { language, t } from "../lib/texts.js";
import { byId, make } from "../lib/dom.js";
import { request } from "../lib/request.js";
import { at } from "../lib/root.js";
import { decodeFrame, findWorld, WORLDS, worldTitle } from "../worlds/registry.js";

/**
 * A record (`Row` in server/library/search.py).
 * @typedef {{ session: string, number: number, root: number, fault: string, world: string,
 *   seed: number | null, planner: string, person: string, created: string, parent_step: number,
 *   parent: string, steps: number, unlocked: Record<string, number>, diamond: number | null,
 *   people_plans: number, rating: number | null, flags: number, notes: number }} Row
 */

const wanted = { sort: "created", order: "desc", page: 1 };
/** @type {Set<string>} names of the records to compare */
const chosen = new Set();
let asked = 0;

/** Ask the server, and show what it found, unless something else was asked for meanwhile. */
async function search() {
  const mine = ++asked;
  const form = /** @type {HTMLFormElement} */ (byId("search"));
  const query = new URLSearchParams({
    sort: wanted.sort,
    order: wanted.order,
    page: String(wanted.page),
  });
  for (const [name, value] of new FormData(form)) if (value) query.set(name, String(value));
  // What is looked for stands in the address, to be kept, shared and come back to.
  history.replaceState(null, "", `?${query}`);
  const { data: found } = await request(`/api/library?${query}`);
  if (mine !== asked) return;
  if (!found) {
    byId("found").textContent = t("the_library_cannot_be_read");
    return;
  }
  wanted.page = found.page;
  const [reading, reading2] = found.reading ?? [];
  const still = found.reading ? t("still_reading_of", { reading, reading2 }) : "";
  const games = t("games_n", { n: found.games });
  const records = t("records_n", { n: found.found });
  byId("found").textContent = `${games}, ${records}${still}`;
  byId("page-number").textContent = t("page_of", { page: found.page, pages: found.pages });
  enable("earlier", found.page > 1);
  enable("later", found.page < found.pages);
  offer("planner", found.planners, (name) => name);
  offer("world", found.worlds, worldTitle);
  showOrder();
  byId("rows").replaceChildren(...found.rows.map(row));
  for (const picture of document.querySelectorAll("[data-picture-of]")) inSight.observe(picture);
  if (found.reading) setTimeout(search, 1500);
}

/** @param {string} id @param {boolean} enabled */
function enable(id, enabled) {
  /** @type {HTMLButtonElement} */ (byId(id)).disabled = !enabled;
}

/**
 * What there is to choose from.
 * @param {string} id
 * @param {string[]} names
 * @param {(name: string) => string} title
 */
function offer(id, names, title) {
  const select = /** @type {HTMLSelectElement} */ (byId(id));
  const known = [...select.options].map(({ value }) => value);
  select.append(
    ...names
      .filter((name) => !known.includes(name))
      .map((name) => make("option", { value: name, text: title(name) })),
  );
}

/** Brings the pictures of the games that one has scrolled to. */
const inSight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) void show(target);
});

/** Once the pictures are there that worlds draw with. */
const loaded = Promise.all(WORLDS.map(({ load }) => load?.()));

/** Show how a record ended. @param {Element} picture */
async function show(picture) {
  inSight.unobserve(picture);
  const name = picture.getAttribute("data-picture-of");
  const { data } = await request(`/api/replays/${name}/frame`, { as: "arrayBuffer" });
  await loaded;
  const frame = data?.byteLength ? decodeFrame(data) : null; // some have none
  if (frame) picture.replaceChildren(findWorld(frame.world)?.thumbnail(frame) ?? "");
}

/** Games whose branches are shown. @type {Set<string>} */
const unfolded = new Set();

/** The button that shows a game's branches. @param {string} game @param {number} count */
function folds(game, count) {
  const text = t("branches_n", { n: count });
  const open = unfolded.has(game);
  const button = make("button", { type: "button", "aria-expanded": String(open), text });
  button.addEventListener("click", () => {
    if (!unfolded.delete(game)) unfolded.add(game);
    button.setAttribute("aria-expanded", String(unfolded.has(game)));
    for (const row of document.querySelectorAll(`[data-branch-of="${game}"]`)) {
      /** @type {HTMLElement} */ (row).hidden = !unfolded.has(game);
    }
  });
  return button;
}

/** @param {Row} record @param {number} _ @param {Row[]} all */
function row(record, _, all) {
  const name = `${record.session}/${record.number}`;
  const game = `${record.session}/${record.root}`;
  const isBranch = record.number !== record.root;
  const branches = all.filter(
    ({ session, root, number }) =>
      session === record.session && root === record.number && number !== root,
  );
  const box = /** @type {HTMLInputElement} */ (
    make("input", { type: "checkbox", "aria-label": t("compare", { name }) })
  );
  box.checked = chosen.has(name);
  box.addEventListener("change", () => choose(name, box.checked));
  const when = record.created ? new Date(record.created).toLocaleString(language) : name;
  const marks = [
    record.flags ? t("flagged") : "",
    record.notes ? t("notes_n", { n: record.notes }) : "",
  ]
    .filter(Boolean)
    .join(", ");
  const { parent, parent_step } = record;
  const from = parent ? ` ${t("branch_from_step", { parent_step })}` : "";
  const link = make("a", { href: at(`/replay/${name}`), text: when });
  const on = make("a", { href: at(`/play/${record.session}`), text: t("play_on") });
  const cells = [
    make("span", { class: "small", "data-picture-of": record.fault ? undefined : name }),
    make("span", {}, [
      link,
      ...(isBranch ? [] : [" ", on]),
      ...(branches.length ? [" ", folds(game, branches.length)] : []),
    ]),
    record.world ? worldTitle(record.world) : "–",
    `${record.planner}${from}`,
    record.person || "–",
    findWorld(record.world)?.gained(Object.keys(record.unlocked).length) ?? "–",
    record.diamond === null ? "–" : t("at_step", { step: record.diamond }),
    record.fault ? `${record.steps} (${record.fault})` : String(record.steps),
    String(record.people_plans),
    [record.rating === null ? "–" : record.rating.toFixed(1), marks].filter(Boolean).join(", "),
  ];
  const attributes = {
    class: isBranch ? "branch" : undefined,
    "data-branch-of": isBranch ? game : undefined,
    hidden: isBranch && !unfolded.has(game) ? "" : undefined,
  };
  return make("tr", attributes, [box, ...cells].map((cell) => make("td", {}, [cell])));
}

/** @param {string} name @param {boolean} wantsIt */
function choose(name, wantsIt) {
  if (wantsIt) chosen.add(name);
  else chosen.delete(name);
  const link = /** @type {HTMLAnchorElement} */ (byId("compare"));
  const [left, right] = chosen;
  link.setAttribute("aria-disabled", String(chosen.size !== 2));
  if (chosen.size === 2) link.href = at(`/compare?left=${left}&right=${right}`);
  else link.removeAttribute("href");
}

/** Show by what the table is sorted. */
function showOrder() {
  for (const button of document.querySelectorAll("button[data-sort]")) {
    const head = button.closest("th");
    if (/** @type {HTMLElement} */ (button).dataset.sort !== wanted.sort)
      head?.removeAttribute("aria-sort");
    else head?.setAttribute("aria-sort", wanted.order === "desc" ? "descending" : "ascending");
  }
}

/** Look for what the address says. */
function readAddress() {
  const query = new URL(location.href).searchParams;
  wanted.sort = query.get("sort") ?? wanted.sort;
  wanted.order = query.get("order") ?? wanted.order;
  wanted.page = Number(query.get("page") ?? 1) || 1;
  for (const id of ["planner", "world"]) {
    const value = query.get(id);
    if (value) offer(id, [value], id === "world" ? worldTitle : (name) => name);
  }
  const form = /** @type {HTMLFormElement} */ (byId("search"));
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && field.type === "checkbox")
      field.checked = query.has(field.name);
    else if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement)
      field.value = query.get(field.name) ?? "";
  }
}

/** @param {number} page */
function turn(page) {
  wanted.page = page;
  void search();
}

byId("search").addEventListener("input", () => turn(1));
byId("search").addEventListener("submit", (event) => event.preventDefault());
byId("earlier").addEventListener("click", () => turn(wanted.page - 1));
byId("later").addEventListener("click", () => turn(wanted.page + 1));
for (const button of document.querySelectorAll("button[data-sort]")) {
  button.addEventListener("click", () => {
    const { sort = "" } = /** @type {HTMLElement} */ (button).dataset;
    wanted.order = wanted.sort === sort && wanted.order === "desc" ? "asc" : "desc";
    wanted.sort = sort;
    turn(1);
  });
}
readAddress();
void search();
