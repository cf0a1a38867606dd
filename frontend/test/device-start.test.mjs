// P1, P6, P33: a first visit is on the screen before its store is on the disk, and no half of a store is ever left.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { openDevice } from "../onsite/device.js";
import { Arrival } from "../onsite/model/arrival.js";
import { Browser, CODES, Server, VISIT, until } from "./pretended.mjs";

let server;
let browser;
const { open } = IDBFactory.prototype;

beforeEach(() => {
  server = new Server();
  browser = new Browser(server);
});
afterEach(async () => {
  IDBFactory.prototype.open = open;
  await browser.end();
});

const subtle = Object.getPrototypeOf(crypto.subtle);

/** Keys are made only once the returned function is called. */
function slowKeys() {
  const { generateKey } = subtle;
  let goOn;
  const gate = new Promise((resolve) => (goOn = resolve));
  subtle.generateKey = async function (...rest) {
    await gate;
    return generateKey.apply(this, rest);
  };
  return () => {
    subtle.generateKey = generateKey;
    goOn();
  };
}

async function first() {
  const device = await browser.tab({ visit: VISIT });
  await device.start();
  return { device, visit: await device.open(VISIT) };
}

test("a first visit is shown while its store is being made, and says saved only once it is on the disk", async () => {
  const goOn = slowKeys();
  const { visit } = await first();
  let told = null;
  const kept = visit.record(CODES[0], "level", 2).then((outcome) => (told = outcome));
  assert.equal(visit.value(CODES[0], "level"), 2);
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(told, null);
  goOn();
  assert.deepEqual(await kept, { saved: true });
  await browser.end();

  const again = await browser.tab({ visit: VISIT });
  assert.equal((await again.open(VISIT)).value(CODES[0], "level"), 2);
});

test("a browser that ends before a new store is whole begins with a new one, and finds everything in it", async () => {
  const { encrypt } = subtle;
  subtle.encrypt = () => Promise.reject(new DOMException("it ends here", "UnknownError"));
  try {
    await first();
    const isMade = ({ name }) => name.startsWith(`${browser.prefix}-`);
    await until(async () => (await indexedDB.databases()).some(isMade), "a database");
    await browser.end();
  } finally {
    subtle.encrypt = encrypt;
  }
  const { visit } = await first();
  assert.deepEqual(await visit.record(CODES[0], "level", 3), { saved: true });
  await browser.end();
  const again = await browser.tab({ visit: VISIT });
  assert.equal(again.state, "open");
  assert.equal((await again.open(VISIT)).value(CODES[0], "level"), 3);
});

test("a store that could not be made is tried again, and what was recorded is kept then", async () => {
  let refusals = 1;
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...rest) {
    if (this.name === "vault" && refusals-- > 0) throw new DOMException("no room", "QuotaExceededError");
    return put.apply(this, rest);
  };
  try {
    const { device, visit } = await first();
    assert.deepEqual(await visit.record(CODES[0], "level", 2), { saved: false, reason: "QuotaExceededError" });
    assert.equal(device.storage.state, "failing");
    await until(() => visit.flush().then(() => device.storage.state === "ok"), "another try");
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  await browser.end();
  const again = await browser.tab({ visit: VISIT });
  assert.equal((await again.open(VISIT)).value(CODES[0], "level"), 2);
});

test("at the next start the server is asked before any database is open, once", async () => {
  await browser.scoring();
  await browser.end();
  server.requests.length = 0;
  let asked = null;
  IDBFactory.prototype.open = function (...rest) {
    asked ??= server.requests.length;
    return open.apply(this, rest);
  };
  const device = await browser.tab({ visit: VISIT });
  assert.equal(device.state, "open");
  assert.equal(asked, 1);
  assert.equal(server.requests.filter(({ path }) => path === "/sync/devices").length, 1);
});

test("what has begun before the page was read is not begun again", async () => {
  const arrival = new Arrival({ visit: VISIT }, browser.place());
  await until(() => server.requests.length === 2, "both requests");
  await arrival.looked;
  const device = openDevice(arrival);
  await device.ready;
  await device.start();
  const visit = await device.open(VISIT);
  assert.deepEqual(await visit.record(CODES[0], "level", 2), { saved: true });
  const paths = server.requests.slice(0, 2).map(({ path }) => path);
  assert.deepEqual(paths, ["/sync/devices", `/sync/visits/${VISIT}/pack`]);
  for (const path of paths) assert.equal(server.requests.filter((one) => one.path === path).length, 1, path);
  await device.end();
});

test("a database that another tab holds is told of, also when that was seen before the page was read", async () => {
  const old = indexedDB.open(browser.prefix, 1);
  old.onupgradeneeded = () => old.result.createObjectStore("stores", { keyPath: "id" });
  await new Promise((resolve) => (old.onsuccess = resolve));
  IDBFactory.prototype.open = function (name) {
    return open.call(this, name, 2);
  };
  const arrival = new Arrival({ visit: VISIT }, browser.place());
  await new Promise((resolve) => setTimeout(resolve, 1200)); // so long it is waited for
  assert.equal(arrival.isBlocked, true);
  const device = openDevice(arrival);
  await new Promise((resolve) => device.on("blocked", resolve));
  old.result.close();
  await device.ready;
  await device.end();
});

test("a guess that is wrong does no harm: the registry says which device it is", async () => {
  await browser.scoring();
  const mine = server.requests.find(({ path }) => path === "/sync/devices").body;
  await browser.end();
  for (const database of [[], [`${browser.prefix}-another`]]) {
    const guess = crypto.randomUUID();
    const again = await browser.tab({ visit: VISIT }, { last: { get: () => [guess, ...database], set: () => {} } });
    assert.equal(again.state, "open");
    const introduced = server.requests.filter(({ path }) => path === "/sync/devices").map(({ body }) => JSON.parse(body).id);
    assert.deepEqual(introduced.slice(-2), [guess, JSON.parse(mine).id]);
    await browser.end();
  }
});

test("two tabs that are opened at once for a first visit share one store", async () => {
  const tabs = await Promise.all([1, 2].map(() => browser.tab({ visit: VISIT })));
  await Promise.all(tabs.map((tab) => tab.start()));
  const visits = await Promise.all(tabs.map((tab) => tab.open(VISIT)));
  browser.online = false;
  const kept = await Promise.all(visits.map((visit, at) => visit.record(CODES[at], "level", 1 + at)));
  assert.deepEqual(kept, [{ saved: true }, { saved: true }]);
  await browser.end();

  browser.online = true;
  const again = await (await browser.tab({ visit: VISIT })).open(VISIT);
  assert.deepEqual([again.value(CODES[0], "level"), again.value(CODES[1], "level")], [1, 2]);
});

test("a tab whose store cannot be made does not keep the next one from making it", async () => {
  const { generateKey } = subtle;
  subtle.generateKey = () => Promise.reject(new DOMException("not here", "OperationError"));
  try {
    const { visit } = await first();
    assert.equal((await visit.record(CODES[0], "level", 1)).saved, false);
  } finally {
    subtle.generateKey = generateKey;
  }
  const { visit } = await first();
  assert.deepEqual(await visit.record(CODES[1], "level", 2), { saved: true });
});

test("a store that was locked and opened again on its first day is still its person's at the next start", async () => {
  const { device, visit } = await browser.scoring({ pin: "135790" });
  await visit.record(CODES[0], "level", 2);
  await device.lock();
  assert.deepEqual(await device.unlock("135790"), { opened: true });
  await new Promise((resolve) => setTimeout(resolve, 20)); // when the page is at rest, it notes that it was used
  await browser.end();

  const again = await browser.tab({ visit: VISIT });
  assert.equal(again.state, "open");
  assert.equal((await again.open(VISIT)).value(CODES[0], "level"), 2);
});

test("the store used last opens while it is being looked up which stores there are", async () => {
  await browser.scoring();
  await browser.end();
  const asked = [];
  IDBFactory.prototype.open = function (name, ...rest) {
    asked.push(name);
    return open.call(this, name, ...rest);
  };

  const starting = browser.tab({ visit: VISIT });
  await Promise.resolve();
  assert.equal(asked.length, 2);
  assert.equal((await starting).state, "open");
  assert.equal(asked.length, 2, "and is not opened a second time");
});
