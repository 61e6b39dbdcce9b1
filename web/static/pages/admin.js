// The state of the server, asked for every two seconds while the page can be seen.
import { language, t } from "../lib/texts.js";
import { ms, rate, size, span } from "../lib/format.js";
import { byId, make, rebuild, setShown, setText } from "../lib/dom.js";
import { request } from "../lib/request.js";
import { at } from "../lib/root.js";

/**
 * As server/routes/admin.py tells it.
 * @typedef {{ id: string, spectator: boolean, has_controls: boolean, waiting: number,
 *   skipped: number }} Viewer
 * @typedef {{ steps: number, reached: number | null, lag_mean: number | null,
 *   lag_p95: number | null, decision_mean: number | null }} Times
 * @typedef {{ id: string, url: string, planner: string, mode: string, step: number,
 *   steps_per_second: number, times: Times, waiting: number, viewers: Viewer[], skipped: number,
 *   cut_off: number }} Session
 * @typedef {{ waiting: number, batch_last: number | null, batch_mean: number | null,
 *   ms_mean: number | null }} Work
 * @typedef {{ uptime: number, memory: number, threads: number, sessions: Session[],
 *   planners: Record<string, Work>, faults: string[],
 *   limits: { name: string, value: number | null, of: string }[],
 *   disk: { free: number, kinds: Record<string, number> } | null,
 *   index: { records: number, indexed: number, reading: [number, number] | null } | null }} State
 */

const EVERY_MS = 2000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let ending = "";

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  const { ok, data } = await request("/api/admin");
  if (ok) show(data);
  else setText("trouble", t("the_server_does_not_answer_2"));
  clearTimeout(timer);
  timer = setTimeout(look, EVERY_MS);
}

/** @param {State} state */
function show({ sessions, planners, uptime, memory, threads, disk, index, faults, limits }) {
  setText("trouble", faults.join(" "));
  setText("looked", t("updated", { time: new Date().toLocaleTimeString(language) }));
  setShown("no-sessions", sessions.length === 0);
  // The rows stay while the sessions are the same, and with them the focus.
  rebuild(byId("sessions"), sessions.map(({ id }) => id).join(), () => sessions.map(row));
  sessions.forEach(fill);
  rebuild(byId("planners"), JSON.stringify(planners), () =>
    Object.entries(planners).map(([name, work]) =>
      cells([
        name,
        String(work.waiting),
        `${work.batch_last ?? "–"}, ${rate(work.batch_mean)}`,
        ms(work.ms_mean),
      ]),
    ),
  );
  /** @type {[string, string][]} */
  const facts = [
    [t("running_for"), span(uptime)],
    [t("memory"), t("threads", { size: size(memory), threads })],
  ];
  if (disk) {
    const kinds = Object.entries(disk.kinds).map(([name, bytes]) => `${name} ${size(bytes)}`);
    facts.push(
      [t("disk_free"), size(disk.free)],
      [t("data_folder"), kinds.join(", ") || t("empty")],
    );
  }
  if (index) {
    const reading = index.reading
      ? t("reading_of", { reading: index.reading[0], reading2: index.reading[1] })
      : "";
    const counted = { records: index.records, indexed: index.indexed, reading };
    facts.push([t("records"), t("of_them_in_the_index", counted)]);
  }
  rebuild(byId("limits"), JSON.stringify(limits), () => limits.map(limitRow));
  rebuild(byId("machine"), JSON.stringify(facts), () =>
    facts.flatMap(([name, text]) => [make("dt", { text: name }), make("dd", { text })]),
  );
}

/** @param {State["limits"][number]} limit */
function limitRow({ name, value, of }) {
  return cells([name, value === null ? t("none") : String(value), of]);
}

/** @param {string[]} texts */
function cells(texts) {
  return make(
    "tr",
    {},
    texts.map((text) => make("td", { text })),
  );
}

/** @param {Session} session */
function row({ id, url }) {
  const label = t("end_session", { id });
  const end = make("button", { type: "button", text: t("end"), "aria-label": label });
  end.addEventListener("click", () => {
    ending = id;
    setText("end-text", t("session_stops_for_everybody_who", { id }));
    /** @type {HTMLDialogElement} */ (byId("end-dialog")).showModal();
  });
  const figures = Array.from({ length: 9 }, () => make("td"));
  return make("tr", { id: `session-${id}` }, [
    make("th", { scope: "row" }, [make("a", { href: at(url), text: id })]),
    ...figures,
    make("td", {}, [end]),
  ]);
}

/** @param {Session} session */
function fill({
  id,
  planner,
  mode,
  step,
  steps_per_second,
  times,
  waiting,
  viewers,
  skipped,
  cut_off,
}) {
  const texts = [
    planner,
    mode,
    String(step),
    t("rate_of", { rate: rate(times.reached), steps_per_second }),
    times.steps ? t("lag_of", {
      ms: ms(times.lag_mean), ms2: ms(times.lag_p95), steps: times.steps,
    }) : "–",
    ms(times.decision_mean),
    String(waiting),
    viewers.map(watcher).join("\n") || t("nobody"),
    `${skipped}, ${cut_off}`,
  ];
  byId(`session-${id}`)
    .querySelectorAll("td")
    .forEach((cell, at) => {
      if (at < texts.length && cell.textContent !== texts[at]) cell.textContent = texts[at];
    });
}

/** @param {Viewer} viewer */
function watcher({ id, spectator, has_controls, waiting, skipped }) {
  const holds = has_controls ? ` ${t("has_the_controls")}` : "";
  const name = spectator ? t("spectator") : id + holds;
  return `${name}: ${waiting}, ${skipped}`;
}

byId("end-dialog").addEventListener("close", async () => {
  const dialog = /** @type {HTMLDialogElement} */ (byId("end-dialog"));
  if (dialog.returnValue !== "end") return;
  dialog.returnValue = "";
  await request(`/api/admin/sessions/${ending}`, { method: "DELETE" });
  await look();
});
document.addEventListener("visibilitychange", () => void look());
void look();
