// The visit's own copy of the profile: it decides which criteria apply.

import { t } from "../words.js";
import * as frame from "./frame.js";
import { html, message } from "./html.js";
import { OPEN } from "./marks.js";
import { countWord } from "./naming.js";
import { Typing } from "./typing.js";

const PROFILE = "@profile";
const AGES = ["0", "1_5", "6_11", "12_17"];

export async function show(app) {
  const { visit } = app;
  const title = t("Who lives and works there now");
  const isLocked = !OPEN.includes(visit.status) || visit.me.part === "reviewer";
  const root = document.createElement("div");
  root.className = "screen";
  root.innerHTML = html`<h1>${title}</h1><p class="note">${t("The visit's own copy: it decides which criteria apply. Leave empty what was not counted; write 0 when there is nobody.")}</p>
${isLocked && message("info", t("The profile cannot be changed here now."), t("It is open to the team of the visit until fieldwork is closed."))}
<fieldset class="form"${isLocked ? html` disabled` : ""}><legend class="vh">${t("Profile of the visit")}</legend><div class="row">${field("capacity")}</div>
<h2>${t("Children by age and sex")}</h2>${AGES.map((age) => html`<div class="row">${field(`girls_${age}`)}${field(`boys_${age}`)}</div>`)}<div class="row">${field("unaccompanied")}${field("disability")}</div>
<h2>${t("Carers by shift")}</h2><div class="row">${["morning", "afternoon", "night"].map((shift) => field(`staff_${shift}`))}</div></fieldset>
<p class="btns"><a class="btn" href="/onsite/visits/${visit.id}">${t("Back to the criteria")}</a></p>`;
  const typing = new Typing((control) => record(app, control));
  root.addEventListener("input", ({ target }) => typing.typed(target));
  root.addEventListener("change", ({ target }) => typing.finish(target));
  const paint = () => root.querySelectorAll("input").forEach((control) => !typing.isBusy(control) && fill(visit, control));
  paint();
  frame.show({ title, content: root, place: visit.pack.facility.name, back: `/onsite/visits/${visit.id}` });
  const stop = visit.on("change", ({ source }) => source !== "local" && paint());
  const leave = () => {
    typing.flush();
    stop();
  };
  leave.flush = () => typing.flush();
  return leave;
}

const field = (name) =>
  html`<div class="field"><label for="p-${name}">${countWord(name)}</label><input id="p-${name}" name="${name}" class="num" inputmode="numeric" autocomplete="off" aria-describedby="p-${name}-e"><span class="error" id="p-${name}-e"></span></div>`;

function fill(visit, control) {
  const { value, conflict } = visit.show(PROFILE, control.name);
  const text = value === null ? "" : `${value}`;
  if (control.value !== text) control.value = text;
  control.disabled = conflict;
  say(control, conflict ? t("Two numbers: the lead chooses on the page “What is missing”.") : "");
}

async function record(app, control) {
  const text = control.value.trim();
  if (text && !/^\d{1,9}$/.test(text)) return say(control, t("Write a whole number."));
  const value = text === "" ? null : Number(text);
  say(control, "");
  if (value === app.visit.value(PROFILE, control.name)) return undefined;
  const outcome = await app.visit.record(PROFILE, control.name, value);
  return outcome.refused ? say(control, t("This number cannot be recorded.")) : app.kept(outcome);
}

function say(control, words) {
  control.setAttribute("aria-invalid", `${Boolean(words)}`);
  control.nextElementSibling.textContent = words;
}
