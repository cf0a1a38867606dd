// Before the visit: can this device hold it, is everything here, who may open it (P3, P41).

import { plural, size, t } from "../words.js";
import * as frame from "./frame.js";
import { html, icon, message } from "./html.js";
import { redraw } from "./redraw.js";

const SIGNS = { ok: "ok", warn: "warn", bad: "bad" };

export async function show(app) {
  const { visit: id } = app.address;
  const title = t("Work without network");
  const root = document.createElement("div");
  root.className = "screen";
  root.innerHTML = html`<h1>${title}</h1><p>${t("Do this where there is a network, before you leave. It takes a minute.")}</p>
<ul class="checks" aria-label="${t("What is checked")}"></ul><div class="pin-place"></div><div role="status" class="ready"></div>`;
  frame.show({ title, content: root, place: app.visit?.pack.facility.name, back: `/onsite/visits/${id}` });
  const look = () => check(app, id, root);
  root.addEventListener("click", ({ target }) => target.closest('[data-do="again"]') && look());
  root.addEventListener("submit", (event) => setPin(event, app, look));
  await look();
}

async function check(app, id, root) {
  const { device } = app;
  const list = root.querySelector(".checks");
  list.replaceChildren();
  const steps = await device.prepare(id, { onStep: (step) => list.insertAdjacentHTML("beforeend", `${line(step)}`) });
  list.innerHTML = html`${steps.map(line)}`;
  redraw(root.querySelector(".pin-place"), device.hasPin ? "" : pinForm());
  root.querySelector(".ready").innerHTML = outcome(steps, device, id);
}

/** What a step found, in plain words: [tone, words, what to do]. Only Safari asks for the home screen. */
function line(step) {
  if (step.id === "homescreen" && step.ok) return html``;
  const [tone, words, note] = (WORDS[step.id] ?? (() => [step.ok ? "ok" : "bad", step.id, ""]))(step);
  return html`<li data-tone="${tone}">${icon(SIGNS[tone])}<span>${words}</span>${note && html`<span class="note">${note}</span>`}</li>`;
}

const WORDS = {
  online: ({ ok }) => (ok ? ["ok", t("The server answers.")] : ["bad", t("The server does not answer."), t("Connect to the network and check again.")]),
  pack: ({ ok, detail }) =>
    ok
      ? ["ok", t("The visit is on this device: criteria in both languages, profile, last visit, open actions.")]
      : ["bad", t("The visit could not be brought here."), detail?.message || t("Connect to the network and check again.")],
  pin: ({ ok }) => (ok ? ["ok", t("A PIN locks what is stored here.")] : ["bad", t("There is no PIN yet."), t("Choose one below: without it nothing opens without network.")]),
  persisted: ({ ok }) =>
    ok
      ? ["ok", t("The browser keeps the answers until you delete them.")]
      : ["warn", t("The browser has not promised to keep what is stored."), t("You can work. Send every day, and do not clear the data of the browser.")],
  space: ({ ok, detail }) => {
    const words = t("Free for this visit: {free}; it may need {needed}.", { free: size(detail.free ?? 0), needed: size(detail.needed ?? 0) });
    return ok ? ["ok", words] : ["bad", words, t("Delete pictures or programs from the device and check again.")];
  },
  clock: ({ ok, detail }) => {
    const minutes = Math.round(Math.abs(detail.offset ?? 0) / 60_000);
    return ok
      ? ["ok", t("The clock of the device is right.")]
      : ["warn", plural("The clock of the device is {number} minute wrong.", "The clock of the device is {number} minutes wrong.", minutes), t("Set it to automatic. The order of answers does not depend on it.")];
  },
  private: ({ ok }) => (ok ? ["ok", t("This is no private window.")] : ["bad", t("This is a private window: it forgets everything when it closes."), t("Open this page in an ordinary window.")]),
  worker: ({ ok }) => (ok ? ["ok", t("The page itself opens without network.")] : ["bad", t("The page itself is not stored yet."), t("Wait a moment and check again; reload the page if it stays so.")]),
  homescreen: () => ["bad", t("The page is not on the home screen."), t("Safari deletes what a page stored after seven days without use. Share, then “Add to Home Screen”, and open it from there.")],
};

function pinForm() {
  return html`<form class="form" novalidate><h2>${t("Choose a PIN")}</h2>
<p class="hint">${t("Everything on this device is encrypted with it. Ten wrong tries lock it until you sign in with a network; nothing is erased. Nobody else knows it.")}</p>
${field("pin", t("PIN of 6 digits or more"))}${field("again", t("The same PIN again"))}<p class="error" role="alert"></p>
<p class="btns"><button class="btn" type="submit">${t("Set the PIN")}</button></p></form>`;
}

const field = (name, label) =>
  html`<div class="field"><label for="${name}">${label}</label><input class="pin" id="${name}" name="${name}" type="password" inputmode="numeric" autocomplete="new-password" required></div>`;

async function setPin(event, { device, frame: page }, look) {
  event.preventDefault();
  const { pin, again } = event.target.elements;
  const place = event.target.querySelector(".error");
  const say = (words, control) => {
    place.textContent = words;
    control?.focus();
  };
  if (pin.value !== again.value) return say(t("The two PINs are not the same."), again);
  const outcome = await device.setPin(pin.value);
  if (outcome.refused === "pin_too_short") return say(t("Too short: 6 digits at least, because a shorter one is guessed too soon."), pin);
  if (outcome.refused) return say(t("The PIN is set while there is a network and you are signed in. Connect, sign in, and try again."));
  page.say(t("The PIN is set."));
  return look();
}

function outcome(steps, device, id) {
  const isReady = steps.every(({ id: step, ok }) => ok || ["persisted", "clock"].includes(step));
  const again = html`<button class="btn quiet" type="button" data-do="again">${t("Check again")}</button>`;
  return isReady
    ? html`${message("ok", t("Ready to work without a network"), t("Open it once in flight mode before you leave, to be sure."))}<p class="btns after"><a class="btn" href="/onsite/visits/${id}">${t("Start scoring")}</a>${again}</p>`
    : html`${message("warn", t("Not ready yet"), t("Look at what is marked above. You can score meanwhile; what you record is kept."))}<p class="btns after">${again}<a class="btn plain" href="/onsite/visits/${id}">${t("Score now")}</a></p>`;
}
