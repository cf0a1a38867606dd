// The screen where a visit is scored: the list, the one criterion that is open, what follows an answer.
//
// A tap only records, which changes memory and returns; the browser has already pressed the button. What an answer
// means for scores, marks and progress is worked out when the page is idle.

import { isTyping, meaning } from "../../js/keys.js";
import { plural, t } from "../words.js";
import { Finding } from "./finding.js";
import * as frame from "./frame.js";
import { html, icon } from "./html.js";
import { idle } from "./idle.js";
import { mark, painter, rowId, valueOf } from "./list.js";
import { levelWord } from "./naming.js";
import { FIELDS, OPEN, markOf, savedMark } from "./marks.js";
import { wish } from "./wishes.js";

export class Scoring {
  #app;
  #visit;
  #root = document.createElement("div");
  #paint;
  #waiting; // domains that are not on the page yet
  #saved = new Map(); // code -> what is known of its operations, by mark name
  #words = new Map(); // code -> the words beside it
  #dirty = new Set();
  #item = null;
  #advance = null;
  #isShown = false;

  constructor(app) {
    this.#app = app;
    this.#visit = app.visit;
    this.finding = new Finding(this);
    this.#paint = painter({
      value: (code) => this.#shownLevel(code),
      isLocked: (domain) => !this.mayScore(domain),
      isHidden: (code) => !this.#inScope().has(code),
      progress: (domain) => this.#progressWords(domain),
    });
    this.#build();
    this.#listen();
  }

  get visit() {
    return this.#visit;
  }

  get root() {
    return this.#root;
  }

  get standing() {
    return this.#visit.standing();
  }

  /** Whether this person may answer in a domain now. */
  mayScore({ id }) {
    const { status, me } = this.#visit;
    return OPEN.includes(status) && me.part !== "reviewer" && (!me.domains.length || me.domains.includes(id));
  }

  show(code) {
    this.#isShown = true;
    const { facility } = this.#visit.pack;
    frame.show({ title: facility.name, place: facility.name, content: this.#root, pager: this.#pager(), ways: this.finding.ways(), quiet: Boolean(code) });
    frame.progress(this.standing.overall);
    if (code) this.open(code);
    else this.close();
  }

  /** Open another criterion, or none, while the list is on the screen. */
  turn(code) {
    if (code) this.open(code);
    else {
      const row = this.#item && this.row(this.#item.code);
      this.close();
      row?.querySelector(".opener").focus({ preventScroll: true });
      row?.scrollIntoView({ block: "nearest" });
    }
  }

  hide() {
    this.#isShown = false;
    this.close();
  }

  // The list

  #build() {
    const { facility } = this.#visit.pack;
    const { domains } = this.#visit.instrument;
    this.#root.innerHTML = html`<h1 class="vh">${t("Criteria of {facility}", { facility: facility.name })}</h1><div class="find"></div>
${domains.map(({ id }) => html`<section class="domain" data-domain="${id}"></section>`)}<p class="nothing" hidden></p>`;
    this.#waiting = [...domains];
    this.#fill();
    const next = () => {
      if (this.#fill()) idle(next);
      else this.#repaint();
    };
    idle(next);
    idle(() => this.finding.build(this.#root.querySelector(".find")));
  }

  // Put the next domain on the page. @returns {boolean} whether more are waiting
  #fill() {
    const domain = this.#waiting.shift();
    if (domain) this.#sectionOf(domain).innerHTML = this.#paint(domain);
    return this.#waiting.length > 0;
  }

  /** Everything on the page, now. */
  complete() {
    while (this.#waiting.length) this.#fill();
  }

  #sectionOf = ({ id }) => this.#root.querySelector(`[data-domain="${CSS.escape(id)}"]`);

  row(code) {
    const find = () => this.#root.querySelector(`#${CSS.escape(rowId(code))}`);
    if (!find()) this.complete();
    return find();
  }

  // The level that the buttons show: as recorded, or as measured while nobody has said otherwise.
  #shownLevel(code) {
    const field = this.#visit.field(code, "level");
    return field.value ?? (this.#visit.instrument.criteria.get(code).measure && !field.conflict ? this.#found(code)?.value : null) ?? null;
  }

  #scope = null;
  #inScope() {
    const { result } = this.standing;
    if (this.#scope?.result !== result) {
      this.#scope = { result, codes: new Map(result.criteria.map((one) => [one.code, one])) };
    }
    return this.#scope.codes;
  }

  #found = (code) => this.#inScope().get(code);

  #progressWords({ id }) {
    const found = this.standing.progress.find((one) => one.id === id);
    return found ? t("{done} of {total}", found) : t("Does not apply here");
  }

  // Painting what changed

  #listen() {
    this.#visit.on("change", ({ keys, source }) => this.#changed(keys, source));
    this.#root.addEventListener("change", (event) => this.#chosen(event.target));
    this.#root.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("keydown", (event) => this.#isShown && this.#pressed(event));
  }

  #changed(keys, source) {
    for (const key of keys) this.#dirty.add(key === "*" ? "*" : key.slice(0, key.indexOf(" ")));
    if (source !== "local") this.#item?.renew(keys);
    this.#schedule();
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    idle(() => {
      this.#scheduled = false;
      this.#repaint();
    });
  }
  #scheduled = false;

  #repaint() {
    const dirty = this.#dirty;
    this.#dirty = new Set();
    const isFirst = !this.#saved.size;
    const all = isFirst || dirty.has("*") || dirty.has("@profile");
    for (const [code, criterion] of this.#visit.instrument.criteria) {
      const isDirty = all || dirty.has(code) || (criterion.measure && dirty.has("@inputs"));
      if (isDirty) this.#read(code);
      // The first time the buttons stand as they were written; only what a measure or a conflict closes is not yet.
      if (isFirst ? criterion.measure || this.#saved.get(code) === "conflict" : isDirty) this.#paintLevel(code, criterion);
      this.#paintMark(code);
    }
    for (const domain of this.#visit.instrument.domains) this.#paintDomain(domain);
    this.finding.renew();
    if (this.#isShown) {
      frame.progress(this.standing.overall);
      this.#item?.standing();
    }
    this.#goOn();
  }

  // Ask once what became of the operations of a criterion. Those of an open one are asked by what shows their values.
  #read(code) {
    const isOpen = this.#item?.code === code;
    this.#saved.set(code, isOpen ? this.#item.saved() : savedMark(FIELDS.map((name) => this.#visit.field(code, name))));
  }

  #paintMark(code) {
    const [words, tone] = markOf(this.#saved.get(code), this.#found(code), this.standing.missing.get(code));
    const told = `${tone}${words}`;
    if ((this.#words.get(code) ?? "") === told) return;
    this.#words.set(code, told);
    mark(this.row(code), words, tone);
  }

  #paintLevel(code, criterion) {
    const row = this.row(code);
    const found = this.#found(code);
    const field = this.#visit.field(code, "level");
    const shown = this.#shownLevel(code);
    const measured = criterion.measure && found ? this.measured(code) : null;
    for (const radio of row.querySelectorAll(".scale input")) {
      const value = valueOf(radio.value);
      radio.checked = value === shown;
      radio.disabled = field.conflict || (measured !== null && !allows(measured, value));
    }
    if (row.hidden === Boolean(found)) row.hidden = !found;
  }

  /** The level that the numbers give: 0-3 or "NA"; null while some are missing or for a criterion without measure. */
  measured(code) {
    return this.#app.measuredOf(this.#visit, code)?.level ?? null;
  }

  #paintDomain(domain) {
    const place = this.#sectionOf(domain)?.querySelector("h2 small");
    const words = this.#progressWords(domain);
    if (place && place.textContent !== words) place.textContent = words;
  }

  // Answering

  record(code, name, value) {
    const kept = this.#visit.record(code, name, value);
    kept.then((outcome) => this.#app.kept(outcome));
    return kept;
  }

  #chosen(control) {
    if (control.type !== "radio" || !control.closest(".scale")) return;
    const code = control.name;
    this.record(code, "level", valueOf(control.value));
    this.#offerUndo(t("{code}: {level}", { code, level: /\d/.test(control.value) ? control.value : levelWord(control.value) }));
    if (this.#item?.code === code) this.#item.levelChosen();
    this.#advance = wish("advance") && this.#item?.code === code ? code : null;
  }

  #offerUndo(words) {
    frame.toast(words, t("Undo"), () => this.undo());
  }

  undo() {
    const step = this.#visit.undo();
    if (!step) return frame.say(t("There is nothing to undo."));
    step.kept.then((outcome) => this.#app.kept(outcome));
    this.#dirty.add(step.criterion);
    this.#repaint();
    this.#item?.renew([`${step.criterion} ${step.name}`]);
    frame.hideToast();
    return frame.say(t("Undone: {code}", { code: step.criterion.startsWith("@") ? "" : step.criterion }));
  }

  // The next criterion comes by itself once nothing is missing in this one.
  #goOn() {
    const code = this.#advance;
    this.#advance = null;
    if (code && this.#item?.code === code && !this.standing.missing.has(code)) this.step(1, true);
  }

  // Opening

  #clicked(event) {
    const opener = event.target.closest(".opener");
    if (opener) this.toggle(opener.closest(".entry").dataset.code);
  }

  toggle(code) {
    if (this.#item?.code === code) this.#app.go("");
    else this.#app.go(`#${rowId(code)}`);
  }

  async open(code) {
    const { Item } = await import("./item.js");
    if (!this.#isShown || this.#item?.code === code) return;
    const row = this.row(code);
    if (!row) return this.#app.go("", true);
    this.close();
    row.hidden = false;
    this.#item = new Item(this, this.#app, row);
    row.scrollIntoView({ block: "start" });
    row.querySelector(".opener").focus({ preventScroll: true });
  }

  close() {
    this.#item?.close();
    this.#item = null;
  }

  /** Record what is being typed. */
  flush() {
    this.#item?.flush();
  }

  // Going through the criteria

  #pager() {
    return html`<button class="btn quiet" type="button" data-do="previous">${icon("prev")}${t("Previous")}</button>
<button class="btn" type="button" data-do="next-missing">${t("Next missing")}${icon("next")}</button>`;
  }

  /** Those in scope that the filter lets through, in order. */
  #codes() {
    return [...this.#inScope().keys()].filter((code) => this.finding.lets(code));
  }

  step(by, isMissing = false) {
    const codes = this.#codes();
    const at = this.#item ? codes.indexOf(this.#item.code) : by > 0 ? -1 : codes.length;
    const rest = by > 0 ? [...codes.slice(at + 1), ...(isMissing ? codes.slice(0, Math.max(at, 0)) : [])] : codes.slice(0, Math.max(at, 0)).reverse();
    const { missing } = this.standing;
    const code = isMissing ? rest.find((one) => missing.has(one)) : rest[0];
    if (code) return this.#app.go(`#${rowId(code)}`, Boolean(this.#item));
    if (isMissing) return frame.toast(t("Nothing is missing any more."), t("See the result"), () => this.#app.go("#result"));
    return undefined;
  }

  #pressed(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    const typing = isTyping(event.target);
    if (modified && !typing && event.key.toLowerCase() === "z") return stop(event, () => this.undo());
    if (event.key === "Escape" && !typing && this.#item) return stop(event, () => this.toggle(this.#item.code));
    if (!wish("shortcuts") || typing || modified) return undefined;
    if (event.key === "/") return stop(event, () => this.finding.focus());
    if (event.key === "?") return stop(event, () => this.#app.go("#settings"));
    const wanted = meaning(event.key);
    if (wanted?.step) return stop(event, () => this.step(wanted.step === "next" ? 1 : -1));
    return wanted && stop(event, () => this.#press(event.target, wanted.level));
  }

  #press(target, level) {
    const row = target.closest(".entry") ?? (this.#item && this.row(this.#item.code));
    const radio = row && [...row.querySelectorAll(".scale input")].find((one) => one.value === level);
    if (radio && !radio.disabled && !radio.checked) radio.click();
  }

  /** "12 of 152 criteria" */
  static counted = (shown, all) => plural("{number} criterion of {all}", "{number} criteria of {all}", shown, { all });
}

function stop(event, then) {
  event.preventDefault();
  then();
}

// A measured level may be lowered by one, never raised (R7).
function allows(measured, value) {
  if (measured === "NA") return value === "NA";
  return value === measured || value === measured - 1;
}
