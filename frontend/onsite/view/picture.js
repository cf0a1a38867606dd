// A photo from the camera or a file: made small, looked at, blurred where it must be, confirmed, and only then kept.

import Compressor from "compressorjs/dist/compressor.esm.js"; // its file for browsers is CommonJS
import { size, t } from "../words.js";
import { bitmapOf, drawPiece, jpegOf } from "./drawing.js";
import * as frame from "./frame.js";
import { html, icon } from "./html.js";
import { sheet } from "./sheet.js";

const LONGEST = 2048;
const ENOUGH = 600_000;
/** For a photo with more detail than 0.8 can hold in that. */
const LESS = [0.6, 0.45, 0.3];
const PDF = "application/pdf";

/**
 * Take in a chosen file. @returns {Promise<{id: string}|{refused: string, limit?: number}>} as addEvidence answers;
 * besides: "cancelled", "not_a_picture"
 */
export async function take(app, criterion, file) {
  const { limits } = app.visit.pack;
  const isFile = file.type === PDF;
  if (isFile && file.size > limits.file_bytes) return { refused: "too_large", limit: limits.file_bytes };
  const blob = isFile ? file : await shrink(file);
  const bitmap = isFile || !blob ? null : await bitmapOf(blob);
  if (!isFile && !bitmap) return { refused: "not_a_picture" };
  const taken = await look(blob, bitmap);
  if (!taken) return { refused: "cancelled" };
  return app.visit.addEvidence({ criterion, kind: isFile ? "file" : "photo", noPerson: true, ...taken });
}

// 2048 px at most and 600 kB; drawn anew, so that nothing of the camera's metadata is left.
async function shrink(file) {
  const blob = await compressed(file);
  if (!blob || blob.size <= ENOUGH) return blob;
  const bitmap = await bitmapOf(blob);
  return bitmap && jpegOf(canvasOf(bitmap, LONGEST), LESS);
}

const compressed = (file) =>
  new Promise((done) => {
    // `strict` would give back the original, with its metadata, when that is smaller.
    const options = { quality: 0.8, maxWidth: LONGEST, maxHeight: LONGEST, mimeType: "image/jpeg", strict: false };
    new Compressor(file, { ...options, success: done, error: () => done(null) });
  });

function canvasOf(bitmap, longest) {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const PLACES = () => [
  t("top left"), t("top middle"), t("top right"),
  t("middle left"), t("middle"), t("middle right"),
  t("bottom left"), t("bottom middle"), t("bottom right"),
];

// Look at it, write what it shows, confirm. Resolves with { blob, caption }, or null when the person changed their mind;
// `bitmap` is null for a file that is no picture.
async function look(blob, bitmap) {
  const dialog = sheet(bitmap ? t("Look at the photo") : t("Add a file"), form(blob, !bitmap));
  const brush = bitmap && new Brush(dialog, blob, bitmap);
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(null));
    dialog.addEventListener("change", ({ target }) => target.checked && (dialog.querySelector("#no-person-error").textContent = ""));
    dialog.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const box = dialog.querySelector('[name="no_person"]');
      dialog.querySelector("#no-person-error").textContent = box.checked ? "" : t("Confirm this first. If it is not so, blur the place or take another photo.");
      if (!box.checked) return box.focus();
      done({ blob: brush ? await brush.result() : blob, caption: dialog.querySelector('[name="caption"]').value.trim() });
      return dialog.close();
    });
  });
}

function form(blob, isFile) {
  return html`<form class="form" novalidate>${isFile ? html`<p class="note">${icon("file")} ${size(blob.size)}</p>` : tools()}
<div class="field"><label for="caption">${t("What it shows")}</label><span class="hint" id="caption-hint">${t("Things and places only. No names.")}</span>
<input id="caption" name="caption" maxlength="200" autocomplete="off" aria-describedby="caption-hint"></div>
<div class="field"><label class="choice"><input type="checkbox" name="no_person" aria-describedby="no-person-error"><span>${t("No person, no identity document and no outside landmark can be seen.")}</span></label>
<span class="error" id="no-person-error" role="alert"></span></div>
<div class="btns"><button class="btn" type="submit">${t("Save on this device")}</button><button class="btn plain" type="button" data-do="close-sheet">${t("Cancel")}</button></div></form>`;
}

function tools() {
  return html`<div class="paint"><canvas role="img" aria-label="${t("The photo")}"></canvas></div>
<p class="hint">${t("Rub over a face, a name or a document to blur it.")}</p>
<details class="more"><summary>${t("Blur without rubbing")}</summary><div class="stack"><div class="btns"><button class="btn quiet" type="button" data-blur="all">${t("Blur the whole photo")}</button></div>
<p class="note" id="ninths">${t("Or a ninth of it:")}</p><div class="ninths" role="group" aria-labelledby="ninths">${PLACES().map((place, at) =>
  html`<button class="btn quiet" type="button" data-blur="${at}" aria-label="${t("Blur {place}", { place })}">${at + 1}</button>`)}</div></div></details>
<div class="btns"><button class="btn plain" type="button" data-blur="none">${t("Take the blur away")}</button></div>`;
}

/** Blurs parts of the photo for good: what lies under the brush is drawn from a copy of very few pixels. */
class Brush {
  #canvas;
  #bitmap;
  #blurred;
  #blob;
  #isTouched = false;

  /** Drawn at once, so that nothing in the dialog moves once it can be tapped. */
  constructor(dialog, blob, bitmap) {
    this.#blob = blob;
    this.#bitmap = bitmap;
    this.#canvas = dialog.querySelector(".paint canvas");
    [this.#canvas.width, this.#canvas.height] = [bitmap.width, bitmap.height];
    this.#context.drawImage(bitmap, 0, 0);
    this.#blurred = canvasOf(bitmap, 28);
    this.#canvas.addEventListener("pointerdown", (event) => this.#canvas.setPointerCapture(event.pointerId));
    for (const name of ["pointerdown", "pointermove"]) this.#canvas.addEventListener(name, (event) => event.buttons && this.#rub(event));
    dialog.addEventListener("click", ({ target }) => this.#pressed(target.closest("[data-blur]")?.dataset.blur));
    dialog.addEventListener("close", () => bitmap.close());
  }

  get #context() {
    return this.#canvas.getContext("2d");
  }

  #rub({ offsetX, offsetY }) {
    const { width, height, clientWidth } = this.#canvas;
    const scale = width / clientWidth;
    const circle = new Path2D();
    circle.arc(offsetX * scale, offsetY * scale, Math.max(width, height) * 0.045, 0, 2 * Math.PI);
    this.#blur(circle);
  }

  #blur(path) {
    const { width, height } = this.#canvas;
    this.#context.save();
    this.#context.clip(path);
    this.#context.drawImage(this.#blurred, 0, 0, width, height);
    this.#context.restore();
    this.#isTouched = true;
  }

  #pressed(what) {
    if (what === undefined) return;
    const { width, height } = this.#canvas;
    if (what === "none") {
      this.#context.drawImage(this.#bitmap, 0, 0);
      this.#isTouched = false;
      return frame.say(t("The blur is gone."));
    }
    const path = new Path2D();
    const [w, h] = [width / 3, height / 3];
    if (what === "all") path.rect(0, 0, width, height);
    else path.rect((what % 3) * w, Math.floor(what / 3) * h, w, h);
    this.#blur(path);
    return frame.say(t("Blurred."));
  }

  result() {
    return this.#isTouched ? jpegOf(this.#canvas) : this.#blob;
  }
}

/** Show a piece large, with the way to remove it. */
export async function open(app, piece, isLocked) {
  const content = html`${piece.kind !== "file" && html`<div class="paint"><canvas role="img" aria-label="${piece.caption || t("Photo")}"></canvas></div>`}
<p>${piece.caption || t("Without a caption")}${piece.size && html` <span class="note num">${size(piece.size)}</span>`}</p>
${piece.reason && html`<p class="error">${piece.reason}</p>`}
${!isLocked && html`<div class="btns"><button class="btn danger" type="button" data-do="remove">${t("Remove from the visit")}</button></div>`}`;
  const dialog = sheet(piece.kind === "file" ? t("File") : t("Photo"), content);
  const canvas = dialog.querySelector("canvas");
  if (canvas) drawPiece(canvas, piece, LONGEST).then((isDrawn) => !isDrawn && canvas.parentNode.replaceWith(t("The picture is on the server and cannot be shown without network.")));
  return new Promise((done) => {
    dialog.addEventListener("close", done);
    dialog.querySelector('[data-do="remove"]')?.addEventListener("click", async () => {
      app.kept(await app.visit.removeEvidence(piece.id));
      frame.say(t("Removed."));
      dialog.close();
    });
  });
}
