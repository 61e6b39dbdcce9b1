// The links for spectators to something: made, shown, revoked.
import { byId, make } from "./render/dom.js";

/** `Link` in server/library/links.py. @typedef {{ id: number, who: string, made: string, revoked: string, whole: boolean }} Link */

/**
 * Listen to the button that makes a link, and show those there are.
 * @param {string} address of the links on the server
 * @param {() => string} who makes them
 * @returns {() => Promise<void>} shows them as they are now
 */
export function listenToLinks(address, who) {
  /** @param {string} method @param {string} [path] @param {object} [body] */
  const ask = async (method, path = "", body) => {
    const given = body ? { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {};
    const answer = await fetch(address + path, { method, ...given }).catch(() => null);
    byId("trouble").textContent = answer?.ok ? "" : "This could not be done; try again in a moment.";
    return answer?.ok ? answer.json() : null;
  };
  /** @param {Link[]} links @param {string} [made] address of a new one, shown this once */
  const show = (links, made) => {
    const rows = links
      .filter(({ revoked }) => !revoked)
      .map((link) => {
        const revoke = make("button", { type: "button", text: "Revoke", "aria-label": `Revoke link ${link.id}` });
        revoke.addEventListener("click", async () => show((await ask("DELETE", `/${link.id}`)) ?? links));
        return make("li", {}, [`Link ${link.id}${link.whole ? " to the whole session" : ""}, made by ${link.who} `, revoke]);
      });
    const address = made ? [make("li", { id: "made" }, [make("a", { href: made, text: location.origin + made })])] : [];
    byId("links").replaceChildren(...address, ...rows);
  };
  byId("make-link").addEventListener("click", async () => {
    const made = await ask("POST", "", { who: who() });
    if (made) show(made.links, made.url);
  });
  return async () => {
    const links = await ask("GET");
    if (links) show(links);
  };
}
