// The screen where a visit is scored: the list, the one criterion that is open, what follows an answer.

import { t } from "../words.js";
import { Board } from "./board.js";
import * as frame from "./frame.js";
import { html, icon } from "./html.js";
import { idle } from "./idle.js";
import { levelWord } from "./levels.js";
import { rowId, valueOf } from "./list.js";
import { wish } from "./wishes.js";

export class Scoring {
  /** Finding, once it is loaded: the list does not wait for it. */
  finding = null;
  visit;
  #app;
  #board;
  #advance = null;
  isShown = false;
  #loading;

  constructor(app) {
    this.#app = app;
    this.visit = app.visit;
    this.#board = new Board(this.visit, (code) => this.measured(code), () => this.#painted());
    this.root.addEventListener("change", (event) => this.#chosen(event.target));
    this.root.addEventListener("click", (event) => this.#clicked(event));
    this.#loading = new Promise((done) => idle(() => done(this.#loadWays())));
  }

  /** To the search field, once it is there. */
  async find() {
    await this.#loading;
    this.finding?.focus();
  }

  get root() {
    return this.#board.root;
  }

  get standing() {
    return this.visit.standing();
  }

  /** The Item that is open, or null. */
  get item() {
    return this.#board.item;
  }

  row = (code) => this.#board.row(code);
  complete = () => this.#board.complete();

  /** The level that the numbers give: 0-3 or "NA"; null while some are missing or for a criterion without measure. */
  measured = (code) => this.#app.measuredOf(this.visit, code)?.level ?? null;

  show(code) {
    this.isShown = true;
    const { name } = this.visit.pack.facility;
    // A title stays in the history of the browser, where anybody reads it: no name of a facility (P41).
    frame.show({ title: t("Criteria"), place: name, content: this.root, pager: pager(), hasWays: true, quiet: Boolean(code) });
    frame.progress(this.standing.overall);
    this.finding?.showWays();
    if (code) this.open(code);
    else this.close();
  }

  /** Open another criterion, or none, while the list is on the screen. */
  turn(code) {
    if (code) return this.open(code);
    const row = this.item && this.row(this.item.code);
    this.close();
    row?.querySelector(".opener").focus({ preventScroll: true });
    return row?.scrollIntoView({ block: "nearest" });
  }

  hide() {
    this.isShown = false;
    this.close();
  }

  // Searching and keys.
  async #loadWays() {
    const part = await frame.part(Promise.all([import("./finding.js"), import("./keyboard.js")]));
    if (!part) return;
    const [{ Finding }, { Keyboard }] = part;
    this.finding = new Finding(this, this.root.querySelector(".find"));
    new Keyboard(this);
    if (this.isShown) this.finding.showWays();
  }

  #painted() {
    this.finding?.renew();
    if (!this.isShown) return;
    frame.progress(this.standing.overall);
    this.item?.standing();
    this.#goOn();
  }

  // Answering

  record(code, name, value) {
    const kept = this.visit.record(code, name, value);
    kept.then((outcome) => this.#app.kept(outcome));
    return kept;
  }

  #chosen(control) {
    if (control.type !== "radio" || !control.closest(".scale")) return;
    const code = control.name;
    this.record(code, "level", valueOf(control.value));
    const level = /\d/.test(control.value) ? control.value : levelWord(control.value);
    frame.toast(t("{code}: {level}", { code, level }), t("Undo"), () => this.undo());
    if (this.item?.code === code) this.item.levelChosen();
    this.#advance = wish("advance") && this.item?.code === code ? code : null;
  }

  undo() {
    const step = this.visit.undo();
    if (!step) return frame.say(t("There is nothing to undo."));
    step.kept.then((outcome) => this.#app.kept(outcome));
    this.#board.repaint([step.criterion]);
    this.item?.renew([`${step.criterion} ${step.name}`]);
    frame.hideToast();
    return frame.say(t("Undone: {code}", { code: step.criterion.startsWith("@") ? "" : step.criterion }));
  }

  // The next criterion comes by itself once nothing is missing in this one.
  #goOn() {
    const code = this.#advance;
    this.#advance = null;
    if (code && this.item?.code === code && !this.standing.missing.has(code)) this.step(1, true);
  }

  // Opening

  #clicked(event) {
    const opener = event.target.closest(".opener");
    if (opener) this.toggle(opener.closest(".entry").dataset.code);
  }

  go = (to) => this.#app.go(to);

  toggle(code) {
    return this.#app.go(this.item?.code === code ? "" : `#${rowId(code)}`, this.item !== null);
  }

  async open(code) {
    const part = await frame.part(import("./item.js"));
    if (!part || !this.isShown || this.item?.code === code) return undefined;
    const row = this.row(code);
    if (!row) return this.#app.go("", true);
    this.close();
    row.hidden = false;
    this.#board.item = new part.Item(this, this.#app, row);
    row.scrollIntoView({ block: "start" });
    return row.querySelector(".opener").focus({ preventScroll: true });
  }

  close() {
    this.item?.close();
    this.#board.item = null;
  }

  /** Record what is being typed. */
  flush() {
    this.item?.flush();
  }

  // Going through the criteria: those in scope that the filter lets through, in order.

  step(by, isMissing = false) {
    const codes = [...this.#board.inScope().keys()].filter((code) => this.finding?.lets(code) ?? true);
    const at = this.item ? codes.indexOf(this.item.code) : by > 0 ? -1 : codes.length;
    const before = codes.slice(0, Math.max(at, 0));
    const rest = by > 0 ? [...codes.slice(at + 1), ...(isMissing ? before : [])] : before.reverse();
    const { missing } = this.standing;
    const code = isMissing ? rest.find((one) => missing.has(one)) : rest[0];
    if (code) return this.#app.go(`#${rowId(code)}`, this.item !== null);
    if (isMissing) frame.toast(t("Nothing is missing any more."), t("See the result"), () => this.#app.go("#result"));
    return undefined;
  }
}

const pager = () => html`<button class="btn quiet" type="button" data-do="previous">${icon("prev")}${t("Previous")}</button>
<button class="btn" type="button" data-do="next-missing">${t("Next missing")}${icon("next")}</button>`;
