// A signature drawn with a finger. It is never required: the typed name stands for it (WCAG 2.5.7).

import SignaturePad from "signature_pad";
import { t } from "../words.js";
import * as frame from "./frame.js";
import { html } from "./html.js";
import { refusedWords } from "./photos.js";
import { sheet } from "./sheet.js";

/** @returns {Promise<void>} once it is kept or the person changed their mind */
export function sign(app, caption) {
  const dialog = sheet(caption, html`<div class="sign"><canvas role="img" aria-label="${t("Place to sign with a finger or a pen")}"></canvas></div><p class="error" role="alert"></p>
<p class="btns"><button class="btn" type="button" data-do="keep">${t("Save on this device")}</button><button class="btn quiet" type="button" data-do="again">${t("Start over")}</button></p>`);
  const canvas = dialog.querySelector("canvas");
  const scale = Math.max(1, devicePixelRatio);
  [canvas.width, canvas.height] = [canvas.clientWidth * scale, canvas.clientHeight * scale];
  canvas.getContext("2d").scale(scale, scale);
  const pad = new SignaturePad(canvas, { backgroundColor: "#ffffff", penColor: "#16211f", minWidth: 0.8, maxWidth: 2.6 });
  dialog.querySelector('[data-do="again"]').addEventListener("click", () => pad.clear());
  dialog.querySelector('[data-do="keep"]').addEventListener("click", () => keep(app, dialog, { pad, canvas, caption }));
  return new Promise((done) => dialog.addEventListener("close", () => (pad.off(), done())));
}

async function keep(app, dialog, { pad, canvas, caption }) {
  const say = (words) => (dialog.querySelector(".error").textContent = words);
  if (pad.isEmpty()) return say(t("Nothing is drawn yet. Sign, or close this: the written name is enough."));
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const outcome = await app.visit.addEvidence({ criterion: "@exit", kind: "signature", blob, caption, noPerson: true });
  if (outcome.refused) return say(refusedWords(outcome));
  frame.say(t("Saved on this device."));
  return dialog.close();
}
