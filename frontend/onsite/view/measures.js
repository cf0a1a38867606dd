// The numbers of a measured criterion: entered once, shared by all criteria that use them, one for each shift or room
// where the measure asks for it. The level follows from them (R7).

import { count, own, t } from "../words.js";
import { html, icon } from "./html.js";
import { SHIFTS, measuredSentence } from "./naming.js";
import { Typing } from "./typing.js";

const INPUTS = "@inputs";
const SHIFT_COUNT = 3;

export class Measures {
  #scoring;
  #app;
  #root;
  #criterion;
  #isLocked;
  #typing = new Typing(({ dataset }) => this.#record(dataset.input));
  #places = 0;

  constructor(scoring, app, root, criterion, isLocked) {
    this.#scoring = scoring;
    this.#app = app;
    this.#root = root;
    this.#criterion = criterion;
    this.#isLocked = isLocked;
    this.#build();
    root.addEventListener("input", ({ target }) => target.dataset.input && this.#typing.typed(target));
    root.addEventListener("change", ({ target }) => target.dataset.input && this.#typing.finish(target));
    root.addEventListener("click", ({ target }) => target.closest('[data-do="add-place"]') && this.#add());
  }

  get #measure() {
    return this.#criterion.measure;
  }

  // How many lines: three shifts, one visit, as many rooms as there are numbers and one at least.
  #placesOf() {
    if (this.#measure.per === "visit") return 1;
    if (this.#measure.per === "shift") return SHIFT_COUNT;
    const recorded = this.#measure.inputs.map(({ id }) => this.#app.visit.value(INPUTS, id));
    return Math.max(1, ...recorded.map((value) => (Array.isArray(value) ? value.length : 1)));
  }

  #build() {
    const hints = {
      visit: t("The level is computed from these numbers."),
      shift: t("One number for each shift; the worst shift counts."),
      room: t("One line for each room or group; the worst one counts."),
    };
    const { per } = this.#measure;
    this.#root.innerHTML = html`<fieldset class="field"><legend>${t("Measured numbers")}</legend><p class="hint">${hints[per]}</p>
<div class="form places"></div>
${per === "room" && !this.#isLocked && html`<p><button class="btn quiet" type="button" data-do="add-place">${icon("plus")}${t("Add a line")}</button></p>`}
${this.#shared()}</fieldset><p role="status"><strong data-measured></strong></p>`;
    this.renew([`${INPUTS} `]);
  }

  // Lines are added below those that are there: somebody may be writing in one of them.
  #grow(places) {
    for (; this.#places < places; this.#places += 1) {
      const line = html`<div class="row-of">${this.#measure.inputs.map((input) => this.#number(input, this.#places))}</div>`;
      this.#root.querySelector(".places").insertAdjacentHTML("beforeend", `${line}`);
    }
  }

  #number({ id, label, unit }, at) {
    const { per } = this.#measure;
    const place = per === "shift" ? `, ${t(SHIFTS[at]).toLowerCase()}` : per === "room" ? `, ${t("place {number}", { number: at + 1 })}` : "";
    const name = `n-${id}-${at}`;
    return html`<div class="field"><label for="${name}">${own(label)}${place} <span class="note">(${own(unit)})</span></label>
<input id="${name}" class="num" inputmode="decimal" autocomplete="off" data-input="${id}" data-at="${at}" aria-describedby="${name}-e"><span class="error" id="${name}-e"></span></div>`;
  }

  // Numbers of the visit belong to all who use them.
  #shared() {
    const { criteria } = this.#app.visit.instrument;
    return this.#measure.inputs.map(({ id, label }) => {
      const others = [...criteria.values()].filter(({ code, measure }) => code !== this.#criterion.code && measure?.inputs.some((one) => one.id === id));
      const words = t("{name} is entered once for the whole visit; also used by {codes}.", { name: own(label), codes: others.map(({ code }) => code).join(", ") });
      return [others.length > 0 && html`<p class="hint">${words}</p>`, this.#hint(id, own(label))];
    });
  }

  // What the profile says about a number that is asked for; shown, never taken for the answer.
  #hint(id, name) {
    const { profile } = this.#scoring.standing;
    const ages = ["girls", "boys"].flatMap((sex) => ["0", "1_5", "6_11", "12_17"].map((age) => profile[`${sex}_${age}`]));
    const known = ages.filter((number) => number !== undefined);
    const children = known.length ? known.reduce((sum, number) => sum + number, 0) : undefined;
    const number = { children_present: children, children, authorised_capacity: profile.capacity }[id];
    return number !== undefined && html`<p class="hint">${t("The profile of the visit says {number} ({name}).", { number: count(number), name })}</p>`;
  }

  #add() {
    this.#grow(this.#places + 1);
    this.#root.querySelector(`[data-at="${this.#places - 1}"]`).focus();
  }

  #inputs = (id) => [...this.#root.querySelectorAll(`[data-input="${CSS.escape(id)}"]`)];

  #record(id) {
    const controls = this.#inputs(id);
    const numbers = controls.map((control) => read(control));
    controls.forEach((control, at) => this.#say(control, numbers[at] === undefined));
    if (numbers.includes(undefined)) return;
    while (this.#measure.per === "room" && numbers.length && numbers.at(-1) === null) numbers.pop();
    const isEmpty = numbers.every((number) => number === null);
    const value = isEmpty ? null : this.#measure.per === "visit" ? numbers[0] : numbers;
    if (JSON.stringify(value) === JSON.stringify(this.#app.visit.value(INPUTS, id))) return;
    this.#scoring.record(INPUTS, id, value).then(({ refused }) => refused && this.#refused(controls, refused));
    this.#tell();
  }

  #say(control, isWrong) {
    control.setAttribute("aria-invalid", `${isWrong}`);
    control.nextElementSibling.textContent = isWrong ? t("Write a number, such as 12 or 3.5.") : "";
  }

  #refused(controls, { code }) {
    const words = code === "below_zero" ? t("This number cannot be below zero.") : t("This number cannot be recorded.");
    for (const control of controls) control.nextElementSibling.textContent = words;
  }

  renew(keys) {
    if (!keys.some((key) => key === "*" || key.startsWith(`${INPUTS} `))) return;
    const before = this.#places;
    this.#grow(this.#placesOf());
    for (const { id } of this.#measure.inputs) {
      const controls = this.#inputs(id);
      const isBusy = controls.some((control) => this.#typing.isBusy(control));
      // What is being written stands on what was seen before it; beside it only new lines are filled.
      const { value, conflict } = isBusy ? this.#app.visit.field(INPUTS, id) : this.#app.visit.show(INPUTS, id);
      controls.forEach((control, at) => {
        if (isBusy && at < before) return;
        const written = Array.isArray(value) ? (value[at] ?? "") : at ? "" : (value ?? "");
        if (read(control) !== (written || null)) control.value = written;
        if (!this.#isLocked) control.disabled = conflict;
        if (conflict) control.nextElementSibling.textContent = t("Two numbers: the lead chooses on the page “What is missing”.");
      });
    }
    this.#tell();
  }

  #tell() {
    const found = this.#app.measuredOf(this.#app.visit, this.#criterion.code);
    const words = measuredSentence(this.#criterion, found);
    const place = this.#root.querySelector("[data-measured]");
    if (place.textContent !== words) place.textContent = words;
  }

  flush() {
    this.#typing.flush();
  }
}

/** The number as it is recorded: "3.5"; null for nothing, undefined for what is no number. */
function read({ value }) {
  const text = value.trim().replace(",", ".");
  if (!text) return null;
  return /^-?\d{1,9}(\.\d{1,6})?$/.test(text) ? text : undefined;
}

