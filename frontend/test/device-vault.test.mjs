// P6, P33, P41: a lost tablet tells little, nobody sees what another has recorded, and nothing is erased for it.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Cipher } from "../onsite/store/cipher.js";
import { ANA, Browser, CODES, LUIS, Server, VISIT, dump, until } from "./pretended.mjs";

const PIN = "135790";
let server;
let browser;

beforeEach(() => {
  server = new Server();
  browser = new Browser(server);
});
afterEach(() => browser.end());

async function locked() {
  const { device, visit } = await browser.scoring({ pin: PIN });
  await visit.record(CODES[0], "note", "Planted note of the assessor");
  await device.lock();
  return device;
}

const PLANTED = ["Planted", "planted", "GM-1.1", ANA.name, ANA.id, LUIS.id, VISIT, "token-", "level", "applied", "epoch-1", PIN];

test("nothing that was planted is found in the databases, locked or open", async () => {
  const { device, visit } = await browser.scoring({ pin: PIN });
  await visit.record(CODES[0], "note", "Planted note of the assessor");
  await visit.record(CODES[0], "level", 2);
  await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob(["Planted bytes"]), caption: "Planted caption" });
  await device.sync.now();
  await visit.record(CODES[1], "note", "Planted note that waits");
  for (const state of ["open", "locked"]) {
    if (state === "locked") await device.lock();
    const disk = await dump(browser.prefix);
    assert.ok(disk.length > 5000);
    for (const secret of PLANTED) {
      assert.equal(disk.includes(secret), false, `${secret} while ${state}`);
      assert.equal(disk.includes(Buffer.from(secret, "utf16le")), false, `${secret} in UTF-16 while ${state}`);
    }
  }
});

test("the same text is never sealed to the same bytes", async () => {
  const { visit } = await browser.scoring({ pin: PIN });
  browser.online = false;
  for (let n = 0; n < 20; n += 1) await visit.record(CODES[0], "note", "the same");
  const values = await inStore("operations", (store) => store.getAll());
  assert.equal(new Set(values.map(({ iv }) => Buffer.from(iv).toString("hex"))).size, 20);
  assert.equal(new Set(values.map(({ data }) => Buffer.from(data).subarray(0, 16).toString("hex"))).size, 20);
});

test("a locked store shows nothing and opens with its PIN, with all that was recorded", async () => {
  const device = await locked();
  assert.deepEqual([device.state, device.why], ["locked", "person"]);
  assert.deepEqual(await device.open(VISIT), { problem: "locked" });

  assert.deepEqual(await device.unlock("000000"), { opened: false, left: 9 });
  assert.deepEqual(await device.unlock(PIN), { opened: true });
  assert.equal((await device.open(VISIT)).value(CODES[0], "note"), "Planted note of the assessor");
});

test("without a network it asks for the PIN, with one it opens for the person who is signed in", async () => {
  await browser.scoring({ pin: PIN });
  await browser.end();
  assert.equal((await browser.tab()).state, "open");
  await browser.end();

  browser.online = false;
  const device = await browser.tab();
  assert.deepEqual([device.state, device.why], ["locked", "offline"]);
  assert.deepEqual(await device.unlock(PIN), { opened: true });
});

test("locked by its person it does not open by itself, not even for who is signed in", async () => {
  await locked();
  await browser.end();
  const device = await browser.tab();
  assert.deepEqual([device.state, device.why], ["locked", "person"]);
  assert.deepEqual(await device.unlockOnline(), { opened: true });
});

test("signed out it opens with the PIN and what is recorded waits", async () => {
  await browser.scoring({ pin: PIN });
  await browser.end();
  browser.user = null;
  const device = await browser.tab();
  assert.deepEqual([device.state, device.why], ["locked", "signed-out"]);
  await device.unlock(PIN);
  const visit = await device.open(VISIT);
  assert.deepEqual(await visit.record(CODES[0], "level", 2), { saved: true });
});

test("after ten wrong PINs only an online sign-in opens it, and nothing is erased", async () => {
  const device = await locked();
  for (let left = 9; left >= 0; left -= 1) assert.equal((await device.unlock("999999")).left, left);
  assert.equal(device.why, "tries");
  assert.deepEqual(await device.unlock(PIN), { opened: false, left: 0 });
  await browser.end();

  const again = await browser.tab();
  assert.deepEqual([again.state, again.why, again.triesLeft], ["locked", "tries", 0]);
  assert.deepEqual(await again.unlock(PIN), { opened: false, left: 0 }, "also after a restart");
  assert.deepEqual(await again.unlockOnline(), { opened: true });
  assert.equal((await again.open(VISIT)).value(CODES[0], "note"), "Planted note of the assessor");
  await again.lock();
  assert.equal(again.triesLeft, 10);
  assert.deepEqual(await again.unlock(PIN), { opened: true });
});

test("a try counts before it is made: ending the browser gains none", async () => {
  const device = await locked();
  const { subtle } = crypto;
  const { deriveKey } = Object.getPrototypeOf(subtle);
  Object.getPrototypeOf(subtle).deriveKey = () => new Promise(() => {});
  device.unlock("000000");
  await until(() => device.triesLeft === 9);
  Object.getPrototypeOf(subtle).deriveKey = deriveKey;

  assert.equal((await browser.tab()).triesLeft, 9);
});

test("five minutes without a touch lock every tab, and what was in a text box is recorded first", async () => {
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const one = await browser.scoring({ pin: PIN, document });
  const two = await browser.scoring({ pin: PIN });
  one.device.on("locking", () => one.visit.record(CODES[3], "note", "Planted text of a box"));

  browser.time = 299_000;
  document.dispatchEvent(new Event("pointerdown"));
  browser.time += 299_000;
  document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(one.device.state, "open");

  browser.time += 2000;
  document.dispatchEvent(new Event("pointerdown"));
  assert.deepEqual([one.device.state, one.device.why], ["locked", "timer"]);
  await until(() => two.device.state === "locked", "the other tab to lock");
  await until(() => one.device.stores.length);
  await one.device.unlock(PIN);
  assert.equal((await one.device.open(VISIT)).value(CODES[3], "note"), "Planted text of a box");
});

test("without a PIN and without a network it stays open: nobody could open it again in the middle of a visit", async () => {
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const { device } = await browser.scoring({ document });
  browser.online = false;
  browser.time = 400_000;
  document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(device.state, "open");
  browser.online = true;
  document.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual([device.state, device.why], ["locked", "timer"]);
  await until(() => device.stores.length);
});

test("a touch in one tab keeps the other open", async () => {
  const document = () => Object.assign(new EventTarget(), { visibilityState: "visible" });
  const documents = [document(), document()];
  await browser.scoring({ pin: PIN, document: documents[0] });
  const two = await browser.scoring({ pin: PIN, document: documents[1] });
  const { name } = (await indexedDB.databases()).find((one) => one.name.startsWith(`${browser.prefix}-`));
  const channel = new BroadcastChannel(name);
  const told = new Promise((resolve) => (channel.onmessage = ({ data }) => data.type === "touch" && resolve()));
  browser.time = 299_000;
  documents[0].dispatchEvent(new Event("keydown"));
  await told;
  channel.close();
  browser.time += 299_000;
  documents[1].dispatchEvent(new Event("visibilitychange"));
  assert.equal(two.device.state, "open");
});

test("a visit that was on the screen takes nothing once the store is locked", async () => {
  const { device, visit } = await browser.scoring({ pin: PIN });
  await device.lock();
  assert.deepEqual(await visit.record(CODES[0], "level", 2), { saved: false, refused: { code: "closed", params: {} } });
  assert.deepEqual(await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob(["x"]) }), { refused: "closed" });
});

for (const [name, leave] of Object.entries({
  "the browser is closed": async () => browser.end(),
  "the store is locked": async (device) => device.lock(),
})) {
  for (const unsent of [0, 1, 300]) {
    test(`another person sees nothing of ${unsent} changes when ${name}, and they are sent when the first comes back`, async () => {
      const first = await browser.scoring({ pin: PIN });
      await first.device.sync.now();
      browser.online = false;
      for (let n = 0; n < unsent; n += 1) first.visit.record(CODES[n % 12], "note", `Planted ${n}`);
      await first.visit.flush();
      await leave(first.device);
      await browser.end();

      browser.online = true;
      browser.user = LUIS;
      const second = await browser.tab();
      assert.deepEqual([second.state, second.person], ["new", LUIS]);
      await second.start({ pin: "864209" });
      assert.deepEqual(await second.visits(), []);
      const theirs = await second.open(VISIT);
      assert.equal(theirs.value(CODES[0], "note"), null);
      await theirs.record(CODES[1], "level", 2);
      await second.sync.now();
      assert.deepEqual(server.operations().map(({ author }) => author), [LUIS.id]);
      await browser.end();

      browser.user = ANA;
      const again = await browser.tab();
      if (again.state === "locked") await again.unlock(PIN);
      assert.deepEqual(again.person, ANA);
      await again.sync.now();
      assert.equal(server.operations().filter(({ author }) => author === ANA.id).length, unsent);
    });
  }
}

test("signing out with changes that wait is refused until they are sent or the store is locked", async () => {
  const { device, visit } = await browser.scoring({ pin: PIN });
  await device.sync.now();
  browser.online = false;
  await visit.record(CODES[0], "level", 2);
  assert.deepEqual(await device.logOut(), { unsent: { operations: 1, photos: 0 } });
  assert.equal(device.state, "open");

  assert.deepEqual(await device.logOut({ force: "lock" }), { done: true, signedOut: false });
  assert.equal(device.state, "locked");
  await device.unlock(PIN);
  browser.online = true;
  await device.sync.now();
  assert.equal(server.operations().length, 1);
  assert.deepEqual(await device.logOut(), { done: true, signedOut: true });
});

test("a PIN is set afterwards, changed, and a short one is refused", async () => {
  const { device } = await browser.scoring();
  assert.equal(device.hasPin, false);
  assert.deepEqual(await device.setPin("12345"), { refused: "pin_too_short" });
  assert.deepEqual(await device.setPin(PIN), { set: true });
  assert.deepEqual(await device.setPin("una frase larga"), { set: true });
  await device.lock();
  assert.equal((await device.unlock(PIN)).opened, false);
  assert.equal((await device.unlock("una frase larga")).opened, true);
});

test("without a PIN a store opens only for its person with a network, and says so", async () => {
  await browser.scoring();
  await browser.end();
  browser.online = false;
  const device = await browser.tab();
  assert.deepEqual([device.state, device.hasPin], ["locked", false]);
  assert.deepEqual(await device.unlock("123456"), { opened: false, left: 10 });
});

test("a server that is slow to answer is not waited for: the PIN opens, and its late answer changes nothing", async () => {
  await browser.scoring({ pin: PIN });
  await browser.end();
  let answer;
  server.intercept = (path) => path === "/sync/devices" && new Promise((resolve) => (answer = resolve));
  const device = await browser.tab();
  assert.deepEqual([device.state, device.why], ["locked", "offline"]);
  await device.unlock(PIN);
  const visit = await device.open(VISIT);
  server.intercept = () => undefined;
  answer(undefined);
  await device.sync.now();
  assert.deepEqual(await visit.record(CODES[0], "level", 2), { saved: true });
  assert.equal(device.sync.state.problem, null);
});

test("a late answer of the server opens a store that still waits for its PIN", async () => {
  await browser.scoring({ pin: PIN });
  await browser.end();
  let answer;
  server.intercept = (path) => path === "/sync/devices" && new Promise((resolve) => (answer = resolve));
  const device = await browser.tab();
  assert.equal(device.state, "locked");
  server.intercept = () => undefined;
  answer(undefined);
  await until(() => device.state === "open");
});

test("a store that was locked in another tab meanwhile is not opened by a late answer", async () => {
  const { device: other } = await browser.scoring({ pin: PIN });
  let answer;
  server.intercept = (path) => path === "/sync/devices" && new Promise((resolve) => (answer = resolve));
  const device = await browser.tab(); // waits for the server, without having been told of any lock
  await other.lock();
  server.intercept = () => undefined;
  answer(undefined);
  await until(() => device.why === "person");
  assert.equal(device.state, "locked");
});

test("the first time without a network there is nothing to open and nothing to make", async () => {
  browser.online = false;
  const device = await browser.tab();
  assert.deepEqual([device.state, device.person], ["new", null]);
  assert.deepEqual(await device.start({ pin: PIN }), { refused: "offline" });
  browser.online = true;
  browser.user = null;
  assert.deepEqual(await device.start({ pin: PIN }), { refused: "signed_out" });
  browser.user = ANA;
  assert.deepEqual(await device.start({ pin: "1" }), { refused: "pin_too_short" });
  assert.deepEqual(await device.start({ pin: PIN }), { opened: true });
});

test("a week after closing only operations stay, after a month nothing", async () => {
  const DAY = 86_400_000;
  const { device, visit } = await browser.scoring({ pin: PIN });
  await visit.record(CODES[0], "level", 2);
  await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob(["jpeg"]) });
  await device.sync.now();
  server.status = "fieldwork_closed";
  await device.sync.now();
  const restart = async (days) => {
    await browser.end();
    browser.time = days * DAY;
    server.skew = days * DAY;
    const again = await browser.tab();
    await until(() => !again.sync.state.sending && again.sync.state.lastSentAt, "the first round");
    await again.sync.now();
    for (let turn = 0; turn < 200; turn += 1) await new Promise((done) => setImmediate(done));
    return again;
  };

  assert.equal((await (await restart(6)).visits()).length, 1);
  const after = await restart(8);
  await until(async () => (await after.visits()).length === 0, "the content to go");
  assert.deepEqual((await inStore("bytes", (store) => store.getAllKeys())).filter((key) => !key.startsWith("reserve/")), []);
  assert.equal(await stored("packs"), 0);
  assert.equal(await stored("settled"), 1);
  await restart(31);
  await until(async () => (await stored("settled")) === 0, "the operations to go");
  assert.equal(await stored("visits"), 0);
});

const stored = (name) => inStore(name, (store) => store.count());

/** Ask a store of the person's database, past the device. */
async function inStore(name, ask) {
  const result = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const names = (await indexedDB.databases()).map((one) => one.name);
  const db = await result(indexedDB.open(names.find((one) => one.startsWith(`${browser.prefix}-`))));
  const found = await result(ask(db.transaction(name).objectStore(name)));
  db.close();
  return found;
}

test("a sealed record that was moved to another place does not open", async () => {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const cipher = new Cipher(() => key);
  const sealed = await cipher.seal("operations/a", { level: 0 });

  assert.deepEqual(await cipher.open("operations/a", sealed), { level: 0 });
  await assert.rejects(cipher.open("operations/b", sealed), { name: "OperationError" });
});
