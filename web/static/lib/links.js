// The links for spectators to something: made, shown, revoked.
import { t } from "./texts.js";
import { copyField } from "./copying.js";
import { byId, make } from "./dom.js";
import { request } from "./request.js";
import { at } from "./root.js";

/**
 * `Link` in server/library/links.py.
 * @typedef {{ id: number, who: string, made: string, revoked: string, whole: boolean }} Link
 */

/**
 * Listen to the button that makes a link, and show those there are.
 * @param {string} address of the links on the server
 * @param {() => string} who makes them
 * @returns {() => Promise<void>} shows them as they are now
 */
export function listenToLinks(address, who) {
  let asked = 0;
  let made = ""; // address of the newest link, shown this once
  /**
   * Ask, and show the links that there are then, unless more was asked meanwhile.
   * @param {string} method
   * @param {string} [path]
   * @param {object} [body]
   */
  const ask = async (method, path = "", body) => {
    const mine = ++asked;
    const { ok, data } = await request(address + path, { method, body });
    byId("trouble").textContent = ok ? "" : t("this_could_not_be_done");
    if (!ok) return;
    if (data.url) made = data.url;
    if (mine === asked) show(data.links ?? data);
  };
  /** @param {Link[]} links */
  const show = (links) => {
    const rows = links
      .filter(({ revoked }) => !revoked)
      .map((link) => {
        const revoke = make("button", {
          type: "button",
          text: t("revoke"),
          "aria-label": t("revoke_link", { id: link.id }),
        });
        revoke.addEventListener("click", () => {
          made = "";
          void ask("DELETE", `/${link.id}`);
        });
        return make("li", {}, [
          `${t("link_made_by", { id: link.id, session: whole(link), who: link.who })} `,
          revoke,
        ]);
      });
    byId("links").replaceChildren(...(made ? [newest(made)] : []), ...rows);
  };
  byId("make-link").addEventListener("click", () => ask("POST", "", { who: who() }));
  return () => ask("GET");
}

/** What a link opens, if that is more than a game. @param {Link} link */
function whole(link) {
  return link.whole ? ` ${t("to_the_whole_session")}` : "";
}

/** The newest link, to be copied, opened here or scanned by a phone. @param {string} path */
function newest(path) {
  const address = location.origin + at(path);
  const field = /** @type {HTMLInputElement} */ (
    make("input", { type: "text", readonly: "", value: address, "aria-label": t("the_new_link") })
  );
  const copy = make("button", { type: "button", class: "primary", text: t("copy") });
  copy.addEventListener("click", () => void copyField(field, copy));
  const code = at(`/api/qr.svg?${new URLSearchParams({ address })}`);
  return make("li", { id: "made" }, [
    make("div", { class: "row" }, [field, copy]),
    make("a", { href: at(path), text: t("open_it_here") }),
    make("img", {
      class: "qr",
      src: code,
      alt: t("qr_code_of_the_new"),
      width: "160",
      height: "160",
    }),
  ]);
}
