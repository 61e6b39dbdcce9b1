// The links that let people in, on the page Server.
import { byId, make, rebuild, setText } from "../lib/dom.js";
import { request } from "../lib/request.js";
import { at } from "../lib/root.js";

/**
 * As server/routes/enter.py tells it; times in seconds since 1970.
 * @typedef {{ id: number, role: string, who: string, made: number, expires: number,
 *   used: number | null, revoked: number | null }} Link
 */

/** @param {Link[]} links */
function show(links) {
  rebuild(byId("links"), JSON.stringify(links), () => links.map(row));
}

/** @param {Link} link */
function row(link) {
  const cells = [link.role, day(link.made), stateOf(link)].map((text) => make("td", { text }));
  const revoke = make("button", {
    type: "button",
    text: "Revoke",
    "aria-label": `Revoke the link for ${link.who}`,
  });
  revoke.addEventListener("click", async () => {
    const { ok, data, fault } = await request(`/api/logins/${link.id}`, { method: "DELETE" });
    if (ok) show(data);
    else setText("made-link", `Not revoked: ${fault}.`);
  });
  const last = make("td", {}, link.revoked === null ? [revoke] : []);
  return make("tr", {}, [make("th", { scope: "row", text: link.who }), ...cells, last]);
}

/** @param {Link} link */
function stateOf({ used, revoked, expires }) {
  if (revoked !== null) return `revoked ${day(revoked)}`;
  if (used !== null) return `used ${day(used)}`;
  return expires * 1000 < Date.now() ? "too old" : `can be used until ${day(expires)}`;
}

/** @param {number} seconds */
function day(seconds) {
  return new Date(seconds * 1000).toLocaleDateString();
}

byId("new-link").addEventListener("submit", async (event) => {
  event.preventDefault();
  const who = /** @type {HTMLInputElement} */ (byId("link-who"));
  const role = /** @type {HTMLSelectElement} */ (byId("link-role"));
  const body = { who: who.value, role: role.value };
  const { ok, data, fault } = await request("/api/logins", { method: "POST", body });
  const address = ok ? new URL(at(data.url), location.href).href : "";
  setText(
    "made-link",
    ok ? `Send this address; it is shown once: ${address}` : `No link was made: ${fault}.`,
  );
  if (ok) {
    who.value = "";
    show(data.links);
  }
});
const { ok, data } = await request("/api/logins");
if (ok) show(data);
