// Finding a criterion: by code or word, by what is the matter with it, by domain.

import { own, plural, t } from "../words.js";
import * as frame from "./frame.js";
import { html, icon, meter } from "./html.js";
import { idle } from "./idle.js";

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export class Finding {
  #scoring;
  #filter = "all";
  #words = [];
  #texts = null; // code -> all that is searched of it
  #panel;
  #isApplied = false;

  /** @param {HTMLElement} panel where the search field is put */
  constructor(scoring, panel) {
    this.#scoring = scoring;
    this.#panel = panel;
    this.#build();
  }

  #filters() {
    const { standing, visit } = this.#scoring;
    const marked = new Map(standing.result.criteria.map((one) => [one.code, one]));
    const { earlier } = visit.pack;
    return {
      all: [t("All"), () => true],
      missing: [t("Missing"), (code) => standing.missing.has(code)],
      critical: [t("Critical criteria"), (code) => visit.instrument.criteria.get(code).critical],
      flagged: [t("With a remark"), (code) => marked.get(code).marks.length > 0],
      conflict: [t("Two answers"), (code) => standing.missing.get(code)?.includes("conflict")],
      changed: [t("Changed since last visit"), (code) => isChanged(earlier[code], marked.get(code).value)],
    };
  }

  #codes = () => this.#scoring.standing.result.criteria.map(({ code }) => code);

  /** Whether the search and the filter let a criterion through. */
  lets(code) {
    const [, fits] = this.#filters()[this.#filter];
    return fits(code) && this.#words.every((word) => this.#textOf(code).includes(word));
  }

  #textOf(code) {
    this.#texts ??= new Map();
    if (!this.#texts.has(code)) {
      const { title, text } = this.#scoring.visit.instrument.criteria.get(code);
      this.#texts.set(code, plain([code, title?.es, title?.en, text.es, text.en].join(" ")));
    }
    return this.#texts.get(code);
  }

  #build() {
    const panel = this.#panel;
    panel.innerHTML = html`<div><div class="search">${icon("search")}<input type="search" aria-label="${t("Search by code or word")}"
placeholder="${t("Search")}" autocomplete="off" enterkeyhint="search"></div>
<span class="select"><select aria-label="${t("Show")}">${Object.keys(this.#filters()).map((id) => html`<option value="${id}"></option>`)}</select></span></div><p class="note" role="status"></p>`;
    panel.addEventListener("input", (event) => this.#asked(event.target));
    this.#count();
  }

  #asked(control) {
    if (control.type === "search") this.#words = plain(control.value).split(/\s+/).filter(Boolean);
    else this.#filter = control.value;
    idle(() => this.#apply());
  }

  focus() {
    scrollTo(0, 0);
    this.#panel.querySelector("input").focus();
  }

  get isOn() {
    return this.#filter !== "all" || this.#words.length > 0;
  }

  // Rows that the filter holds back stay in the page: an answer just given must not vanish under the thumb, so what is
  // shown is decided when the person asks, not with each answer.
  #apply() {
    this.#scoring.complete();
    const fits = new Set(this.#codes().filter((code) => this.lets(code)));
    for (const row of this.#scoring.root.querySelectorAll(".entry")) {
      const isHidden = !fits.has(row.dataset.code);
      if (row.hidden !== isHidden) row.hidden = isHidden;
    }
    this.#hideEmpty();
    this.#isApplied = this.isOn;
    const nothing = this.#scoring.root.querySelector(".nothing");
    nothing.hidden = fits.size > 0;
    nothing.textContent = t("No criterion fits. Try another word or another filter.");
    const all = this.#codes().length;
    this.#panel.lastElementChild.textContent = this.isOn
      ? plural("{number} criterion of {all}", "{number} criteria of {all}", fits.size, { all })
      : "";
  }

  #hideEmpty() {
    for (const section of this.#scoring.root.querySelectorAll(".domain")) {
      let heading = null;
      let seen = false;
      let any = false;
      for (const child of section.children) {
        if (child.tagName === "H3") {
          if (heading) heading.hidden = !seen;
          [heading, seen] = [child, false];
        } else if (child.matches(".entry:not([hidden])")) seen = any = true;
      }
      if (heading) heading.hidden = !seen;
      section.hidden = !any;
    }
  }

  /** After answers: the numbers on the chips and the domains beside the list. */
  renew() {
    this.#count();
    if (!this.#isApplied) this.#hideEmpty();
    const list = document.querySelector("aside .way");
    if (list) list.outerHTML = this.domains();
  }

  #count() {
    const codes = this.#codes();
    const filters = this.#filters();
    for (const option of this.#panel.querySelectorAll("option")) {
      const [label, fits] = filters[option.value];
      const words = `${label} · ${codes.filter(fits).length}`;
      if (option.textContent !== words) option.textContent = words;
    }
  }

  /** The domains with their progress: links that jump there. */
  domains() {
    return html`<ul class="way">${this.#scoring.standing.progress.map((one) => html`<li><button type="button" data-do="jump" data-domain="${one.id}">
<span>${own(one.title)}</span><span class="num note">${t("{done} of {total}", one)}</span>${meter(one.done, one.total)}</button></li>`)}</ul>`;
  }

  /** Beside the list on a wide screen. */
  showWays() {
    frame.ways(html`<h2 class="label">${t("Domains")}</h2>${this.domains()}`);
  }

  jump(domain) {
    this.#scoring.complete();
    const heading = this.#scoring.root.querySelector(`#${CSS.escape(`d-${domain}`)}`);
    heading.scrollIntoView({ block: "start" });
    heading.focus({ preventScroll: true });
  }
}

const isChanged = (earlier, value) => earlier !== undefined && value !== null && earlier.value !== value;
