// Carrying unsent work out by hand: one encrypted file, saved here and read in anywhere (P5).

import { moment, plural, t } from "../words.js";
import * as frame from "./frame.js";
import { html, message } from "./html.js";

const LENGTH = 8;

export async function show(app) {
  const title = t("Save or read a copy");
  const root = document.createElement("div");
  root.className = "screen";
  root.innerHTML = html`<h1>${title}</h1>${save()}${read()}`;
  root.querySelector('[data-form="save"]').addEventListener("submit", (event) => saving(event, app));
  root.querySelector('[data-form="read"]').addEventListener("submit", (event) => reading(event, app));
  frame.show({ title, content: root, place: app.visit?.pack.facility.name, back: app.visit ? `/onsite/visits/${app.visit.id}#waiting` : "/onsite/#waiting" });
}

const secret = (id, label, hint = "") =>
  html`<div class="field"><label for="${id}">${label}</label>${hint && html`<span class="hint" id="${id}-h">${hint}</span>`}<input id="${id}" name="${id}" type="password" autocomplete="off"${hint && html` aria-describedby="${id}-h"`}></div>`;

function save() {
  return html`<section><h2>${t("Save a copy")}</h2><form class="form" data-form="save" novalidate>
<p>${t("One file with every answer and photo that the server has not acknowledged. Nothing is deleted here.")}</p>
${secret("first", t("Passphrase"), t("8 characters or more. Without it nobody can read the file, not even we."))}${secret("second", t("The same passphrase again"))}
<p class="error" role="alert"></p><p class="btns"><button class="btn" type="submit">${t("Save the file")}</button></p><div role="status"></div></form></section>`;
}

function read() {
  return html`<section><h2>${t("Read a copy")}</h2><form class="form" data-form="read" novalidate>
<p>${t("What the file holds is sent to the server under the name of whoever recorded it, and nothing arrives twice.")}</p>
<div class="field"><label for="file">${t("The file")}</label><input id="file" name="file" type="file"></div>${secret("key", t("Its passphrase"))}
<p class="error" role="alert"></p><p class="btns"><button class="btn" type="submit">${t("Read and send it")}</button></p><div role="status"></div></form></section>`;
}

function say(form, words, control) {
  form.querySelector(".error").textContent = words;
  control?.focus();
}

async function saving(event, { device }) {
  event.preventDefault();
  const { first, second } = event.target.elements;
  if (first.value.length < LENGTH) return say(event.target, t("The passphrase is too short: 8 characters or more."), first);
  if (first.value !== second.value) return say(event.target, t("The two passphrases are not the same."), second);
  say(event.target, "");
  const blob = await device.saveCopy(first.value);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `assess-${new Date().toISOString().slice(0, 16).replace(":", "")}.copy`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  event.target.reset();
  event.target.querySelector('[role="status"]').innerHTML = message("ok", t("The file was handed to the browser: {name}", { name: link.download }), t("Look in the downloads. Carry it to another device or to your coordinator, and tell the passphrase by another way."));
  return undefined;
}

async function reading(event, { device }) {
  event.preventDefault();
  const form = event.target;
  const [file] = form.elements.file.files;
  if (!file) return say(form, t("Choose the file first."), form.elements.file);
  say(form, "");
  const copy = await device.readCopy(file, form.elements.key.value);
  const refusals = {
    not_a_copy: t("This file is no copy of unsent work. Choose the file that was saved on the page “Save or read a copy”."),
    damaged_or_wrong_passphrase: t("The passphrase is wrong, or the file is damaged. Nothing was read in."),
  };
  if (copy.refused) return say(form, refusals[copy.refused], form.elements.key);
  const place = form.querySelector('[role="status"]');
  const { person, made_at: madeAt } = copy.manifest;
  const about = t("Copy of {name}, {time}: {answers}, {photos}.", {
    name: person.name,
    time: moment(madeAt),
    answers: plural("{number} answer", "{number} answers", copy.operations.length),
    photos: plural("{number} photo", "{number} photos", copy.evidence.length),
  });
  place.innerHTML = message("info", about);
  const sent = await device.importCopy(copy, (done, total) => (place.innerHTML = message("info", about, t("{done} of {total} sent", { done, total }))));
  place.innerHTML = told(about, sent);
  return undefined;
}

function told(about, { operations, evidence, problem }) {
  if (problem) return message("warn", about, t("The server did not take all of it now. Read the file in again later; nothing arrives twice."));
  const count = (list, ...statuses) => list.filter(({ receipt }) => statuses.includes(receipt.status)).length;
  const held = count(operations, "quarantined");
  const refusals = count(operations, "rejected") + count(evidence, "refused");
  const taken = plural("{number} answer is on the server", "{number} answers are on the server", count(operations, "applied", "duplicate", "conflict"));
  const waits = plural("{number} waits for a coordinator", "{number} wait for a coordinator", held);
  const refused = plural("{number} was refused", "{number} were refused", refusals);
  const photos = plural("{number} photo", "{number} photos", evidence.length - count(evidence, "refused"));
  return message("ok", about, `${[taken, photos, held && waits, refusals && refused].filter(Boolean).join(" · ")}.`);
}
