// The criterion that is open: what is asked, what was found last time, the levels in words, and the rest of the answer.
// All of it is made when it opens and gone when it closes.

import { day, own, t } from "../words.js";
import { Conflicts } from "./conflicts.js";
import { html, icon, put, raw } from "./html.js";
import { identityIn } from "./identity.js";
import { level, levelWord } from "./levels.js";
import { valueOf } from "./list.js";
import { FIELDS, OPEN, savedMark } from "./marks.js";
import { Measures } from "./measures.js";
import { METHODS, NA_REASONS, actionWord, descriptor, methodWord, standing } from "./naming.js";
import { Photos } from "./photos.js";
import { Typing } from "./typing.js";

const boxes = (value) =>
  raw(
    `<svg class="steps" viewBox="0 0 40 12" aria-hidden="true">${[1, 2, 3]
      .map((box) => `<rect x="${14 * box - 13.5}" y=".5" width="11" height="11" rx="1.5"${box <= value ? ' class="on"' : ""}/>`)
      .join("")}</svg>`,
  );
const CONFIDENCE = () => ({ seen: t("Seen in the source"), recalled: t("Recalled from the source"), derived: t("Derived by us") });

export class Item {
  #scoring;
  #visit;
  #app;
  #row;
  #typing;
  #parts = [];
  #marks = new Map(); // field -> { mark, reason } as last painted

  constructor(scoring, app, row) {
    this.#scoring = scoring;
    this.#app = app;
    this.#row = row;
    this.#visit = app.visit;
    this.code = row.dataset.code;
    this.criterion = this.#visit.instrument.criteria.get(this.code);
    this.#typing = new Typing((control) => this.#recordText(control));
    this.#build();
  }

  get #isLocked() {
    return this.#row.disabled;
  }

  // Making it

  #build() {
    const row = this.#row;
    row.dataset.open = "";
    row.querySelector(".opener").setAttribute("aria-expanded", "true");
    const [ask, answer] = [element("ask-more"), element("answer")];
    row.querySelector(".mark").after(ask);
    row.append(answer);
    ask.innerHTML = this.#ask();
    answer.innerHTML = this.#answer();
    this.#grow();
    const conflicts = new Conflicts(this.#app, ask.querySelector(".conflicts"), this.code, this.criterion);
    this.#parts = [conflicts, new Photos(this.#app, answer.querySelector(".pictures"), this.code, this.#isLocked)];
    if (this.criterion.measure) this.#parts.push(new Measures(this.#scoring, this.#app, ask.querySelector(".measures"), this.criterion, this.#isLocked));
    for (const name of FIELDS) this.#paint(name);
    this.#blocks();
    this.standing();
    row.addEventListener("input", this.#input);
    row.addEventListener("change", this.#change);
  }

  #ask() {
    const { criterion } = this;
    return html`${criterion.title && html`<p>${own(criterion.text)}</p>`}${this.#closedWords()}
<details class="more"><summary>${t("How to verify it and what each level means")}</summary><div class="stack">
${criterion.guidance && html`<p>${own(criterion.guidance)}</p>`}
${criterion.verify.length > 0 && html`<p>${t("Verify with")}: ${criterion.verify.map(methodWord).join(", ")}.</p>`}
<dl class="facts rows-of">${[3, 2, 1, 0].map((value) => html`<div><dt><span class="lev"><b class="num">${value}</b>${boxes(value)}</span></dt><dd>${descriptor(criterion, value)}</dd></div>`)}</dl>
<p class="note">${t("Source")}: ${criterion.source}${CONFIDENCE()[criterion.confidence] && ` · ${CONFIDENCE()[criterion.confidence]}`}</p></div></details>
${this.#before()}<div class="conflicts"></div>${criterion.measure && html`<div class="measures"></div>`}<div><p class="label">${t("What level is it at today?")}</p>${criterion.measure && html`<p class="hint">${t("A measured level may be lowered by one with a reason, and never raised.")}</p>`}</div>`;
  }

  #closedWords() {
    if (!this.#isLocked) return "";
    const isOpen = OPEN.includes(this.#visit.status);
    return html`<p class="note">${isOpen ? t("Only to read: another member of the team answers this domain.") : t("The answers of this visit are locked.")}</p>`;
  }

  #before() {
    const earlier = this.#visit.pack.earlier?.[this.code];
    const action = this.#visit.pack.actions?.[this.code];
    if (!earlier && !action) return "";
    return html`<div class="before">${earlier && html`<p><strong>${t("{level} on {day}.", { level: level(earlier.value), day: day(earlier.visited_on) })}</strong> ${earlier.note}</p>`}
${action && html`<p>${actionWord(action.state)} · ${t("Action {number}, due {day}", { number: action.number, day: day(action.due_on) })}${action.what && html`<br>${action.what}`}</p>`}</div>`;
  }

  #answer() {
    const { criterion } = this;
    const recorded = this.#visit.value(this.code, "methods") ?? [];
    const methods = [...new Set([...(criterion.verify.length ? criterion.verify : Object.keys(METHODS)), ...recorded])];
    const id = (name) => `f-${name}`;
    return html`<div class="needs" role="status"></div>
${criterion.measure && html`<div class="field" data-when="lowered"><label for="${id("lowered")}">${t("Reason for lowering it by one")}</label><textarea form="no-history" id="${id("lowered")}" data-field="lowered" maxlength="4000"></textarea></div>`}
<div class="stack" data-when="NA"><div class="field"><label for="${id("na_reason")}">${t("Why it does not apply")}</label>
<span class="select"><select id="${id("na_reason")}" data-field="na_reason"><option value="">—</option>${Object.entries(NA_REASONS).map(([code, words]) => html`<option value="${code}">${t(words)}</option>`)}</select></span></div>
<div class="field"><label for="${id("na_text")}">${t("In words")}</label><textarea form="no-history" id="${id("na_text")}" data-field="na_text" maxlength="4000"></textarea></div>
${criterion.critical && this.#approval()}</div>
<fieldset class="field"><legend>${t("How you verified it")}</legend><div class="picks">${methods.map((method) =>
  html`<label class="pick"><input type="checkbox" data-field="methods" value="${method}"><span>${icon("tick")}${methodWord(method)}</span></label>`)}</div></fieldset>
<div class="field"><label for="${id("note")}">${t("Note")}</label><span class="hint" id="note-hint">${t("No names of children or adolescents.")} <span data-when="low">${t("Levels 0 and 1 need a note of at least 20 characters.")}</span> <span data-when="NE">${t("Say why it could not be assessed.")}</span></span>
<textarea form="no-history" id="${id("note")}" data-field="note" maxlength="4000" aria-describedby="note-hint" autocapitalize="sentences" spellcheck="true"></textarea><span class="error" data-identity role="status"></span></div>
<div class="pictures"></div>`;
  }

  #approval() {
    return this.#visit.may("approve_na")
      ? html`<label class="choice"><input type="checkbox" data-field="approved"><span>${t("I approve “not applicable” for this critical criterion")}</span></label>`
      : html`<p class="note">${t("This criterion is critical: the lead or the authority has to approve “not applicable”.")}</p>`;
  }

  // The buttons of the row grow to lines with words; their radios stay what they are, each in its line.
  #grow() {
    for (const step of this.#row.querySelectorAll(".step")) {
      const [rung, { value }] = [document.createElement("label"), step];
      const words = html`<small>${levelWord(value)}</small>`;
      rung.className = "rung";
      rung.innerHTML = html`<span>${value > "3" ? words : html`<b>${value}</b>${words}${boxes(Number(value))}${icon("tick")}`}</span>`;
      step.replaceWith(rung);
      rung.prepend(step);
    }
  }

  #shrink() {
    for (const rung of this.#row.querySelectorAll(".rung")) rung.replaceWith(rung.firstChild);
  }

  // Showing what is recorded

  // A text that is being written is not touched, and is not asked for either: what arrived meanwhile was not seen.
  #paint(name) {
    const controls = this.#controls(name);
    if (controls.some((control) => this.#typing.isBusy(control))) return;
    const field = this.#visit.show(this.code, name);
    this.#marks.set(name, field);
    for (const control of controls) {
      if (control.type === "checkbox" && name === "methods") control.checked = (field.value ?? []).includes(control.value);
      else if (control.type === "checkbox") control.checked = field.value === true;
      else if (control.value !== (field.value ?? "")) control.value = field.value ?? "";
      if (!this.#isLocked) control.disabled = field.conflict;
    }
  }

  #controls = (name) => [...this.#row.querySelectorAll(`[data-field="${name}"]`)];

  /** Others, another tab, the server or an undo changed something. */
  renew(keys) {
    const here = (key) => key === "*" || key.startsWith(`${this.code} `);
    if (keys.some(here)) for (const name of FIELDS) this.#paint(name);
    for (const part of this.#parts) part.renew(keys);
    this.#blocks();
  }

  saved() {
    for (const name of FIELDS) this.#paint(name);
    return savedMark([...this.#marks.values(), ...this.#visit.evidence(this.code).map(({ mark }) => ({ mark: mark === "sending" ? "local" : mark }))]);
  }

  levelChosen() {
    this.#blocks();
  }

  /** What the rules still ask for, in sentences. */
  standing() {
    const { missing, result } = this.#scoring.standing;
    const found = result.criteria.find(({ code }) => code === this.code);
    const gaps = (missing.get(this.code) ?? []).filter((gap) => gap !== "unanswered");
    const marks = (found?.marks ?? []).filter((mark) => !gaps.includes(mark));
    const aside = [...this.#marks.values()].map(({ reason }) => reason).filter(Boolean);
    const out = found ? [] : [t("Does not apply to this facility: its type or the ages in the profile leave it out.")];
    const place = this.#row.querySelector(".needs");
    const words = html`${gaps.map((gap) => html`<p>${standing(gap)}</p>`)}${aside.map((reason) => html`<p>${reason}</p>`)}${[...out, ...marks.map(standing)].map((one) => html`<p class="calm">${one}</p>`)}`;
    if (place.drawn !== `${words}`) {
      // It never becomes lower: what lies below would move away under a thumb that is already on it.
      place.classList.add("held");
      place.style.minHeight = `${place.getBoundingClientRect().height}px`;
      put(place, words);
    }
    this.#blocks();
  }

  #blocks() {
    const value = this.#level();
    const measured = this.criterion.measure ? this.#scoring.measured(this.code) : null;
    const shown = { NA: value === "NA", NE: value === "NE", low: value === 0 || value === 1, lowered: typeof measured === "number" && measured > 0 };
    for (const block of this.#row.querySelectorAll("[data-when]")) block.hidden = !shown[block.dataset.when];
  }

  #level() {
    const chosen = this.#row.querySelector(".scale input:checked");
    return chosen ? valueOf(chosen.value) : null;
  }

  // Recording

  #input = ({ target }) => {
    if (target.tagName === "TEXTAREA" && target.dataset.field) this.#typing.typed(target);
  };

  #change = ({ target }) => {
    const { field } = target.dataset;
    if (!field) return;
    if (target.tagName === "TEXTAREA") this.#typing.finish(target);
    else if (field === "methods") this.#scoring.record(this.code, field, this.#controls(field).filter((one) => one.checked).map((one) => one.value));
    else this.#scoring.record(this.code, field, target.type === "checkbox" ? target.checked : target.value || null);
  };

  #recordText(control) {
    const { field } = control.dataset;
    const text = control.value.trim();
    if (text === (this.#visit.value(this.code, field) ?? "")) return;
    this.#scoring.record(this.code, field, text);
    if (field === "note") this.#row.querySelector("[data-identity]").textContent = identityIn(text)
      ? t("This looks like a CURP, a telephone number or an e-mail address. Take out what could identify somebody.")
      : "";
  }

  flush() {
    this.#typing.flush();
    for (const part of this.#parts) part.flush?.();
  }

  close() {
    this.flush();
    const row = this.#row;
    row.removeEventListener("input", this.#input);
    row.removeEventListener("change", this.#change);
    for (const part of this.#parts) part.close?.();
    this.#shrink();
    row.querySelector(".ask-more").remove();
    row.querySelector(".answer").remove();
    row.querySelector(".opener").setAttribute("aria-expanded", "false");
    delete row.dataset.open;
  }
}

function element(name) {
  const made = document.createElement("div");
  made.className = name;
  return made;
}
