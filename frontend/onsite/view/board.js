// The list of a visit on the page: its domains, what stands beside each code, which button is pressed.
//
// A tap only records, which changes memory and returns; the browser has already pressed the button. What an answer
// means for marks and progress is worked out when the page is idle.

import { t } from "../words.js";
import { html } from "./html.js";
import { idle } from "./idle.js";
import { mark, painter, rowId, valueOf } from "./list.js";
import { FIELDS, OPEN, markOf, savedMark } from "./marks.js";

/** Height of a criterion with its part of the headings, in rem, on a phone. */
const ROW = 11;

export class Board {
  root = document.createElement("div");
  /** The Item that is open on the board, or null. */
  item = null;
  #visit;
  #measured;
  #onPainted;
  #paint;
  #waiting; // domains that are not on the page yet
  #saved = new Map(); // code -> what became of its operations
  #words = new Map(); // code -> what stands beside it
  #out = new Set(); // codes that do not apply; the rows of others are hidden by whoever searches
  #dirty = new Set();
  #isScheduled = false;
  #scope = { result: null, codes: new Map() };

  /**
   * @param {(code: string) => number|"NA"|null} measured  the level that the numbers of a criterion give
   * @param {() => void} onPainted  called after all that changed is on the page
   */
  constructor(visit, measured, onPainted) {
    this.#visit = visit;
    this.#measured = measured;
    this.#onPainted = onPainted;
    this.#paint = painter({
      value: (code) => this.#shownLevel(code),
      isLocked: (domain) => !this.#mayScore(domain),
      isHidden: (code) => this.#noteOut(code),
      progress: (domain) => this.#progressWords(domain),
    });
    this.#build();
    visit.on("change", ({ keys, source }) => this.#changed(keys, source));
  }

  #build() {
    const { facility } = this.#visit.pack;
    const { domains } = this.#visit.instrument;
    this.root.innerHTML = html`<h1 class="vh">${t("Criteria of {facility}", { facility: facility.name })}</h1><div class="find"></div>
${domains.map(({ id }) => html`<section class="domain" data-domain="${id}"></section>`)}<p class="nothing" hidden></p>`;
    this.#waiting = [...domains];
    this.#fill();
    const next = () => {
      if (this.#fill()) return idle(next);
      this.repaint();
      return this.#layOut([...domains]);
    };
    idle(next);
  }

  // What is off the screen is laid out ahead, and stays so: nobody waits for it who comes there or answers all at once.
  #layOut([domain, ...rest]) {
    if (!domain) return;
    this.#sectionOf(domain).style.contentVisibility = "visible";
    idle(() => this.#layOut(rest));
  }

  // Put the next domain on the page. @returns {boolean} whether more are waiting
  #fill() {
    const domain = this.#waiting.shift();
    if (!domain) return false;
    const section = this.#sectionOf(domain);
    // What is off the screen is taken to be so high, until it has been on it.
    section.style.containIntrinsicSize = `auto ${ROW * domain.standards.flatMap(({ criteria }) => criteria).length}rem`;
    section.innerHTML = this.#paint(domain);
    return this.#waiting.length > 0;
  }

  /** Everything on the page, now. */
  complete() {
    while (this.#waiting.length) this.#fill();
  }

  #sectionOf = ({ id }) => this.root.querySelector(`[data-domain="${CSS.escape(id)}"]`);

  /** The fieldset of a criterion; null for a code that the visit does not have. */
  row(code) {
    const find = () => this.root.querySelector(`#${CSS.escape(rowId(code))}`);
    if (!find()) this.complete();
    return find();
  }

  #mayScore({ id }) {
    const { status, me } = this.#visit;
    return OPEN.includes(status) && me.part !== "reviewer" && (!me.domains.length || me.domains.includes(id));
  }

  // The level that the buttons show: as recorded, or as measured while nobody has said otherwise.
  #shownLevel(code) {
    const field = this.#visit.show(code, "level");
    const isMeasured = this.#visit.instrument.criteria.get(code).measure && !field.conflict;
    return field.value ?? (isMeasured ? this.inScope().get(code)?.value : null) ?? null;
  }

  /** The criteria of the result by code, in order. */
  inScope() {
    const { result } = this.#visit.standing();
    if (this.#scope.result !== result) this.#scope = { result, codes: new Map(result.criteria.map((one) => [one.code, one])) };
    return this.#scope.codes;
  }

  // Whether a criterion does not apply, noted for the next look.
  #noteOut(code) {
    const isOut = !this.inScope().has(code);
    this.#out[isOut ? "add" : "delete"](code);
    return isOut;
  }

  #progressWords({ id }) {
    const found = this.#visit.standing().progress.find((one) => one.id === id);
    return found ? t("{done} of {total}", found) : t("Does not apply here");
  }

  // Painting what changed

  #changed(keys, source) {
    for (const key of keys) this.#dirty.add(key === "*" ? "*" : key.slice(0, key.indexOf(" ")));
    // What the person does shows itself; what becomes of a photo does not.
    const unseen = source === "local" ? keys.filter((key) => key.startsWith("@evidence ")) : keys;
    if (unseen.length) this.item?.renew(unseen);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    idle(() => {
      this.#isScheduled = false;
      this.repaint();
    });
  }

  repaint(also = []) {
    const dirty = new Set([...this.#dirty, ...also]);
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
    this.#onPainted();
  }

  // Ask once what became of the operations of a criterion. Those of an open one are asked by what shows their values.
  #read(code) {
    const isOpen = this.item?.code === code;
    this.#saved.set(code, isOpen ? this.item.saved() : savedMark(FIELDS.map((name) => this.#visit.field(code, name))));
  }

  #paintMark(code) {
    const gaps = this.#visit.standing().missing.get(code);
    const [words, tone] = markOf(this.#saved.get(code), this.inScope().get(code), gaps);
    const told = `${tone}${words}`;
    if ((this.#words.get(code) ?? "") === told) return;
    this.#words.set(code, told);
    mark(this.row(code), words, tone);
  }

  #paintLevel(code, criterion) {
    const row = this.row(code);
    const found = this.inScope().get(code);
    const shown = this.#shownLevel(code);
    const field = this.#visit.field(code, "level");
    const measured = criterion.measure && found ? this.#measured(code) : null;
    for (const radio of row.querySelectorAll(".scale input")) {
      const value = valueOf(radio.value);
      radio.checked = value === shown;
      radio.disabled = field.conflict || (measured !== null && !allows(measured, value));
    }
    if (this.#out.has(code) !== this.#noteOut(code)) row.hidden = !found;
  }

  #paintDomain(domain) {
    const place = this.#sectionOf(domain).querySelector("h2 small");
    const words = this.#progressWords(domain);
    if (place && place.textContent !== words) place.textContent = words;
  }
}

// A measured level may be lowered by one, never raised (R7).
function allows(measured, value) {
  if (measured === "NA") return value === "NA";
  return value === measured || value === measured - 1;
}
