// The visits of this device, and those that are assigned and not here yet.

import { day, plural, t } from "../words.js";
import * as frame from "./frame.js";
import { html, icon, message } from "./html.js";
import { kindWord, statusWord } from "./naming.js";
import { redraw } from "./redraw.js";
import { waitingWords } from "./sync_line.js";

export async function show(app) {
  const { device } = app;
  const title = t("Visits on this device");
  const root = document.createElement("div");
  root.className = "screen";
  const paint = async (asked) => {
    const here = await device.visits();
    redraw(root, page(title, device, here, asked));
  };
  await paint(null);
  frame.show({ title, content: root, back: "" });
  const asked = await device.assigned();
  if (root.isConnected) await paint(asked);
  const stop = ["visits", "gaps"].map((event) => device.on(event, () => paint(asked)));
  return () => stop.forEach((end) => end());
}

function page(title, device, here, asked) {
  const ids = here.map(({ id }) => id);
  const others = (asked?.visits ?? []).filter(({ id }) => !ids.includes(id));
  return html`<h1>${title}</h1>${device.gaps.map(gap)}
${here.length ? html`<ul class="visits">${here.map(entry)}</ul>` : html`<p class="note">${t("There is none yet. Prepare one below while there is a network.")}</p>`}
<section><h2>${t("Assigned to you")}</h2>${assigned(asked, others)}</section>`;
}

function gap({ label, facility, missing, seen_at }) {
  const title = plural("This device lost {number} change that never arrived", "This device lost {number} changes that never arrived", missing);
  const words = t("{device}, {facility}, last seen on {day}. What was not sent is not on the server. If a copy was saved, read it in; otherwise answer again.", { device: label, facility, day: day(seen_at) });
  return message("bad", title, words, html`<div class="btns"><a class="btn quiet" href="/onsite/#copies">${t("Read a copy")}</a></div>`);
}

function entry({ id, facility, place, status, expired, expiresAt, unsent, closing }) {
  const waits = unsent.operations + unsent.photos ? waitingWords(unsent) : "";
  const until = expired ? t("needs the network to be renewed") : t("usable without network until {day}", { day: day(expiresAt) });
  const end = closing && { wished: t("closing is on its way"), receiving: t("the server still waits for something"), complete: t("complete on the server") }[closing.state];
  return html`<li><a class="visit" href="/onsite/visits/${id}"><h2 class="label">${facility || t("Visit")}</h2>
<span class="note">${[place, statusWord(status), end].filter(Boolean).join(" · ")}<br>${waits && html`<strong>${waits}</strong> · `}${until}</span>${icon("next")}</a></li>`;
}

function assigned(asked, others) {
  if (!asked) return html`<p class="note" role="status">${t("Asking the server …")}</p>`;
  if (asked.problem) return html`<p class="note">${asked.problem === "signed-out" ? html`${t("Sign in to see what is assigned to you.")} <a href="/sign-in?next=/onsite/">${t("Sign in")}</a>` : t("Without network this list is not known.")}</p>`;
  if (!others.length) return html`<p class="note">${t("Every visit assigned to you is on this device.")}</p>`;
  return html`<ul class="rows">${others.map(({ id, facility, place, planned_on, status, kind }) => html`<li><span><strong>${facility}</strong><br><span class="note">${[place, kind && kindWord(kind), day(planned_on), statusWord(status)].filter(Boolean).join(" · ")}</span></span>
<a class="btn quiet" href="/onsite/visits/${id}#prepare" aria-label="${t("Prepare: {facility}", { facility })}">${t("Prepare")}</a></li>`)}</ul>`;
}
