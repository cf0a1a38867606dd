// What keeps fieldwork from closing, each with the way there; numbers of the visit with two answers are settled here.

import { N_, own, plural, t } from "../words.js";
import { Conflicts } from "./conflicts.js";
import * as frame from "./frame.js";
import { html, icon, message } from "./html.js";
import { COUNTS, EXIT, countWord, exitWord, standing } from "./naming.js";
import { redraw } from "./redraw.js";

const SHARED = { "@profile": N_("Profile of the visit"), "@inputs": N_("Measured numbers"), "@exit": N_("Exit meeting"), "@evidence": N_("Photos and files") };

export async function show(app) {
  const { visit } = app;
  const title = t("What is missing");
  const root = document.createElement("div");
  root.className = "screen";
  const paint = () => {
    if (redraw(root, page(title, visit))) conflicts = [...root.querySelectorAll("[data-of]")].map(settling);
    else for (const one of conflicts) one.renew(["*"]);
  };
  let conflicts = [];
  const settling = (place) => new Conflicts(app, place, place.dataset.of, null, sharedFields(visit, place.dataset.of));
  paint();
  frame.show({ title, content: root, place: visit.pack.facility.name, back: `/onsite/visits/${visit.id}` });
  return visit.on("change", ({ source }) => source !== "local" && paint());
}

/** [[field, what it is called], …] of the numbers that all criteria share. */
function sharedFields(visit, criterion) {
  if (criterion === "@profile") return Object.keys(COUNTS).map((name) => [name, countWord(name)]);
  if (criterion === "@evidence") return visit.conflicts().filter((one) => one.criterion === criterion).map(({ field }) => [field, t("Photo or file")]);
  if (criterion === "@exit") return Object.keys(EXIT).map((name) => [name, exitWord(name)]);
  const inputs = [...visit.instrument.criteria.values()].flatMap(({ measure }) => measure?.inputs ?? []);
  return [...new Map(inputs.map(({ id, label }) => [id, own(label)]))];
}

function page(title, visit) {
  const { missing, overall } = visit.standing();
  const shared = Object.keys(SHARED).filter((one) => missing.has(one));
  const rows = [...visit.instrument.criteria.values()].filter(({ code }) => missing.has(code));
  const words = plural("{number} criterion of {all}", "{number} criteria of {all}", rows.length, { all: overall.total });
  const clear = html`${message("ok", t("Nothing is missing"), t("Hold the exit meeting, then close fieldwork."))}<p class="btns"><a class="btn" href="#exit">${t("Exit meeting and closing")}</a></p>`;
  return html`<h1>${title}</h1>${shared.map((one) => html`<section><h2>${t(SHARED[one])}</h2><div class="stack" data-of="${one}"></div></section>`)}
${rows.length ? html`<p class="note num">${words}</p><ul class="rows">${rows.map((one) => row(one, missing.get(one.code)))}</ul>` : !shared.length && clear}`;
}

const row = ({ code, name, critical }, gaps) =>
  html`<li><a class="go" href="#c-${code}"><span><u><span class="num">${code}</span> ${own(name)}</u><br><span class="note">${critical && html`<strong>${t("Critical")}.</strong> `}${gaps.map(standing).join(" ")}</span></span>${icon("next")}</a></li>`;

