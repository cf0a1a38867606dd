// The plain page as P30 and P41 let it be: what a browser keeps of it holds nothing of a visit, the list comes from
// Assess's own server after it has seen who asks, and answers are stored sealed with the key that it gives to this
// person's device. No rules, no marks, no sending, no second language: what Assess adds to this is what Assess costs.
import { criterion, escaped } from "./markup.js";
import { opening, save } from "./save.js";

const LEVELS = Object.fromEntries(["3", "2", "1", "0", "NA", "NE"].map((level) => [level, level]));
const visit = location.hash.slice(1);
const device = crypto.randomUUID();
const form = document.forms[0];
const done = new Set();

const ask = async (path, json) => {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-Assess-Device": device, "X-Assess-Client": "onsite/1" };
  const reply = await fetch(path, { method: json ? "POST" : "GET", headers, body: json && JSON.stringify(json), cache: "no-store" });
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  return reply.json();
};

const key = ask("/sync/devices", { id: device, label: "floor", client: "onsite/1" }).then((answer) => {
  const bytes = Uint8Array.from(atob(answer.key), (one) => one.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt"]);
});

async function seal(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, new TextEncoder().encode(value));
  return { iv, data };
}

form.addEventListener("change", async ({ target }) => {
  if (target.type !== "radio") return;
  done.add(target.name);
  document.getElementById("n").value = `${done.size} / 200`;
  const [sealed] = await Promise.all([seal(target.value), opening]);
  save(target.name, sealed);
});

const section = ({ title, standards }) => `<section><h2>${escaped(title.en)}</h2>${standards.flatMap(({ criteria }) => criteria).map(({ id, text }) => criterion(id, text.en, LEVELS)).join("")}</section>`;

const { instrument } = await ask(`/sync/visits/${visit}/pack`);
const waiting = [...instrument.domains];

function place() {
  const domain = waiting.shift();
  if (!domain) return;
  form.insertAdjacentHTML("beforeend", section(domain));
  requestIdleCallback(place, { timeout: 500 });
}
place();
window.__mounted = true;
