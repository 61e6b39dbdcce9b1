// Requests to the server. The cookie that lets this browser in goes with them by itself.
import { said, t } from "./texts.js";
import { at } from "./root.js";

const NO_CONTENT = 204;

/**
 * What came of a request.
 * @typedef {object} Reply
 * @property {boolean} ok
 * @property {number} status of HTTP, 0 if the server did not answer
 * @property {any} data what the server told, read as JSON or bytes; null if the request failed
 * @property {string} fault why it failed, for people, without a full stop; else empty
 */

/**
 * Ask the server. Never throws.
 * @param {string} address as the server knows it: "/api/library"
 * @param {{ method?: string, body?: object, as?: "json" | "arrayBuffer" }} [options] `body` goes as
 *   JSON; `as`: how the answer is read
 * @returns {Promise<Reply>}
 */
export async function request(address, { method = "GET", body, as = "json" } = {}) {
  const headers = body && { "Content-Type": "application/json" };
  const init = { method, headers, body: body && JSON.stringify(body) };
  const answer = await fetch(at(address), init).catch(() => null);
  if (!answer) return failed(0, t("the_server_does_not_answer"));
  const { ok, status } = answer;
  const data = await answer[ok ? as : "json"]().catch(() => null);
  if (ok && data === null && status !== NO_CONTENT)
    return failed(status, t("the_answer_broke_off"));
  if (ok) return { ok, status, data, fault: "" };
  const told = typeof data?.detail === "string" ? said(data.detail) : "";
  const reason = told || t("the_server_answered", { status });
  return failed(status, reason);
}

/** @param {number} status @param {string} fault @returns {Reply} */
function failed(status, fault) {
  return { ok: false, status, data: null, fault };
}
