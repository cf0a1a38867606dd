// What waits to be sent and why, what the server set aside, and every way out.

import { moment, plural, size, t } from "../words.js";
import * as frame from "./frame.js";
import { html, message } from "./html.js";
import { countWord, exitWord, fieldWord, valueWord } from "./naming.js";
import { redraw } from "./redraw.js";
import { waitingWords } from "./sync_line.js";

export async function show(app) {
  const { device } = app;
  const title = t("What waits to be sent");
  const root = document.createElement("div");
  root.className = "screen";
  let outcome = "";
  let turn = 0;
  const paint = async (told = outcome) => {
    outcome = told;
    const mine = (turn += 1);
    const visits = await device.visits();
    const lists = await Promise.all(visits.map(async (visit) => [visit, await device.sync.waiting(visit.id)]));
    if (mine !== turn) return; // a later one knows more
    redraw(root, page(app, title, lists, outcome));
  };
  await paint();
  root.addEventListener("click", ({ target }) => clicked(app, target.closest("[data-waiting]"), paint));
  frame.show({ title, content: root, place: app.visit?.pack.facility.name, back: app.visit ? `/onsite/visits/${app.visit.id}` : "/onsite/" });
  const stop = ["sync", "storage"].map((event) => device.on(event, () => paint()));
  return () => stop.forEach((end) => end());
}

const anything = ({ operations, photos }) => operations + photos > 0;

function page({ device }, title, lists, outcome) {
  const { state } = device.sync;
  const filled = lists.filter(([, list]) => list.length);
  const none = device.storage.state === "failing" ? "" : html`<p>${t("Nothing waits. The server has acknowledged everything.")}</p>`;
  return html`<h1>${title}</h1>${trouble(device)}
${anything(state) ? html`<p><strong>${waitingWords(state)}</strong>${state.oldestAt && html` · ${t("the oldest since {time}", { time: moment(state.oldestAt) })}`}</p>` : none}
<p class="btns"><button class="btn" type="button" data-waiting="now"${state.sending ? html` disabled` : ""}>${state.sending ? t("Sending …") : t("Send now")}</button><a class="btn quiet" href="#copies">${t("Save or read a copy")}</a></p>${outcome}
${filled.map(([visit, list]) => visitPart(visit, list, state.visits[visit.id]))}`;
}

// The last thing that went wrong, in words, with what to do.
function trouble({ storage, sync: { state } }) {
  const signIn = html`<div class="btns"><a class="btn quiet" href="/sign-in" target="_blank" rel="noopener">${t("Sign in in another tab")}</a></div>`;
  const handOver = html`<div class="btns"><button class="btn quiet" type="button" data-waiting="hand-over">${t("Hand over what waits")}</button></div>`;
  const problems = {
    "signed-out": () => message("warn", t("Your session has ended"), t("Everything is kept. Sign in as the same person; this page goes on by itself afterwards."), signIn),
    "other-author": () => message("warn", t("Somebody else is signed in"), t("What waits here is sent only by the person who recorded it. Sign in as that person."), signIn, handOver),
    revoked: () => message("bad", t("This device was reported lost or stolen"), ...(anything(state) ? [t("Hand over what waits: a coordinator decides about it. Nothing is lost."), handOver] : [t("What waited was handed over: a coordinator decides about it. This device gets nothing any more.")])),
    "too-old": () => message("bad", t("This page is too old for the server"), t("Reload it. If that does not help, save a copy and hand over what waits."), handOver),
    differs: () => message("warn", t("Device and server do not hold the same"), t("Nothing is repaired behind your back. Send again; if it stays so, save a copy and tell your coordinator.")),
    "server-behind": () => message("warn", t("The server came back from a backup"), t("What it lost is sent again from this device.")),
    storage: () => message("warn", t("This device cannot keep what the server says"), t("Free some room on the device. Everything stays here and is tried again by itself.")),
    "no-visit": () => message("bad", t("The server does not know a visit of this device"), t("It was cancelled, or you are no longer of its team. Hand over what waits."), handOver),
    unknown: () => message("warn", t("The server did not answer"), t("It is tried again by itself. A sign-in page of the network counts as no answer: open any page in another tab.")),
    busy: () => message("info", t("The server asked to wait"), t("It is tried again by itself.")),
  };
  const full = storage.state === "failing" ? message("bad", t("The last changes are NOT saved on this device"), t("Keep this page open and free some room on the device; it is tried again every few seconds."), html`<div class="btns"><a class="btn quiet" href="#copies">${t("Save a copy")}</a></div>`) : "";
  const offline = state.online ? "" : message("warn", t("You can go on working without connection"), t("What you write is saved here and sent by itself when the network is back. Do not clear the data of the browser."));
  const known = state.online && problems[state.problem]?.();
  const told = state.problem !== "revoked" && state.message; // which asks to hand over even where that is done
  return html`${full}${offline}${known}${known && told && html`<p class="note">${told}</p>`}`;
}

const STATUS = () => ({
  waiting: t("To send"),
  rejected: t("Refused"),
  quarantined: t("A coordinator decides"),
  refused: t("Refused"),
});

function visitPart(visit, list, counts) {
  const upload = counts?.upload && html`<p class="note num" role="status">${t("Sending a photo: {sent} of {size}", { sent: size(counts.upload.sent), size: size(counts.upload.size) })}</p>`;
  const order = ["rejected", "refused", "quarantined", "waiting"];
  const sorted = [...list].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  return html`<section><h2>${visit.facility || t("Visit")}</h2>${upload}<ul class="rows">${sorted.map((one) => row(visit, one))}</ul></section>`;
}

function row(visit, { criterion, field, value, at, status, reason, kind, corrected }) {
  const isOdd = status !== "waiting";
  const what = kind === "evidence" ? t("Photo or file") : `${nameOf(criterion, field)}: ${short(valueWord(field, value))}`;
  const place = criterion.startsWith("@") ? "" : criterion;
  const link = place && `/onsite/visits/${visit.id}#c-${place}`;
  return html`<li><span>${place && html`<a class="num" href="${link}">${place}</a> `}${what}${isOdd && html`<br><strong>${STATUS()[status]}</strong>${reason && `: ${reason}`}${corrected && html` <span class="note">${t("You have corrected it since.")}</span>`}`}
${status === "rejected" && !corrected && link && html`<br><a href="${link}">${t("Open and correct it")}</a>`}</span><span class="note num nowrap">${at && moment(at)}</span></li>`;
}

function nameOf(criterion, field) {
  if (criterion === "@profile") return countWord(field);
  if (criterion === "@exit") return exitWord(field);
  return criterion === "@inputs" ? t("Measured number") : fieldWord(field);
}

const short = (text) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

async function clicked({ device }, button, paint) {
  const what = button?.dataset.waiting;
  if (what === "now") {
    button.disabled = true;
    await device.sync.now();
    button.disabled = false;
    await paint();
    frame.say(anything(device.sync.state) ? waitingWords(device.sync.state) : t("Everything saved and sent"));
  } else if (what === "hand-over") {
    const { settled } = await device.handOver();
    const words = settled
      ? plural("{number} change was handed over. A coordinator decides about it.", "{number} changes were handed over. A coordinator decides about them.", settled.length)
      : t("It could not be handed over now. Try again with a network, or save a copy.");
    // A photo needs its author's session, or a person who brings the copy.
    const photos = settled && device.sync.state.photos ? [t("Photos cannot be handed over: save a copy and give it to your coordinator.")] : [];
    await paint(message(settled && !photos.length ? "ok" : "warn", words, ...photos));
    frame.say(words);
  }
}
