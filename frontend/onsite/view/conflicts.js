// Two answers for one field, side by side: none was lost, the lead chooses, the other stays in the history.

import { moment, t } from "../words.js";
import { html, icon } from "./html.js";
import { descriptor, fieldWord, valueWord } from "./naming.js";
import { FIELDS } from "./marks.js";
import { redraw } from "./redraw.js";

export class Conflicts {
  #app;
  #root;
  #code;
  #criterion;
  #fields;

  /** @param {[name: string, label: string][]} fields those of the criterion, unless others are given */
  constructor(app, root, code, criterion, fields = FIELDS.map((name) => [name, fieldWord(name)])) {
    this.#app = app;
    this.#root = root;
    this.#code = code;
    this.#criterion = criterion;
    this.#fields = fields;
    root.addEventListener("click", ({ target }) => this.#chosen(target.closest("[data-choose]")));
    this.renew(["*"]);
  }

  renew(keys) {
    if (!keys.some((key) => key === "*" || key.startsWith(`${this.#code} `))) return;
    const all = this.#fields.map(([name, label]) => [name, label, this.#app.visit.field(this.#code, name)]);
    const fields = all.filter(([, , field]) => field.conflict);
    this.#root.hidden = !fields.length;
    redraw(this.#root, fields.length ? this.#words(fields) : "");
  }

  #words(fields) {
    const may = this.#app.visit.may("settle");
    return html`<div class="msg warn">${icon("two")}<div><p><strong>${t("There are two answers for this criterion")}</strong></p>
<p>${t("It was answered on two devices without connection. None was lost. Choose which one holds; the other stays in the history.")}</p></div></div>
${fields.map(([name, label, { heads }]) => html`<section class="stack"><h3 class="label">${label}</h3><div class="sides">${heads.map((head) => this.#side(name, head, may))}</div></section>`)}
<p class="note">${may ? t("Until you choose, the criterion counts as unanswered.") : t("The lead of the visit decides. Until then the criterion counts as unanswered.")}</p>`;
  }

  #side(name, head, may) {
    const isLevel = this.#criterion && name === "level" && typeof head.value === "number";
    const short = isLevel ? head.value : "";
    return html`<div class="side"><p><strong>${head.mine ? t("You") : head.name || t("Somebody of the team")}</strong><br><span class="note num">${moment(head.at)}</span></p>
${isLevel ? html`<p class="big-level">${head.value}</p><p>${descriptor(this.#criterion, head.value)}</p>` : html`<p>${valueWord(name, head.value)}</p>`}
${may && html`<button class="btn quiet" type="button" data-choose="${head.id}" data-name="${name}">${short === "" ? t("Keep this one") : t("Keep {level}", { level: short })}</button>`}</div>`;
  }

  async #chosen(button) {
    if (!button) return;
    const outcome = this.#app.visit.choose(this.#code, button.dataset.name, button.dataset.choose);
    this.#app.frame.say(t("Chosen. The other answer stays in the history."));
    this.#app.kept(await outcome);
  }
}
