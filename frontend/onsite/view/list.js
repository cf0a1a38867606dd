// The list of all criteria as markup: one fieldset with six buttons each. What an open one shows is in item.js.
//
// A tap must cost next to nothing, so the list is made of few nodes, knows no state but its radios, and is changed in
// place: mark() writes the words beside a code, the browser itself shows which button is pressed. A button is the radio
// itself, which the style sheet draws with its value in it.

import { own, t } from "../words.js";
import { escape } from "./html.js";
import { LEVELS, level } from "./levels.js";

export const VALUES = ["0", "1", "2", "3", "NA", "NE"];

/** 2 for "2", "NA" for "NA": a level as it is recorded. */
export const valueOf = (text) => (/^[0-3]$/.test(text) ? Number(text) : text);

/** The id of a criterion's fieldset. */
export const rowId = (code) => `c-${code}`;

/**
 * The six buttons, and the row around them, of one language.
 * @param {{value(code): *, isLocked(domain): boolean, isHidden(code): boolean, progress(domain): string}} view
 */
export function painter(view) {
  const critical = `<em>${escape(t("Critical"))}</em>`;
  const steps = VALUES.map((value) => {
    const name = escape(value in LEVELS && value > "3" ? `${value}: ${t(LEVELS[value])}` : level(valueOf(value)));
    return [`<input class="step" type="radio" value="${value}" aria-label="${name}" name="`, ">"];
  });
  const scale = (code, chosen) =>
    steps.map(([before, after], at) => `${before}${code}"${VALUES[at] === chosen ? " checked" : ""}${after}`).join("");

  function row(criterion, isLocked) {
    const code = escape(criterion.code);
    const value = view.value(criterion.code);
    return (
      `<fieldset class="entry" id="${rowId(code)}" data-code="${code}"${isLocked ? " disabled" : ""}${view.isHidden(criterion.code) ? " hidden" : ""}>` +
      `<legend><button type="button" class="opener" aria-expanded="false"><i>${code}${criterion.critical ? critical : ""}</i> ` +
      `<u>${escape(own(criterion.name))}</u></button></legend><p class="mark"></p>` +
      `<div class="scale">${scale(code, value === null ? "" : `${value}`)}</div></fieldset>`
    );
  }

  const standard = (one, isLocked) =>
    `<h3>${escape(one.id)} ${escape(own(one.title))}</h3>${one.criteria.map((criterion) => row(criterion, isLocked)).join("")}`;

  /** A whole domain: heading, standards, rows. */
  return (domain) =>
    `<h2 tabindex="-1" id="d-${escape(domain.id)}"><span>${escape(own(domain.title))}</span> <small class="num">${escape(view.progress(domain))}</small></h2>` +
    domain.standards.map((one) => standard(one, view.isLocked(domain))).join("");
}

/** The words beside the code of a criterion; `tone` is "ok", "warn", "bad" or "". */
export function mark(row, words, tone = "") {
  const place = row.querySelector(".mark");
  if (place.textContent !== words) place.textContent = words;
  if ((place.dataset.tone ?? "") !== tone) place.dataset.tone = tone;
}
