// The state of the server, asked for every two seconds while the page can be seen.
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
  else setText("trouble", "The server does not answer; the figures are from before.");
  clearTimeout(timer);
  timer = setTimeout(look, EVERY_MS);
}

/** @param {State} state */
function show({ sessions, planners, uptime, memory, threads, disk, index, faults }) {
  setText("trouble", faults.join(" "));
  setText("looked", new Date().toLocaleTimeString());
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
    ["Running for", span(uptime)],
    ["Memory", `${size(memory)}, ${threads} threads`],
  ];
  if (disk) {
    const kinds = Object.entries(disk.kinds).map(([name, bytes]) => `${name} ${size(bytes)}`);
    facts.push(["Disk free", size(disk.free)], ["Data folder", kinds.join(", ") || "empty"]);
  }
  if (index) {
    const reading = index.reading ? `, reading ${index.reading[0]} of ${index.reading[1]}` : "";
    facts.push(["Records", `${index.records}, ${index.indexed} of them in the index${reading}`]);
  }
  rebuild(byId("machine"), JSON.stringify(facts), () =>
    facts.flatMap(([name, text]) => [make("dt", { text: name }), make("dd", { text })]),
  );
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
  const end = make("button", { type: "button", text: "End", "aria-label": `End session ${id}` });
  end.addEventListener("click", () => {
    ending = id;
    setText("end-text", `Session ${id} stops for everybody who watches it. Its record is kept.`);
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
    `${rate(times.reached)} of ${steps_per_second}`,
    times.steps ? `${ms(times.lag_mean)}, ${ms(times.lag_p95)}, of ${times.steps}` : "–",
    ms(times.decision_mean),
    String(waiting),
    viewers.map(watcher).join("\n") || "nobody",
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
  const name = spectator ? "spectator" : `${id}${has_controls ? " (has the controls)" : ""}`;
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
