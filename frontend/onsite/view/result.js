// What the answers give so far. Provisional: the rating exists once the authority approves it.

import { percentShown, shown } from "../core/index.js";
import { own, plural, t } from "../words.js";
import * as frame from "./frame.js";
import { html, message, raw } from "./html.js";
import { ratingWord } from "./naming.js";
import { redraw } from "./redraw.js";

const SIGNS = {
  A: '<circle class="ra" cx="16" cy="16" r="15"/><text class="rt" x="16" y="22">A</text>',
  B: '<rect class="rb" x="2.5" y="2.5" width="27" height="27" rx="2.5"/><text class="rt" x="16" y="22">B</text>',
  C: '<path class="rc" d="M16 0 32 16 16 32 0 16Z"/><text class="rt rt-c" x="16" y="21.4">C</text>',
  D: '<path class="rd" d="M1.3 2.5h29.4a1.2 1.2 0 0 1 1.03 1.8L17 29.9a1.2 1.2 0 0 1-2.06 0L.27 4.3A1.2 1.2 0 0 1 1.3 2.5Z"/><text class="rt rt-d" x="16" y="17.2">D</text>',
  NR: '<circle class="rnr" cx="16" cy="16" r="14"/><text class="rt t-nr" x="16" y="20.6">NR</text>',
};
const CUTS = [40, 65, 85];

/** The sign of a letter: its shape says it without its colour. */
const sign = (letter, isBig = false) =>
  html`<span class="rate${isBig ? " big" : ""}"><svg viewBox="-2 -2 36 36" role="img" aria-label="${letter}: ${ratingWord(letter)}">${raw(SIGNS[letter])}</svg></span>`;
const number = (score) => (score ? shown(score) : "—");

export async function show(app) {
  const { visit } = app;
  const title = t("Result so far");
  const root = document.createElement("div");
  root.className = "screen";
  const paint = () => redraw(root, page(title, visit));
  paint();
  frame.show({ title, content: root, place: visit.pack.facility.name, back: `/onsite/visits/${visit.id}` });
  return visit.on("change", paint);
}

function page(title, visit) {
  const { result, missing } = visit.standing();
  const atMost = result.rating === "NR" && result.at_most && t("At most {letter}: {word}", { letter: result.at_most, word: ratingWord(result.at_most) });
  const gaps = missing.size ? plural("{number} thing is missing", "{number} things are missing", missing.size) : t("Nothing is missing");
  return html`<h1>${title}</h1>${message("info", t("Provisional, never the rating"), t("It changes with every answer, and the rating exists once the authority approves the result. Do not pass this on, not even at the exit meeting."))}
<div class="verdict-head">${sign(result.rating, true)}<div><p class="word">${ratingWord(result.rating)}</p>${atMost && html`<p class="note">${atMost}</p>`}</div></div>
<p class="score num">${number(result.score)} <small>${t("out of 100")}</small></p>
<dl class="bounds num"><div><dt>${t("If the rest were at 0")}</dt><dd>${bound(result.low)}</dd></div><div><dt>${t("If the rest were at 3")}</dt><dd>${bound(result.high)}</dd></div>
<div><dt>${t("Coverage")}</dt><dd>${result.coverage ? `${percentShown(result.coverage)} %` : "—"}</dd></div></dl>
${why(result, visit)}
<section><h2>${t("Domains")}</h2><ul class="dims">${result.domains.map((one) => domain(one, visit.instrument))}</ul><p class="note">${t("The dotted cuts are 40, 65 and 85. * Its letter limits that of the whole facility.")}</p></section>
<p class="btns"><a class="btn" href="#missing">${gaps}</a></p>`;
}

const bound = ({ score, rating }) => html`${number(score)} ${score && html`<span class="note">(${rating})</span>`}`;

// What sets the letter besides the score.
function why({ critical_zero: zero, critical_one: one, rating }, { instrument }) {
  const named = (codes) => html`<ul class="rows">${codes.map((code) => html`<li><a class="go" href="#c-${code}"><u><span class="num">${code}</span> ${own(instrument.criteria.get(code).name)}</u></a></li>`)}</ul>`;
  const words = (codes, level) => plural("{number} critical criterion is at level {level}", "{number} critical criteria are at level {level}", codes.length, { level });
  if (!zero.length && !one.length) return rating === "NR" ? html`<p class="note">${t("There is no letter while fewer than 80 % of the criteria have a level, or a critical one of a limiting domain has none.")}</p>` : "";
  return html`<section><h2>${t("What limits the letter")}</h2>${zero.length > 0 && html`<p class="label">${words(zero, 0)}</p>${named(zero)}`}${one.length > 0 && html`<p class="label">${words(one, 1)}</p>${named(one)}`}</section>`;
}

function domain({ id, score, rating, answered, in_scope: scope, limiting }, instrument) {
  const { title } = instrument.domains.find((one) => one.id === id);
  const width = score ? Number(shown(score)) : 0;
  return html`<li><span class="name">${own(title)}${limiting ? "*" : ""}</span><span class="val num">${number(score)}</span><span class="delta num">${t("{done} of {total}", { done: answered, total: scope })}</span>${sign(rating)}
<span class="bar-cell">${raw(`<svg class="bar-svg dbar" width="100%" height="18" aria-hidden="true"><rect class="track" y="4" width="100%" height="10"/><rect class="r${rating.toLowerCase()} ${rating === "NR" ? "open-bar" : ""}" y="4" width="${width}%" height="10"/>${CUTS.map((cut) => `<line class="cut" x1="${cut}%" x2="${cut}%" y1="0" y2="18"/>`).join("")}</svg>`)}</span></li>`;
}
