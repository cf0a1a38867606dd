// Scoring one criterion: saves each change by itself, shows what is saved, and knows the keyboard.
// Without this script the same form is sent with its button.
//
// What the page must hold
//   <form data-criterion="GM-4.4.01"              code of the criterion
//         data-operations-url="/visits/…/operations"
//         data-visit="<id>"                       queues are kept per visit
//         data-user="<id>"                        and per person, so that nobody sends another's answers
//         data-device-key="assess.device">        name in localStorage of this browser's own id
//   Controls that are saved carry data-base: the id of the operation their value came from, or "". Several ids with
//     spaces between them: operations that agree on the value; a change replaces them all.
//     radio    name="level"      0 1 2 3 NA NE
//     checkbox name="methods"    several: a list; add data-list when there is only one to choose
//     textarea name="note"       saved 300 ms after the last key
//     select   name="na_reason", input name="na_text", …: any other name is sent as its field
//     measures: name="input-<id>", with data-criterion="@inputs" data-field="<id>" when the value belongs to the visit;
//               several inputs of one name (rooms, shifts) are sent as a list; data-number="visit", "shift" or "room"
//               says that they are numbers: "3,5" is sent as "3.5", nothing as null
//     data-criterion and data-field on a control take the place of the form's code and the control's name.
//   [data-save-state] (role=status) with data-saving, data-saved, data-unsaved, data-conflict, data-rejected and
//     data-signedout: the words. They go into its [data-save-text]; data-state tells the style sheet which one it is.
//   [data-when-na] shown for NA, [data-when-ne] for NE, [data-when-low] for 0 and 1. Without script all are shown.
//   a[data-next], a[data-prev]: the neighbouring criteria.
//   [data-progress="done"] etc.: text taken from answer.progress; svg[data-meter] follows done and total.
//   input[type=checkbox][data-shortcuts]: switches the single-key shortcuts off and on for this browser.
//
// What goes over the wire: POST data-operations-url with the header X-Assess-Client: desk/1
//   {"operations": [{"id": uuid7, "criterion", "field", "value", "base": id or null, "device", "at": instant,
//                    "resolves": [further ids that the value came from], left out when there are none}]}
//   -> {"receipts": [{"id", "status": "applied"|"duplicate"|"conflict"|"rejected", "reason", "sha256", "seq"}],
//       "answer": {"progress": {"done": 5, "total": 9, …}}}
//   Nothing is called saved before its receipt. Unsent operations stay in sessionStorage and are tried again; the next
//   page of the visit sends what this one could not. 401 or a redirect means "sign in first", other 4xx "refused".
// The form hears "assess:saved" (detail: the operations) and "assess:answer" (detail: answer).

import { controlsOf, fieldNames, readField, writeField } from "./fields.js";
import { isTyping, meaning } from "./keys.js";
import { Queue, backoff } from "./queue.js";
import { send } from "./send.js";
import { uuid7 } from "./uuid7.js";

const DEBOUNCE = 300;
const SHORTCUTS = "assess.shortcuts";

const form = document.querySelector("form[data-criterion]");
if (form) start(form);

function start(form) {
  const { visit, user = "" } = form.dataset;
  const store = `assess.operations.${visit}.${user}`;
  const queue = new Queue(JSON.parse(sessionStorage.getItem(store) || "[]"));
  const page = { form, queue, store, device: deviceId(form.dataset.deviceKey), typing: new Map(), last: new Map(), attempt: 0, problem: null };
  restore(page);
  form.addEventListener("change", (event) => changed(page, event.target, 0));
  form.addEventListener("input", (event) => isTyping(event.target) && changed(page, event.target, DEBOUNCE));
  addEventListener("online", () => flush(page));
  addEventListener("pagehide", () => leave(page));
  addEventListener("beforeunload", (event) => page.attempt > 0 && queue.size > 0 && event.preventDefault());
  document.addEventListener("visibilitychange", () => (document.hidden ? leave(page) : flush(page)));
  document.addEventListener("keydown", (event) => pressed(page, event));
  shortcutsSwitch();
  showBlocks(form);
  flush(page);
}

function deviceId(name) {
  const known = localStorage.getItem(name);
  if (known) return known;
  const made = uuid7();
  localStorage.setItem(name, made);
  return made;
}

/** After a reload the page shows what the server has; put back what is still on its way there. */
function restore({ form, queue }) {
  for (const name of fieldNames(form)) {
    const controls = controlsOf(form, name);
    const { criterion, field } = address(form, controls[0]);
    const waiting = queue.waiting(criterion).find((op) => op.field === field);
    if (waiting) writeField(controls, waiting.value);
  }
}

function address(form, control) {
  return {
    criterion: control.dataset.criterion || form.dataset.criterion,
    field: control.dataset.field || control.name,
  };
}

function changed(page, control, wait) {
  if (!control.hasAttribute?.("data-base")) return;
  if (control.name === "level") showBlocks(page.form);
  clearTimeout(page.typing.get(control.name));
  if (wait) {
    page.typing.set(control.name, setTimeout(() => record(page, control.name), wait));
    say(page);
  } else record(page, control.name);
}

function record(page, name) {
  clearTimeout(page.typing.get(name));
  page.typing.delete(name);
  const controls = controlsOf(page.form, name);
  const value = readField(controls);
  const text = JSON.stringify(value);
  if (page.last.get(name) === text) return; // leaving a field repeats what typing has already told
  page.last.set(name, text);
  const at = new Date().toISOString();
  const [base = null, ...resolves] = controls[0].dataset.base.split(" ").filter(Boolean);
  page.queue.add({ id: uuid7(), ...address(page.form, controls[0]), value, base, resolves, device: page.device, at });
  keep(page);
  flush(page);
}

function keep({ queue, store }) {
  if (queue.size) sessionStorage.setItem(store, JSON.stringify(queue.operations));
  else sessionStorage.removeItem(store);
}

async function flush(page) {
  clearTimeout(page.timer);
  if (page.sending || !page.queue.size) return say(page);
  page.sending = true;
  say(page);
  const batch = page.queue.batch();
  const reply = await send(page.form.dataset.operationsUrl, batch);
  page.sending = false;
  if (reply.kind === "receipts") return received(page, batch, reply.body);
  page.attempt += 1;
  page.problem = { "signed-out": "signedout", refused: "rejected" }[reply.kind] || page.problem;
  if (reply.kind === "later") page.timer = setTimeout(() => flush(page), backoff(page.attempt - 1));
  return say(page);
}

function received(page, batch, body) {
  const outcome = page.queue.settle(body.receipts);
  keep(page);
  // A conflict is settled by a person on a fresh page; a refusal or a lost session ends with the next receipt.
  page.problem = outcome.conflict.length || page.problem === "conflict" ? "conflict" : null;
  if (outcome.rejected.length) page.problem = "rejected";
  for (const op of [...outcome.saved, ...outcome.conflict]) markBase(page.form, op); // the server holds both
  if (outcome.saved.length) tell(page.form, "assess:saved", outcome.saved);
  if (body.answer) showProgress(page.form, body.answer);
  // A server that acknowledges nothing must not be asked in a tight loop.
  const stuck = batch.some((op) => page.queue.has(op.id));
  page.attempt = stuck ? page.attempt + 1 : 0;
  say(page);
  if (page.queue.size) page.timer = setTimeout(() => flush(page), stuck ? backoff(page.attempt - 1) : 0);
}

function tell(form, type, detail) {
  form.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
}

function markBase(form, op) {
  for (const control of form.querySelectorAll("[data-base]")) {
    const { criterion, field } = address(form, control);
    if (criterion === op.criterion && field === op.field) control.dataset.base = op.id;
  }
}

/** Leaving or hidden: take in what is being typed and send what waits; receipts are read by the next page. */
function leave(page) {
  for (const name of [...page.typing.keys()]) record(page, name);
  keep(page);
  if (!page.queue.size) return;
  const batch = page.queue.batch();
  send(page.form.dataset.operationsUrl, batch, { keepalive: true }).then((reply) => {
    if (reply.kind === "receipts") received(page, batch, reply.body);
  });
}

function say(page) {
  const state = page.problem || (page.attempt ? "unsaved" : page.queue.size || page.typing.size ? "saving" : "saved");
  for (const element of document.querySelectorAll("[data-save-state]")) {
    const words = element.dataset[state] ?? element.dataset.rejected ?? "";
    const place = element.querySelector("[data-save-text]") || element;
    element.dataset.state = state === "signedout" ? "rejected" : state;
    if (place.textContent !== words) place.textContent = words;
  }
}

function showProgress(form, answer) {
  const progress = answer.progress || {};
  for (const element of document.querySelectorAll("[data-progress]")) {
    const text = progress[element.dataset.progress];
    if (text !== undefined) element.textContent = text;
  }
  for (const meter of document.querySelectorAll("svg[data-meter]")) {
    if (progress.total > 0) meter.querySelector(".fill").setAttribute("width", (100 * progress.done) / progress.total);
    if (progress.label) meter.setAttribute("aria-label", progress.label);
  }
  tell(form, "assess:answer", answer);
}

function showBlocks(form) {
  const level = String(form.querySelector('input[name="level"]:checked')?.value ?? "");
  const show = (selector, visible) => document.querySelectorAll(selector).forEach((block) => (block.hidden = !visible));
  show("[data-when-na]", level === "NA");
  show("[data-when-ne]", level === "NE");
  show("[data-when-low]", level === "0" || level === "1");
}

function pressed({ form }, event) {
  if (event.defaultPrevented || localStorage.getItem(SHORTCUTS) === "off") return;
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  const wish = meaning(event.key, { typing: isTyping(event.target), modified });
  const target = wish?.step
    ? document.querySelector(`a[data-${wish.step}]`)
    : wish && [...form.querySelectorAll('input[name="level"]')].find((radio) => radio.value === wish.level);
  if (!target || target.disabled || target.matches("fieldset:disabled *")) return;
  event.preventDefault();
  if (wish.step || !target.checked) target.click();
}

function shortcutsSwitch() {
  const box = document.querySelector("input[data-shortcuts]");
  if (!box) return;
  box.checked = localStorage.getItem(SHORTCUTS) !== "off";
  box.addEventListener("change", () => localStorage.setItem(SHORTCUTS, box.checked ? "on" : "off"));
}
