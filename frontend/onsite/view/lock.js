// What a person sees while no store is open: the PIN, signing in, or why this device has nothing yet.

import { plural, t } from "../words.js";
import * as frame from "./frame.js";
import { html, icon } from "./html.js";
import { languageButtons } from "./sheet.js";

export async function show(app) {
  const { device } = app;
  const title = device.state === "new" ? t("This device is new") : t("Locked");
  const root = document.createElement("div");
  root.className = "screen lock";
  root.innerHTML = html`<h1>${icon("lock")} ${title}</h1>${device.state === "new" ? unknown(app.began) : locked(device)}<p class="btns">${languageButtons()}</p>`;
  frame.show({ title, content: root, back: "", locked: true });
  root.querySelector("form")?.addEventListener("submit", (event) => unlock(event, app));
  root.querySelector('[data-do="online"]')?.addEventListener("click", () => online(app, root));
  root.querySelector("input")?.focus();
  if (device.state === "locked" && !device.hasPin) await online(app, root);
}

const signIn = () => html`<a class="btn quiet" href="/sign-in?next=${encodeURIComponent(location.pathname)}">${t("Sign in")}</a>`;

function unknown(began) {
  if (began?.refused === "signed_out") return html`<p>${t("Sign in once with a network; then this device can hold visits.")}</p><p class="btns">${signIn()}</p>`;
  return html`<p>${t("It holds no visit yet. Connect to the network once, sign in and prepare a visit.")}</p><p class="btns"><button class="btn quiet" type="button" data-do="reload">${t("Try again")}</button></p>`;
}

function locked(device) {
  const waits = device.stores.find(({ chosen }) => chosen)?.unsent;
  const unsent = waits && waits.operations + waits.photos;
  return html`${WHY()[device.why] && html`<p>${WHY()[device.why]}</p>`}${unsent > 0 && html`<p class="note">${plural("{number} change waits here to be sent. It is safe.", "{number} changes wait here to be sent. They are safe.", unsent)}</p>`}
${device.hasPin && device.triesLeft > 0 ? form() : ""}
<p class="error" role="alert">${device.hasPin && device.triesLeft === 0 ? t("Ten wrong tries: sign in with a network to open it. Nothing was erased.") : ""}</p>
<div class="stack"><p class="label">${device.hasPin ? t("Forgot the PIN?") : t("This device has no PIN")}</p><p class="note">${t("With a network, whoever the work belongs to opens it by signing in.")}</p>
<p class="btns"><button class="btn quiet" type="button" data-do="online">${t("Open with my session")}</button>${signIn()}</p></div>${others(device)}`;
}

const WHY = () => ({
  timer: t("It locked itself after five minutes without use. Everything is saved."),
  person: t("You locked it. Everything is saved."),
  tries: t("It was locked after ten wrong tries."),
  other: t("Somebody else is signed in on this browser. Their work and yours are kept apart."),
});

const form = () => html`<form class="form" novalidate><div class="field"><label for="pin">${t("PIN")}</label>
<input class="pin" id="pin" type="password" inputmode="numeric" autocomplete="current-password" required></div><p class="btns"><button class="btn wide" type="submit">${t("Unlock")}</button></p></form>`;

function others({ stores }) {
  if (stores.length < 2) return "";
  return html`<p class="note">${t("There is the work of {number} people in this browser. Sign in as the one whose work you want to open.", { number: stores.length })}</p>`;
}

async function unlock(event, { device }) {
  event.preventDefault();
  const form = event.target;
  const { pin } = form.elements;
  const button = form.querySelector("button");
  button.disabled = true;
  const outcome = await device.unlock(pin.value);
  button.disabled = false;
  if (outcome.opened) return;
  pin.value = "";
  pin.focus();
  const words = plural("Not the right PIN. {number} try is left.", "Not the right PIN. {number} tries are left.", outcome.left);
  form.parentNode.querySelector('[role="alert"]').textContent = outcome.left ? words : t("Ten wrong tries: sign in with a network to open it. Nothing was erased.");
  if (!outcome.left) form.remove();
}

async function online({ device }, root) {
  const outcome = await device.unlockOnline();
  if (outcome.opened || !root.isConnected) return;
  const words = {
    "signed-out": t("Your session has ended. Sign in, then come back to this page."),
    "other-author": t("Somebody else is signed in. Sign in as the person whose work is here."),
    revoked: t("This device was reported lost or stolen. Talk to your coordinator."),
  };
  root.querySelector('[role="alert"]').textContent = words[outcome.problem] ?? t("The server does not answer. Connect to the network and try again.");
}

