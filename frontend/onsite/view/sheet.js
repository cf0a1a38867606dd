// A sheet over the page, and what stands in several of them.

import { LANGUAGES, language, t } from "../words.js";
import { html } from "./html.js";

/**
 * A sheet over the page; Escape, its button and the ground close it.
 * @returns {HTMLDialogElement} which is gone once it is closed
 */
export function sheet(title, content) {
  const dialog = document.createElement("dialog");
  dialog.className = "leaf";
  dialog.setAttribute("aria-labelledby", "leaf-title");
  dialog.innerHTML = html`<div class="leaf-head"><h2 id="leaf-title" tabindex="-1" autofocus>${title}</h2>
<button class="btn quiet" type="button" data-do="close-sheet">${t("Close")}</button></div>${content}`;
  dialog.addEventListener("click", (event) => {
    const isGround = event.target === dialog && !dialog.querySelector("canvas, form"); // a slip must not lose a photo
    if (isGround || event.target.closest('[data-do="close-sheet"], a[href]')) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** One button for each other language, in its own words. */
export const languageButtons = () =>
  Object.entries(LANGUAGES)
    .filter(([code]) => code !== language)
    .map(([code, name]) => html`<button class="btn plain" type="button" data-do="language" data-language="${code}" lang="${code}">${name}</button>`);
