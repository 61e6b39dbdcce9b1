// The page of planners: begins sessions, promotes and withdraws learned planners.
import { t } from "../lib/texts.js";
import { byId } from "../lib/dom.js";
import { request } from "../lib/request.js";
import { at } from "../lib/root.js";

const TEXTS = {
  promoted: { title: t("promote"), text: t("everybody_is_offered_it_for") },
  withdrawn: {
    title: t("withdraw"),
    text: t("it_is_offered_no_more"),
  },
};

const dialog = /** @type {HTMLDialogElement} */ (byId("decide"));
const who = /** @type {HTMLInputElement} */ (byId("decide-who"));
const why = /** @type {HTMLInputElement} */ (byId("decide-why"));
/** What is being decided. @type {{ name: string, what: "promoted" | "withdrawn" }} */
let decided = { name: "", what: "promoted" };

/**
 * Ask the server; what went wrong is told on the page.
 * @param {string} path
 * @param {object} body
 * @returns {Promise<any>} the answer, null if it failed
 */
async function post(path, body) {
  const { data, fault } = await request(path, { method: "POST", body });
  byId("trouble").textContent = fault && t("this_did_not_work", { fault });
  return data;
}

/** @param {HTMLElement} button */
function ask(button) {
  const { name = "", decide } = button.dataset;
  decided = { name, what: decide === "withdrawn" ? "withdrawn" : "promoted" };
  const { title, text } = TEXTS[decided.what];
  why.required = "needsWhy" in button.dataset;
  const worse =
    decided.what === "promoted" && why.required
      ? ` ${t("it_may_be_worse_than")}`
      : "";
  byId("decide-title").textContent = `${title} ${name}`;
  byId("decide-do").textContent = title;
  byId("decide-text").textContent = text + worse;
  why.value = "";
  who.value = localStorage.getItem("name") ?? t("anonymous");
  dialog.showModal();
  why.focus();
}

for (const button of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll("button[data-begin]")
)) {
  button.addEventListener("click", async () => {
    const { begin: planner, world } = button.dataset;
    const session = await post("/api/sessions", { planner, world });
    if (session) location.assign(at(session.url));
  });
}
for (const button of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll("button[data-decide]")
)) {
  button.addEventListener("click", () => ask(button));
}
byId("decide-cancel").addEventListener("click", () => dialog.close());
byId("decide-form").addEventListener("submit", async () => {
  localStorage.setItem("name", who.value);
  const path = `/api/planners/${encodeURIComponent(decided.name)}/decision`;
  if (await post(path, { what: decided.what, why: why.value, who: who.value })) location.reload();
});
