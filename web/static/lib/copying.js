// Copying text. Browsers allow that under HTTPS and on this machine only; on other addresses the
// text is selected, to be copied by hand.

import { t } from "./texts.js";

/**
 * Copy what a field holds, and say on the button what came of it.
 * @param {HTMLInputElement} field
 * @param {HTMLElement} button
 */
export async function copyField(field, button) {
  // Without HTTPS there is no clipboard.
  const done = await (navigator.clipboard?.writeText(field.value) ?? Promise.reject(new Error()))
    .then(() => true)
    .catch(() => false);
  if (!done) {
    field.focus();
    field.select();
  }
  button.textContent = done ? t("copied") : t("press_ctrl_c_to_copy");
}
