// The exit meeting, in which findings are told and no rating, and the end of fieldwork.

import { plural, t } from "../words.js";
import * as frame from "./frame.js";
import { html, icon, message } from "./html.js";
import { OPEN } from "./marks.js";
import { Photos } from "./photos.js";
import { redraw } from "./redraw.js";
import { Typing } from "./typing.js";

const EXIT = "@exit";
const NAME_LIMIT = 200;

export async function show(app) {
  const { visit } = app;
  const title = t("Exit meeting and closing");
  const isLocked = !OPEN.includes(visit.status) || visit.me.part === "reviewer";
  const root = document.createElement("div");
  root.className = "screen";
  root.innerHTML = page(title, isLocked);
  frame.show({ title, content: root, place: visit.pack.facility.name, back: `/onsite/visits/${visit.id}` });
  const typing = new Typing((control) => record(app, control));
  root.addEventListener("input", ({ target }) => target.matches("[data-exit]:not([type])") && typing.typed(target));
  root.addEventListener("change", ({ target }) => target.dataset.exit && (target.type === "radio" ? record(app, target) : typing.finish(target)));
  root.addEventListener("click", ({ target }) => clicked(app, target.closest("[data-exit-do]"), paint));
  const signatures = new Photos(app, root.querySelector(".signatures"), EXIT, true, "");
  function paint() {
    for (const control of root.querySelectorAll("[data-exit]")) if (!typing.isBusy(control)) fill(visit, control);
    redraw(root.querySelector(".closing"), closing(visit));
    signatures.renew(["*"]);
  }
  paint();
  const stop = visit.on("change", paint);
  const leave = () => {
    typing.flush();
    stop();
  };
  leave.flush = () => typing.flush();
  return leave;
}

function page(title, isLocked) {
  return html`<h1>${title}</h1><p class="note">${t("Tell the facility what you found, not a rating: that exists only once the authority approves the result.")}</p>
<fieldset class="form"${isLocked ? html` disabled` : ""}><legend class="vh">${t("Exit meeting")}</legend>
<h2>${t("For the team")}</h2>${text("team_name", t("Name"))}${choice("team_agrees", t("The team agrees with what was said"))}
<h2>${t("For the facility")}</h2>${text("facility_name", t("Name"))}${text("facility_role", t("Position"))}${choice("facility_agrees", t("The facility agrees with what was said"))}
<div class="field"><label for="x-remarks">${t("Remarks")}</label><span class="hint" id="x-remarks-h">${t("No names of children or adolescents.")}</span><textarea form="no-history" id="x-remarks" data-exit="remarks" maxlength="4000" aria-describedby="x-remarks-h"></textarea></div>
<h2>${t("Signatures")}</h2><p class="hint">${t("Whoever does not want to draw leaves it: the written name stands for the signature.")}</p>
<p class="btns"><button class="btn quiet" type="button" data-exit-do="team">${t("Sign for the team")}</button><button class="btn quiet" type="button" data-exit-do="facility">${t("Sign for the facility")}</button></p></fieldset>
<div class="signatures"></div><section class="section"><h2>${t("Close fieldwork")}</h2><div class="closing stack"></div></section>`;
}

const text = (name, label) =>
  html`<div class="field"><label for="x-${name}">${label}</label><input id="x-${name}" data-exit="${name}" maxlength="${NAME_LIMIT}" autocomplete="off"></div>`;

const choice = (name, label) =>
  html`<fieldset class="field"><legend>${label}</legend><div class="picks">${[["true", t("Yes")], ["false", t("No, or in part")]].map(([value, words]) =>
    html`<label class="pick"><input type="radio" name="${name}" value="${value}" data-exit="${name}"><span>${icon("tick")}${words}</span></label>`)}</div></fieldset>`;

function fill(visit, control) {
  const { value, conflict } = visit.show(EXIT, control.dataset.exit);
  if (control.type === "radio") control.checked = `${value}` === control.value;
  else if (control.value !== (value ?? "")) control.value = value ?? "";
  control.disabled = conflict && !visit.may("settle");
}

async function record(app, control) {
  const name = control.dataset.exit;
  const value = control.type === "radio" ? control.value === "true" : control.value.trim() || null;
  if (value === app.visit.value(EXIT, name)) return;
  app.kept(await app.visit.record(EXIT, name, value));
}

async function clicked(app, button, paint) {
  if (!button) return;
  const what = button.dataset.exitDo;
  if (what === "close") {
    button.disabled = true;
    await app.visit.flush();
    await app.visit.close();
    button.disabled = false;
    return paint();
  }
  const part = await frame.part(import("./sign.js"));
  const name = app.visit.value(EXIT, `${what}_name`) ?? "";
  const label = what === "team" ? t("For the team") : t("For the facility");
  await part?.sign(app, name ? `${label}: ${name}` : label);
  paint();
}

/** The end of fieldwork as the server tells it; before that, what is missing and the button. */
function closing(visit) {
  const { closing: wish, status } = visit;
  if (!OPEN.includes(status)) return message("ok", t("Fieldwork is closed"), t("The server has everything. Corrections are amendments from now on."));
  if (wish?.refusal) return html`${message("bad", t("The server did not close fieldwork"), wish.refusal)}${button(visit)}`;
  if (wish?.state === "wished") return message("warn", t("The wish to close is kept on this device"), t("It is sent when there is a network. Until the server says so, fieldwork is open."));
  if (wish?.state === "receiving") return message("warn", t("The server still waits for something"), waits(wish.missing));
  if (wish?.state === "complete") return message("ok", t("Complete"), t("The server has every answer and every photo of this device."));
  return button(visit);
}

function waits({ operations = [], evidence = [], digest }) {
  const words = [
    operations.length && plural("{number} answer has not arrived", "{number} answers have not arrived", operations.length),
    evidence.length && plural("{number} photo has not arrived", "{number} photos have not arrived", evidence.length),
    digest && t("what both hold is not the same yet"),
  ].filter(Boolean);
  return `${words.join(" · ") || t("It is checking what arrived.")} ${t("Whoever of the team holds it has to send it.")}`;
}

function button(visit) {
  const { missing } = visit.standing();
  if (missing.size) {
    const words = plural("{number} thing is missing", "{number} things are missing", missing.size);
    return html`${message("info", words, t("Fieldwork closes once nothing is missing."))}<p class="btns"><a class="btn quiet" href="#missing">${t("What is missing")}</a></p>`;
  }
  if (!visit.may("close_fieldwork")) return html`<p class="note">${t("The lead of the visit closes fieldwork.")}</p>`;
  return html`<p>${t("Nothing is missing. After closing, answers change only by amendments.")}</p><p class="btns"><button class="btn" type="button" data-exit-do="close">${t("Close fieldwork")}</button></p>`;
}
