// The buttons of the game.
import { byId } from "../../lib/dom.js";
import { request } from "../../lib/request.js";
import { at } from "../../lib/root.js";
import { command, playOrPause, setSpeed, takeOrGive } from "../commands.js";
import { dialog, focusGame, onClick } from "./page.js";

/** @typedef {import("./page.js").Game} Game */

/** @param {Game} game */
export function listenToControls({ state, socket, redraw }) {
  const speed = /** @type {HTMLInputElement} */ (byId("speed"));
  onClick("play", () => void playOrPause(state, socket, redraw));
  onClick("one-step", () => void command(state, socket, redraw, { type: "step" }));
  onClick("ask-adviser", () => void command(state, socket, redraw, { type: "ask_adviser" }));
  onClick("cancel", () => void command(state, socket, redraw, { type: "cancel_plan" }));
  onClick("take", () => {
    void takeOrGive(state, socket, redraw);
    // The next Space is meant for the game, not for this button.
    focusGame();
  });
  speed.addEventListener("input", () => void setSpeed(state, socket, redraw, Number(speed.value)));
  onClick("help", () => dialog("keys").showModal());
  onClick("banner-new", async () => {
    const { ok, data } = await request("/api/sessions", { method: "POST", body: {} });
    location.assign(at(ok ? data.url : "/"));
  });
}
