// The menu: every screen of the visit, its domains, finding, language. One hand reaches it from everywhere.

import { plural, t } from "../words.js";
import { html, icon } from "./html.js";
import { languageButtons, sheet } from "./sheet.js";

export function open(app) {
  const { visit, device, finding } = app;
  const parts = [visit && visitWays(visit), finding && html`<div><h3 class="label">${t("Domains")}</h3>${finding.domains()}</div>`, deviceWays(device)];
  return sheet(t("Menu"), html`${parts}<p class="btns">${languageButtons()}</p>`);
}

const way = (href, words, note = "") => html`<li><a href="${href}"><span>${words}</span>${note && html`<span class="note num">${note}</span>`}</a></li>`;
const act = (name, words, sign = "") => html`<li><button type="button" data-do="${name}"><span>${words}</span>${sign && icon(sign)}</button></li>`;

function visitWays(visit) {
  const { missing } = visit.standing();
  const gaps = missing.size ? plural("{number} thing", "{number} things", missing.size) : t("nothing");
  return html`<ul class="way">${act("find", t("Search and filter"), "search")}${way(`/onsite/visits/${visit.id}`, t("All criteria"))}
${way("#missing", t("What is missing"), gaps)}${way("#result", t("Result so far"))}${way("#profile", t("Profile of the visit"))}${way("#exit", t("Exit meeting and closing"))}${way("#prepare", t("Work without network"))}</ul>`;
}

function deviceWays({ state, sync, hasPin }) {
  const waiting = sync.state.operations + sync.state.photos;
  return html`<ul class="way">${way("#waiting", t("What waits to be sent"), waiting ? `${waiting}` : t("nothing"))}${way("/onsite/", t("Visits on this device"))}
${way("#settings", t("Settings and signing out"))}${state === "open" && hasPin && act("lock", t("Lock now"), "lock")}</ul>`;
}
