// Photos and files of one criterion: small pictures with their state, and the way to add one.

import { plural, size, t } from "../words.js";
import { html, icon } from "./html.js";
import { redraw } from "./redraw.js";

/** Width of a small picture, in pixels of the device. */
const SMALL = 320;
const MARKS = () => ({
  local: t("On this device"),
  sending: t("Being sent"),
  sent: t("Sent"),
  refused: t("Refused"),
});

export class Photos {
  #app;
  #root;
  #code;
  #isLocked;
  #title;

  /** @param {string} title above them; "" for none */
  constructor(app, root, code, isLocked, title = t("Photos and files")) {
    this.#app = app;
    this.#title = title;
    this.#root = root;
    this.#code = code;
    this.#isLocked = isLocked;
    root.addEventListener("change", ({ target }) => target.type === "file" && this.#chosen(target));
    root.addEventListener("click", ({ target }) => this.#clicked(target.closest("[data-piece]")));
    this.renew(["*"]);
  }

  renew(keys) {
    if (!keys.some((key) => key === "*" || key.startsWith("@evidence "))) return;
    const pieces = this.#app.visit.evidence(this.#code);
    const markup = html`${this.#title && html`<h3 class="label">${this.#title}</h3>`}<div class="photos">${pieces.map((piece) => this.#piece(piece))}${!this.#isLocked && this.#adders()}</div><p class="error" role="status"></p>`;
    if (!redraw(this.#root, markup)) return;
    for (const piece of pieces) if (piece.kind !== "file") this.#draw(piece);
  }

  #piece({ id, kind, caption, mark, reason }) {
    const name = caption || (kind === "file" ? t("File") : t("Photo without a caption"));
    return html`<div><button class="pic" type="button" data-piece="${id}" aria-label="${t("Open: {name}", { name })}">${kind === "file" ? icon("file") : html`<canvas data-of="${id}"></canvas>`}</button>
<small>${name}. <span${mark === "refused" ? html` class="error"` : ""}>${MARKS()[mark]}</span>${reason && `: ${reason}`}</small></div>`;
  }

  #adders() {
    return html`<div><label class="pic add">${icon("camera")}<span>${t("Take a photo")}</span><input type="file" accept="image/*" capture="environment"></label></div>
<div><label class="pic add">${icon("file")}<span>${t("From files")}</span><input type="file" accept="image/*,application/pdf"></label></div>`;
  }

  // On a canvas, so that no address of a picture exists in the page.
  async #draw(piece) {
    const canvas = this.#root.querySelector(`canvas[data-of="${CSS.escape(piece.id)}"]`);
    const part = await this.#app.frame.part(import("./drawing.js"));
    if (!(await part?.drawPiece(canvas, piece, SMALL)) && canvas.isConnected) canvas.parentNode.innerHTML = icon("camera");
  }

  async #chosen(control) {
    const [file] = control.files;
    control.value = "";
    if (!file) return;
    const place = this.#root.querySelector(".error");
    place.textContent = t("The picture is being made smaller …");
    const part = await this.#app.frame.part(import("./picture.js"));
    if (!part) return;
    const outcome = await part.take(this.#app, this.#code, file);
    place.textContent = outcome.refused ? refusedWords(outcome) : "";
    if (outcome.id) this.#app.frame.say(t("Saved on this device."));
    this.renew(["*"]);
  }

  async #clicked(button) {
    const piece = button && this.#app.visit.evidence(this.#code).find(({ id }) => id === button.dataset.piece);
    if (!piece) return;
    const part = await this.#app.frame.part(import("./picture.js"));
    await part?.open(this.#app, piece, this.#isLocked);
    this.renew(["*"]);
  }
}

/** Why a photo or file was not taken, and what to do. */
export function refusedWords({ refused, limit }) {
  const words = {
    space: () => t("There is no room on this device for this photo. Answers and notes are still saved. Free some room and take it again."),
    too_large: () => t("The file is larger than {size}. Make it smaller and try again.", { size: size(limit ?? 15_728_640) }),
    too_many: () => plural("A visit holds at most {number} file.", "A visit holds at most {number} files.", limit ?? 400),
    visit_full: () => t("The photos and files of this visit fill all the room it has ({size}). Remove some.", { size: size(limit ?? 314_572_800) }),
    storage: () => t("The photo could not be saved on this device. Try again."),
    not_a_picture: () => t("This file is no picture that can be opened here. Choose a photo (JPEG, PNG, WebP) or a PDF."),
    cancelled: () => "",
  };
  return (words[refused] ?? words.storage)();
}
