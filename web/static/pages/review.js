// Ratings, flags, notes and links of a record.
import { t } from "../lib/texts.js";
import { listenToLinks } from "../lib/links.js";
import { request } from "../lib/request.js";
import { byId, make } from "../lib/dom.js";

/**
 * @typedef {{ ratings: { who: string, stars: number }[], flags: { who: string }[],
 *   notes: { id: number, who: string, step: number, text: string }[] }} Review
 */

/**
 * Show what people said of a record, and take what they say.
 * @param {string} record its address
 * @param {() => number} now the step that is shown
 * @param {(step: number) => void} go show another step
 */
export function review(record, now, go) {
  const at = `/api/replays/${record}`;
  const who = /** @type {HTMLInputElement} */ (byId("who"));
  const stars = /** @type {HTMLSelectElement} */ (byId("stars"));
  const flag = /** @type {HTMLInputElement} */ (byId("flag"));
  const text = /** @type {HTMLInputElement} */ (byId("note-text"));
  who.value = localStorage.getItem("name") ?? who.value;

  let asked = 0;
  /**
   * Tell the server, and show its answer, unless more was said meanwhile: that answer has it all.
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  const say = async (method, path, body) => {
    const mine = ++asked;
    const { ok, data } = await request(at + path, { method, body });
    byId("trouble").textContent = ok ? "" : t("this_could_not_be_kept");
    if (ok && mine === asked) show(data);
  };
  /** @param {Review} said */
  const show = (said) => {
    stars.value = String(said.ratings.find((one) => one.who === who.value)?.stars ?? "");
    flag.checked = said.flags.length > 0;
    byId("notes").replaceChildren(
      ...said.notes.map((note) => {
        const text = t("step_number", { step: note.step });
        const step = make("button", { type: "button", text });
        step.addEventListener("click", () => go(note.step));
        const remove = make("button", {
          type: "button",
          text: t("remove"),
          "aria-label": t("remove_note", { text: note.text }),
        });
        remove.addEventListener("click", () => void say("DELETE", `/notes/${note.id}`));
        return make("li", {}, [step, ` ${note.who}: ${note.text} `, remove]);
      }),
    );
  };
  who.addEventListener("change", () => localStorage.setItem("name", who.value));
  stars.addEventListener(
    "change",
    () =>
      void say("PUT", "/rating", {
        who: who.value,
        stars: stars.value ? Number(stars.value) : null,
      }),
  );
  flag.addEventListener(
    "change",
    () => void say("PUT", "/flag", { who: who.value, flagged: flag.checked }),
  );
  byId("note").addEventListener("submit", (event) => {
    event.preventDefault();
    void say("POST", "/notes", { who: who.value, step: now(), text: text.value });
    text.value = "";
  });
  void say("GET", "/review");
  void listenToLinks(`${at}/links`, () => who.value)();
}
