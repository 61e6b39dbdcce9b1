// Brings a link's ticket to the server. It stands after the #, which browsers keep to themselves,
// and is taken out of the address before it is sent.
import { byId } from "../lib/dom.js";

const ticket = location.hash.slice(1);
if (ticket) {
  history.replaceState(null, "", location.pathname);
  /** @type {HTMLInputElement} */ (byId("ticket")).value = ticket;
  /** @type {HTMLFormElement} */ (byId("enter")).submit();
}
