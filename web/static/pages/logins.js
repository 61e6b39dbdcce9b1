// The links that let people in, on the page Server.
import { language, t } from "../lib/texts.js";
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
  const cells = [t(`role_${link.role}`), day(link.made), stateOf(link)].map((text) =>
    make("td", { text }),
  );
  const revoke = make("button", {
    type: "button",
    text: t("revoke"),
    "aria-label": t("revoke_the_link_for", { who: link.who }),
  });
  revoke.addEventListener("click", async () => {
    const { ok, data, fault } = await request(`/api/logins/${link.id}`, { method: "DELETE" });
    if (ok) show(data);
    else setText("made-link", t("not_revoked", { fault }));
  });
  const last = make("td", {}, link.revoked === null ? [revoke] : []);
  return make("tr", {}, [make("th", { scope: "row", text: link.who }), ...cells, last]);
}

/** @param {Link} link */
function stateOf({ used, revoked, expires }) {
  if (revoked !== null) return t("revoked", { day: day(revoked) });
  if (used !== null) return t("used", { day: day(used) });
  return expires * 1000 < Date.now() ? t("too_old") : t("can_be_used_until", { day: day(expires) });
}

/** @param {number} seconds */
function day(seconds) {
  return new Date(seconds * 1000).toLocaleDateString(language);
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
    ok ? t("send_this_address_it_is", { address }) : t("no_link_was_made", { fault }),
  );
  if (ok) {
    who.value = "";
    show(data.links);
  }
});
const { ok, data } = await request("/api/logins");
if (ok) show(data);
