// Has the server make a film, tells how far it is, and gives it to be saved.
import { t } from "../lib/texts.js";
import { byId, setEnabled, setShown, setText } from "../lib/dom.js";
import { span } from "../lib/format.js";
import { request } from "../lib/request.js";

const LOOK_MS = 400;

/**
 * Listen to the form.
 * @param {string} record its address
 * @param {number} last step that there is
 */
export function listenToFilm(record, last) {
  const form = /** @type {HTMLFormElement} */ (byId("film"));
  const [from, to] = ["film-from", "film-to"].map(
    (id) => /** @type {HTMLInputElement} */ (byId(id)),
  );
  from.max = to.max = to.value = String(last);
  from.addEventListener("input", () => (to.min = from.value));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void make(form, record);
  });
}

/** @param {HTMLFormElement} form @param {string} record */
async function make(form, record) {
  const file = /** @type {HTMLAnchorElement} */ (byId("film-file"));
  const bar = /** @type {HTMLProgressElement} */ (byId("film-bar"));
  const asked = new URLSearchParams(
    [...new FormData(form)].map(([name, value]) => [name, String(value)]),
  );
  asked.set("ticket", String(crypto.getRandomValues(new Uint32Array(2))));
  URL.revokeObjectURL(file.href);
  file.hidden = true;
  bar.value = 0;
  setShown("film-bar", true);
  setEnabled("film-make", false);
  setText("film-told", t("waiting_for_the_server"));
  const begun = performance.now();
  const watch = setInterval(() => void look(String(asked.get("ticket")), bar, begun), LOOK_MS);
  const address = `/api/replays/${record}/film?${asked}`;
  const { data, fault } = await request(address, { as: "arrayBuffer" });
  clearInterval(watch);
  setShown("film-bar", false);
  setEnabled("film-make", true);
  setText("film-told", fault && t("no_film", { fault }));
  if (!data) return;
  const format = String(asked.get("format"));
  const type = format === "mp4" ? "video/mp4" : "image/gif";
  file.href = URL.createObjectURL(new Blob([data], { type }));
  file.download = `sidequest-${record.replace("/", "-")}.${format}`;
  file.hidden = false;
  file.textContent = t("save_the_film", { to_upper_case: format.toUpperCase() });
  setText("film-told", t("the_film_is_ready"));
  file.focus();
}

/**
 * Tell how far it is.
 * @param {string} ticket
 * @param {HTMLProgressElement} bar
 * @param {number} begun milliseconds of performance.now()
 */
async function look(ticket, bar, begun) {
  const { data } = await request(`/api/films/${ticket}`);
  if (!data || byId("film-bar").hidden) return; // it is done
  const { done, frames } = data;
  if (!frames) return; // another film is made first
  bar.max = frames;
  bar.value = done;
  const left = ((performance.now() - begun) / 1000) * (frames / Math.max(1, done) - 1);
  const wait = done ? t("about_left", { span: span(Math.ceil(left)) }) : "";
  setText("film-told", t("drawing_picture_of", { done, frames, wait }));
}
