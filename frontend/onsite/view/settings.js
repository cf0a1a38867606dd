// What the person likes on this device, the PIN, and leaving.

import { LANGUAGES, language, t } from "../words.js";
import * as frame from "./frame.js";
import { html, icon, message } from "./html.js";
import { languageButtons } from "./sheet.js";
import { waitingWords } from "./sync_line.js";
import { setWish, wish } from "./wishes.js";

export async function show(app) {
  const title = t("Settings and signing out");
  const root = document.createElement("div");
  root.className = "screen";
  root.innerHTML = page(title, app);
  root.addEventListener("change", ({ target }) => target.dataset.wish && setWish(target.dataset.wish, target.type === "checkbox" ? target.checked : target.value));
  root.addEventListener("click", ({ target }) => leaving(app, root, target.closest("[data-leave]")?.dataset.leave));
  frame.show({ title, content: root, place: app.visit?.pack.facility.name, back: app.visit ? `/onsite/visits/${app.visit.id}` : "/onsite/" });
}

const pick = (name, value, words, isOn) =>
  html`<label class="pick"><input type="radio" name="${name}" value="${value}" data-wish="${name}"${isOn ? html` checked` : ""}><span>${icon("tick")}${words}</span></label>`;
const box = (name, words, hint) =>
  html`<div class="field"><label class="choice"><input type="checkbox" data-wish="${name}" aria-describedby="w-${name}"${wish(name) ? html` checked` : ""}><span>${words}</span></label><span class="hint" id="w-${name}">${hint}</span></div>`;

function page(title, { device }) {
  const themes = { system: t("As the device"), light: t("Light"), dark: t("Dark, for night visits") };
  return html`<h1>${title}</h1>${device.person && html`<p class="note">${t("Signed in as {name}", { name: device.person.name })}</p>`}
<div class="form"><div class="field"><p class="label">${t("Language")}</p><p class="btns">${LANGUAGES[language]} ${languageButtons()}</p></div>
<fieldset class="field"><legend>${t("Appearance")}</legend><div class="picks">${Object.entries(themes).map(([value, words]) => pick("theme", value, words, wish("theme") === value))}</div></fieldset>
${box("large", t("Large text"), t("Everything a quarter larger."))}
${box("advance", t("The next criterion opens by itself"), t("After a level is chosen and nothing is missing in the criterion that is open."))}
${box("shortcuts", t("Single keys"), t("Keys: 0 to 3 choose the level, N not applicable, E not assessed, arrows go to the next or previous criterion, / searches, ? opens this page, Ctrl+Z undoes."))}</div>
<section class="section"><h2>${t("This device")}</h2><ul class="way">${device.hasPin && html`<li><button type="button" data-do="lock"><span>${t("Lock now")}</span>${icon("lock")}</button></li>`}
<li><a href="#copies"><span>${t("Save or read a copy")}</span></a></li><li><a href="/"><span>${t("To the desk pages")}</span></a></li></ul>
<div class="leave stack"><p class="btns"><button class="btn danger" type="button" data-leave="ask">${t("Sign out")}</button></p></div></section>`;
}

async function leaving(app, root, how) {
  if (!how) return;
  app.flush();
  const outcome = await app.device.logOut(how === "lock" ? { force: "lock" } : {});
  if (outcome.done) return location.assign("/sign-in");
  const words = t("Signing out would leave {things}. Nothing is deleted: choose what to do.", { things: waitingWords(outcome.unsent) });
  root.querySelector(".leave").innerHTML = html`<div role="alert">${message("warn", t("There is work that was not sent"), words)}</div>
<p class="btns"><button class="btn" type="button" data-do="send-now">${t("Send now")}</button><a class="btn quiet" href="#copies">${t("Save a copy")}</a><button class="btn quiet" type="button" data-leave="lock">${t("Keep it locked here and sign out")}</button></p>`;
}
