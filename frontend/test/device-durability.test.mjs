// P1, P3, P4: what was typed is on the disk, or the page says that it is not.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Browser, CODES, Server, VISIT, until } from "./pretended.mjs";

let server;
let browser;

beforeEach(() => {
  server = new Server();
  browser = new Browser(server);
});
afterEach(async () => {
  restore();
  await browser.end();
});

const restores = [];
function restore() {
  for (const undo of restores.splice(0)) undo();
}

/** Replace a method of a class of the browser until the test is over. */
function replace(owner, name, make) {
  const original = owner[name];
  owner[name] = make(original);
  restores.push(() => (owner[name] = original));
}

const failing = (error) => replace(IDBObjectStore.prototype, "add", () => () => { throw error; });

test("a change is in memory at once and told saved only after a strictly durable transaction is complete", async () => {
  const { visit, device } = await browser.scoring();
  const steps = [];
  replace(IDBDatabase.prototype, "transaction", (original) => function (stores, mode, options) {
    const transaction = original.call(this, stores, mode, options);
    if (mode === "readwrite" && [stores].flat().includes("operations")) {
      steps.push(`begins ${options.durability}`);
      transaction.addEventListener("complete", () => steps.push("complete"));
    }
    return transaction;
  });

  const promise = visit.record(CODES[0], "level", 2).then(() => steps.push("saved"));
  assert.equal(visit.field(CODES[0], "level").value, 2);
  assert.deepEqual(steps, []);
  await promise;

  assert.deepEqual(steps, ["begins strict", "complete", "saved"]);
  assert.equal(device.storage.state, "ok");
});

test("a disk that takes nothing at all, not even a deletion to make room, is told of", async () => {
  const { visit, device } = await browser.scoring();
  replace(IDBDatabase.prototype, "transaction", () => () => {
    throw new DOMException("no room left", "QuotaExceededError");
  });

  assert.deepEqual(await visit.record(CODES[0], "level", 2), { saved: false, reason: "QuotaExceededError" });
  assert.deepEqual(device.storage, { state: "failing", unsaved: 1, reason: "QuotaExceededError" });

  restore();
  await visit.record(CODES[1], "level", 1);
  assert.deepEqual(device.storage, { state: "ok", unsaved: 0, reason: "" });
});

test("the page tells the instant at which a change is durable, after its transaction", async () => {
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const { visit } = await browser.scoring({ document });
  const told = [];
  document.addEventListener("assess:durable", ({ detail }) => told.push(detail));

  const before = performance.now();
  await visit.record(CODES[0], "level", 2);

  assert.equal(told.length, 1);
  assert.ok(told[0].at >= before);
});

test("changes of one task share one transaction, each is a record of its own", async () => {
  const { visit } = await browser.scoring();
  let transactions = 0;
  replace(IDBDatabase.prototype, "transaction", (original) => function (stores, mode, options) {
    if (mode === "readwrite" && [stores].flat().includes("operations")) transactions += 1;
    return original.call(this, stores, mode, options);
  });

  await Promise.all(CODES.map((code) => visit.record(code, "level", 1)));

  assert.equal(transactions, 1);
});

test("what was recorded is there after the tab is gone, in the order of recording", async () => {
  const { visit } = await browser.scoring({ pin: "246810" });
  browser.online = false;
  for (const level of [0, 1, 2, 3]) await visit.record(CODES[0], "level", level);
  await visit.record(CODES[1], "note", "sin señal");
  await browser.end();

  const device = await browser.tab();
  await device.unlock("246810");
  const again = await device.open(VISIT);

  assert.equal(again.value(CODES[0], "level"), 3);
  assert.equal(again.value(CODES[1], "note"), "sin señal");
  assert.equal(again.field(CODES[0], "level").mark, "local");
  assert.deepEqual(device.sync.state.operations, 5);
});

test("a connection that the system cut is opened again and the change written", async () => {
  const { visit } = await browser.scoring();
  let cuts = 0;
  replace(IDBDatabase.prototype, "transaction", (original) => function (...args) {
    if (cuts < 1 && args[1] === "readwrite") {
      cuts += 1;
      this.close();
    }
    return original.apply(this, args);
  });

  assert.deepEqual(await visit.record(CODES[0], "level", 2), { saved: true });
  assert.equal(cuts, 1);
});

test("what cannot be written is kept in memory, said, and written once it can be", async () => {
  const { visit, device } = await browser.scoring();
  const said = [];
  device.on("storage", (state) => said.push(state.state));
  failing(new DOMException("gone", "DataError"));

  const kept = await visit.record(CODES[0], "level", 2);

  assert.deepEqual(kept, { saved: false, reason: "DataError" });
  assert.equal(visit.field(CODES[0], "level").mark, "unsaved");
  assert.deepEqual(device.storage, { state: "failing", unsaved: 1, reason: "DataError" });

  restore();
  await visit.record(CODES[1], "level", 1);
  assert.deepEqual(device.storage, { state: "ok", unsaved: 0, reason: "" });
  assert.equal(visit.field(CODES[0], "level").mark, "local");
  assert.deepEqual(said, ["failing", "ok"]);
  await device.sync.now();
  assert.deepEqual([server.value(CODES[0]), server.value(CODES[1])], [2, 1]);
});

test("locking a store that cannot write keeps what was recorded, and it is written once it can be", async () => {
  const { visit, device } = await browser.scoring({ pin: "246810" });
  failing(new DOMException("gone", "DataError"));
  await visit.record(CODES[0], "level", 2);
  await device.lock();
  assert.deepEqual(device.storage, { state: "failing", unsaved: 1, reason: "DataError" });

  restore();
  const began = Date.now();
  while (device.storage.unsaved && Date.now() - began < 10_000) await new Promise((done) => setTimeout(done, 50));
  assert.equal(device.storage.state, "ok");
  await device.unlock("246810");
  assert.equal((await device.open(VISIT)).value(CODES[0], "level"), 2);
});

test("when the disk is full, bytes of photos that the server keeps make room for answers", async () => {
  const { visit, device } = await browser.scoring();
  await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob(["jpeg"]), noPerson: true });
  await device.sync.now();
  const [piece] = visit.evidence(CODES[0]);
  assert.ok(await piece.blob());

  let isFull = true;
  replace(IDBObjectStore.prototype, "delete", (original) => function (key) {
    if (this.name === "bytes") isFull = false;
    return original.call(this, key);
  });
  replace(IDBObjectStore.prototype, "add", (original) => function (...args) {
    if (isFull) throw new DOMException("full", "QuotaExceededError");
    return original.apply(this, args);
  });

  assert.deepEqual(await visit.record(CODES[0], "level", 2), { saved: true });
  assert.equal(await visit.evidence(CODES[0])[0].blob(), null);
});

test("a photo is refused while an answer is still taken: five megabytes stay free for text", async () => {
  const { visit } = await browser.scoring();
  const photo = (size) => visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob([new Uint8Array(size)]) });
  browser.quota = 1_000_000;
  assert.deepEqual(await photo(2_000_000), { refused: "space", limit: 2_000_000 }, "the browser tells how little is free");

  browser.quota = 1e9;
  let isTight = true;
  replace(IDBObjectStore.prototype, "put", (original) => function (value, key) {
    if (isTight && `${key}`.startsWith("reserve/3")) throw new DOMException("full", "QuotaExceededError");
    return original.call(this, value, key);
  });
  assert.equal((await photo(2_000_000)).refused, "space", "the browser does not tell, and the reserve does not fit");
  assert.deepEqual(await visit.record(CODES[0], "level", 2), { saved: true });

  isTight = false;
  assert.ok((await photo(2_000_000)).id, "it recovers when room returns");
});

test("when nothing else makes room, an answer takes a part of what was kept free", async () => {
  const { visit } = await browser.scoring();
  await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob(["jpeg"]) });
  let isFull = true;
  replace(IDBObjectStore.prototype, "delete", (original) => function (key) {
    if (`${key}`.startsWith("reserve/")) isFull = false;
    return original.call(this, key);
  });
  replace(IDBObjectStore.prototype, "add", (original) => function (...args) {
    if (isFull) throw new DOMException("full", "QuotaExceededError");
    return original.apply(this, args);
  });
  assert.deepEqual(await visit.record(CODES[0], "level", 2), { saved: true });
  assert.equal(isFull, false);
});

test("a photo that the disk refuses is refused with a word, and nothing of it stays", async () => {
  const { visit, device } = await browser.scoring();
  failing(new DOMException("full", "QuotaExceededError"));

  assert.deepEqual(await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob(["x"]) }), { refused: "space" });

  restore();
  assert.deepEqual(visit.evidence(CODES[0]), []);
  assert.equal(device.sync.state.photos, 0);
});

test("the count of what is not sent and the age of the oldest are known at once after a restart", async () => {
  const { visit } = await browser.scoring({ pin: "246810" });
  browser.online = false;
  const before = Date.now();
  await visit.record(CODES[0], "level", 2);
  await visit.record(CODES[1], "level", 2);
  await browser.end();

  const device = await browser.tab();
  assert.deepEqual(device.stores.map(({ unsent }) => unsent), [{ operations: 2, photos: 0 }], "even while it is locked");
  await device.unlock("246810");
  await until(() => device.sync.state.operations === 2);
  assert.ok(device.sync.state.oldestAt >= before && device.sync.state.oldestAt <= Date.now());
});

test("what the server never got from this person's devices is told", async () => {
  server.gaps = [{ device: "d", label: "Tablet", visit: VISIT, facility: "Casa", missing: 40, seen_at: "2026-11-29T10:00:00Z" }];
  const { device } = await browser.scoring();
  await until(() => device.gaps.length);
  assert.equal(device.gaps[0].missing, 40);
});

test("what this device still has to send is no gap, what it has lost is", async () => {
  const { visit, device } = await browser.scoring();
  const { headers } = server.requests.find(({ path }) => path.endsWith("/pack"));
  browser.online = false;
  await visit.record(CODES[0], "level", 2);
  await visit.record(CODES[1], "level", 2);
  const gap = (missing) => [{ device: headers["X-Assess-Device"], label: "", visit: VISIT, facility: "Casa", missing, seen_at: "" }];
  await browser.end();
  server.intercept = (path) => (path.endsWith("/operations") ? Promise.reject(new TypeError("cut")) : undefined);
  browser.online = true;

  server.gaps = gap(2);
  const whole = await browser.tab();
  await whole.sync.now();
  assert.deepEqual(whole.gaps, []);
  await browser.end();

  server.gaps = gap(42);
  const after = await browser.tab();
  await until(() => after.gaps.length);
  assert.equal(after.gaps[0].missing, 40);
  assert.equal(device.state, "open");
});

test("a browser that keeps nothing says so instead of pretending", async () => {
  replace(IDBFactory.prototype, "open", () => () => { throw new DOMException("private window", "SecurityError"); });
  const device = await browser.tab();
  assert.deepEqual([device.state, device.why], ["new", "unavailable"]);
});

test("every request of a visit announces how many changes were made and how many have a receipt", async () => {
  const { visit, device } = await browser.scoring();
  await visit.record(CODES[0], "level", 2);
  await visit.record(CODES[1], "level", 2);
  await device.sync.now();

  const counts = server.requests.filter(({ path }) => path.includes(VISIT)).map(({ headers }) => headers);
  assert.deepEqual([counts.at(-1)["X-Assess-Made"], counts.at(-1)["X-Assess-Settled"]], ["2", "2"]);
  assert.ok(counts.some((headers) => headers["X-Assess-Made"] === "2" && headers["X-Assess-Settled"] === "0"));
  assert.ok(Math.abs(Number(counts.at(-1)["X-Assess-Clock"]) - Date.now()) < 60_000);
});
