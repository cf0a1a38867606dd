// P6, P7, P10, P11, P14, P16, P22, P25: what the engine makes of an unreliable network and of what the server says.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { labelOf } from "../onsite/model/place.js";
import { batches } from "../onsite/sync/offer.js";
import { backoff } from "../onsite/sync/engine.js";
import { ANA, Browser, CODES, LUIS, OTHER_VISIT, Server, VISIT, json, refusal, until } from "./pretended.mjs";

let server;
let browser;
const browsers = [];

beforeEach(() => {
  server = new Server();
  browser = another();
});
afterEach(() => Promise.all(browsers.splice(0).map((one) => one.end())));

function another(user = ANA) {
  browsers.push(new Browser(server));
  browsers.at(-1).user = user;
  return browsers.at(-1);
}

async function scoring(options) {
  const opened = await browser.scoring(options);
  await opened.device.sync.now();
  return opened;
}

const isOperations = (path) => path.endsWith("/operations");
const posts = () => server.requests.filter(({ path }) => isOperations(path));
const sent = ({ body }) => JSON.parse(body).operations;

async function within(milliseconds, isTrue) {
  const end = Date.now() + milliseconds;
  while (!isTrue()) {
    assert.ok(Date.now() < end, `not within ${milliseconds} ms`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

test("a second after a change it is sent without being asked", async () => {
  const { visit } = await scoring();
  await visit.record(CODES[0], "level", 2);
  await within(5000, () => server.value(CODES[0]) === 2);
});

test("what is recorded while a round runs follows at once, not a minute later", async () => {
  const { device, visit } = await scoring();
  let release;
  server.intercept = (path) => path.includes("/changes") && new Promise((done) => (release = done));
  const round = device.sync.now();
  await until(() => release);
  visit.record(CODES[0], "level", 2);
  await visit.flush();
  server.intercept = () => undefined;
  release();
  await round;
  await within(5000, () => server.value(CODES[0]) === 2);
});

test("what has a receipt counts as sent, whatever becomes of the rest of the round", async () => {
  const { device, visit } = await scoring();
  assert.equal(device.sync.state.lastSentAt, null);
  await visit.record(CODES[0], "level", 2);
  server.intercept = (path) => path.includes("/changes") && Promise.reject(new TypeError("cut"));
  await device.sync.now();
  server.intercept = () => undefined;
  await device.sync.now();

  assert.equal(server.value(CODES[0]), 2);
  assert.notEqual(device.sync.state.lastSentAt, null);
});

test("what is recorded before a slow disk has the new pack is sent once it has", async (t) => {
  const device = await browser.tab({ visit: VISIT });
  await device.start();
  const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
  t.mock.method(crypto.subtle, "encrypt", async (how, key, bytes) => {
    if (bytes.byteLength > 2000) await new Promise((done) => setTimeout(done, 2500));
    return encrypt(how, key, bytes);
  });
  const visit = await device.open(VISIT);
  visit.record(CODES[0], "level", 2);
  await visit.flush();
  await within(5000, () => server.value(CODES[0]) === 2);
});

test("operations travel in the order of recording, with the author, and without what the address says", async () => {
  const { device, visit } = await scoring();
  for (const level of [0, 1, 2]) await visit.record(CODES[0], "level", level);
  await device.sync.now();

  const operations = sent(posts().at(-1));
  assert.deepEqual(operations.map(({ value }) => value), [0, 1, 2]);
  assert.deepEqual(operations.map(({ base }) => base), [null, operations[0].id, operations[1].id]);
  assert.deepEqual(Object.keys(operations[0]).sort(), ["at", "author", "base", "criterion", "device", "field", "id", "resolves", "value"]);
  assert.equal(operations[0].author, ANA.id);
});

test("the server learns what the person recognises the device by", () => {
  const agents = {
    "Chromium, Android": "Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36",
    "Edge, Windows": "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
    "Firefox, Linux": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Safari, iPad": "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1",
    "Safari, macOS": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15",
    "": "curl/8",
  };
  for (const [label, agent] of Object.entries(agents)) assert.equal(labelOf(agent), label);
});

test("batches hold at most 200 operations and 256 kB, in order", () => {
  const op = (n, note = "") => ({ op: { id: `${n}`, criterion: "C", field: "note", value: note, base: null, device: "d", author: "a", at: "t", resolves: [] } });
  const many = Array.from({ length: 450 }, (_, n) => op(n));
  assert.deepEqual(batches(many).map(({ length }) => length), [200, 200, 50]);
  assert.deepEqual(batches(many).flat(), many);

  const long = Array.from({ length: 100 }, (_, n) => op(n, "ñ".repeat(4000)));
  for (const batch of batches(long)) assert.ok(Buffer.byteLength(JSON.stringify({ operations: batch.map((one) => one.op) })) <= 262_144);
  assert.deepEqual(batches(long).flat(), long);
  assert.deepEqual(batches([]), []);
});

test("in a batch of 200 with 7 poisoned changes, 193 are applied and 7 are listed with their reasons", async () => {
  const { device, visit } = await scoring();
  browser.online = false;
  const poisoned = new Set([3, 50, 51, 99, 140, 180, 199]);
  server.judge = ({ value }) => (poisoned.has(Number(value)) ? { status: "rejected", reason: `No ${value}` } : undefined);
  for (let n = 0; n < 200; n += 1) visit.record(CODES[n % 12], n % 2 ? "note" : "na_text", `${n}`);
  await visit.flush();
  browser.online = true;
  await device.sync.now();

  assert.equal(server.operations().length, 193);
  assert.deepEqual(server.operations().map(({ value }) => Number(value)), [...Array(200).keys()].filter((n) => !poisoned.has(n)));
  const listed = await device.sync.waiting();
  assert.deepEqual(listed.map(({ status, reason }) => [status, reason]), [...poisoned].map((n) => ["rejected", `No ${n}`]));
  assert.equal(device.sync.state.operations, 0);
  assert.equal(device.sync.state.visits[VISIT].rejected, 7);
});

test("a refused value is shown beside what stands, and recording the field again corrects it", async () => {
  const { device, visit } = await scoring();
  await visit.record(CODES[0], "note", "before");
  await device.sync.now();
  server.judge = ({ value }) => (value === "bad" ? { status: "rejected", reason: "Too bad" } : undefined);
  visit.show(CODES[0], "note");
  await visit.record(CODES[0], "note", "bad");
  await device.sync.now();

  const field = visit.show(CODES[0], "note");
  assert.deepEqual([field.value, field.mark, field.reason, field.refused.value], ["before", "rejected", "Too bad", "bad"]);

  await visit.record(CODES[0], "note", "good");
  await device.sync.now();
  assert.deepEqual([visit.field(CODES[0], "note").mark, server.value(CODES[0], "note")], ["sent", "good"]);
  assert.deepEqual((await device.sync.waiting()).map(({ corrected }) => corrected), [true]);
});

test("a quarantined value is shown as such, and once a coordinator lets it in it stands", async () => {
  const { device, visit } = await scoring();
  server.judge = () => ({ status: "quarantined", reason: "The visit is closed" });
  await visit.record(CODES[0], "level", 2);
  await device.sync.now();
  assert.deepEqual([visit.field(CODES[0], "level").mark, visit.value(CODES[0], "level")], ["quarantined", null]);
  assert.equal(device.sync.state.problem, null, "device and server agree that it does not count");

  server.judge = () => undefined;
  const op = [...server.quarantine.values()][0];
  server.stored.get(VISIT).set(op.id, { ...op, claimed_at: op.at, seq: ++server.seq });
  await device.sync.now();
  assert.deepEqual([visit.field(CODES[0], "level").mark, visit.value(CODES[0], "level")], ["sent", 2]);
  assert.equal(device.sync.state.problem, null);
});

test("a batch that the server takes no part of is cut until the one is found that it cannot take", async () => {
  const { device, visit } = await scoring();
  for (let n = 0; n < 9; n += 1) visit.record(CODES[n], "note", `${n}`);
  await visit.flush();
  server.intercept = (path, request) =>
    isOperations(path) && sent(request).some(({ value }) => value === "4") ? refusal(422, "unreadable") : undefined;
  await device.sync.now();

  assert.deepEqual(server.operations().map(({ value }) => value), ["0", "1", "2", "3", "5", "6", "7", "8"]);
  assert.deepEqual((await device.sync.waiting()).map(({ value, reason }) => [value, reason]), [["4", "Sentence of unreadable"]]);
});

test("who may not record any more has nothing refused for good: it waits, with the server's sentence", async () => {
  const { device, visit } = await scoring();
  await visit.record(CODES[0], "level", 1);
  await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob(["jpeg"]) });
  server.intercept = (path, { method, body }) => (method === "GET" || !body ? undefined : refusal(403, "forbidden"));
  await device.sync.now();

  assert.deepEqual((await device.sync.waiting()).map(({ status }) => status), ["waiting", "waiting"]);
  assert.equal(device.sync.state.visits[VISIT].message, "Sentence of forbidden");
});

test("a cut before or after the server has stored changes nothing: each takes effect once", async () => {
  const { device, visit } = await scoring();
  let cuts = 0;
  server.intercept = async (path, request, user) => {
    if (!isOperations(path) || cuts >= 6) return undefined;
    cuts += 1;
    if (cuts % 2) throw new TypeError("cut on the way there");
    const { intercept } = server;
    server.intercept = () => undefined;
    await server.answer(path, request, user);
    server.intercept = intercept;
    throw new TypeError("cut on the way back");
  };
  for (let n = 0; n < 5; n += 1) visit.record(CODES[n], "level", n % 4);
  await visit.flush();
  for (let n = 0; n < 8; n += 1) await device.sync.now();

  assert.equal(server.operations().length, 5);
  assert.equal(device.sync.state.operations, 0);
  assert.equal(visit.field(CODES[0], "level").mark, "sent");
});

test("when the session has ended everything waits, and goes on when the same person signs in", async () => {
  const { device, visit } = await scoring();
  for (let n = 0; n < 6; n += 1) {
    browser.user = n % 2 ? ANA : null;
    await visit.record(CODES[n], "level", 1);
    await device.sync.now();
    assert.equal(device.sync.state.problem, n % 2 ? null : "signed-out");
  }
  assert.equal(server.operations().length, 6);
  assert.equal(device.state, "open", "the page stays at work");
});

test("under another person's session nothing is sent and nothing is dropped", async () => {
  const { device, visit } = await scoring();
  await visit.record(CODES[0], "level", 1);
  browser.user = LUIS;
  await device.sync.now();

  assert.equal(device.sync.state.problem, "other-author");
  assert.equal(device.sync.state.message, "Sentence of other_author");
  assert.equal(server.operations().length, 0);
  await device.sync.now();
  assert.equal(device.sync.state.problem, "other-author");

  browser.user = ANA;
  await device.sync.now();
  assert.equal(server.operations()[0].author, ANA.id);
});

test("an overloaded server is asked again after the wait that it names, with growing waits", async () => {
  const { device, visit } = await scoring();
  await visit.record(CODES[0], "level", 1);
  server.intercept = () => json({ error: 503, code: "busy", message: "Later", retryable: true }, 503, { "Retry-After": "5" });
  await device.sync.now();
  assert.equal(device.sync.state.problem, "busy");
  assert.equal(device.sync.state.operations, 1);

  const waits = [0, 1, 2, 5, 7, 20].map((attempt) => backoff(attempt, 0.5));
  assert.deepEqual(waits, [1000, 2000, 4000, 30_000, 120_000, 120_000]);
  assert.ok(backoff(3, 0) < backoff(3, 0.99));
});

test("an old page is told so and keeps what it has", async () => {
  const { device, visit } = await scoring();
  await visit.record(CODES[0], "level", 1);
  server.intercept = () => refusal(426, "client_too_old");
  await device.sync.now();
  assert.equal(device.sync.state.problem, "too-old");
  assert.equal(device.sync.state.operations, 1);
});

test("a visit that is no longer the person's does not keep the others from being sent", async () => {
  const { device, visit } = await scoring();
  const other = await device.open(OTHER_VISIT);
  await visit.record(CODES[0], "level", 1);
  await other.record(CODES[0], "level", 3);
  server.intercept = (path) => (path.includes(VISIT) ? refusal(404, "no_visit") : undefined);
  await device.sync.now();

  assert.equal(server.value(CODES[0], "level", OTHER_VISIT), 3);
  assert.equal(device.sync.state.problem, "no-visit");
  assert.equal(device.sync.state.visits[VISIT].operations, 1);
  assert.equal(device.sync.state.visits[VISIT].message, "Sentence of no_visit");
});

test("a server restored from a backup gets every acknowledged change of the gap again", async () => {
  const { device, visit } = await scoring();
  await visit.record(CODES[0], "level", 0);
  await device.sync.now();
  const restore = server.backup();
  for (const code of CODES) await visit.record(code, "level", 3);
  await device.sync.now();
  assert.equal(server.operations().length, 13);

  restore();
  assert.equal(server.operations().length, 1);
  await device.sync.now();

  assert.equal(server.operations().length, 13);
  assert.equal(server.value(CODES[0]), 3);
  assert.equal(device.sync.state.operations, 0);
  assert.equal(device.sync.state.problem, null);
  assert.equal(visit.field(CODES[0], "level").conflict, false);
  assert.equal(device.sync.state.visits[VISIT].differs, false);
});

test("two devices refill a gap, whichever comes first, also when one replaced what only the other has", async () => {
  const first = await scoring();
  const second = await another(LUIS).scoring();
  await second.device.sync.now();
  const restore = server.backup();
  await first.visit.record(CODES[0], "level", 1);
  await first.device.sync.now();
  await second.device.sync.now();
  second.visit.field(CODES[0], "level");
  await second.visit.record(CODES[0], "level", 2);
  await second.device.sync.now();
  await first.device.sync.now();

  restore();
  for (const one of [second, first, second]) await one.device.sync.now();

  assert.equal(server.operations().length, 2);
  assert.equal(server.value(CODES[0]), 2);
  for (const { visit } of [first, second]) assert.deepEqual([visit.value(CODES[0], "level"), visit.conflicts().length], [2, 0]);
});

test("a server that went back without saying so is noticed by its numbers", async () => {
  const { device, visit } = await scoring();
  await visit.record(CODES[0], "level", 0);
  await device.sync.now();
  const { epoch } = server;
  const restore = server.backup();
  await visit.record(CODES[1], "level", 1);
  await device.sync.now();
  restore();
  server.epoch = epoch;
  await device.sync.now();

  assert.deepEqual([server.value(CODES[0]), server.value(CODES[1])], [0, 1]);
  assert.equal(device.sync.state.problem, null);
});

test("what was refused is not offered again after a restore", async () => {
  const { device, visit } = await scoring();
  server.judge = () => ({ status: "rejected", reason: "No" });
  await visit.record(CODES[0], "level", 0);
  await device.sync.now();
  server.judge = () => undefined;
  server.backup()();
  await device.sync.now();
  assert.equal(server.operations().length, 0);
});

test("device and server that do not agree say so and repair nothing by themselves", async () => {
  const { device, visit } = await scoring();
  await visit.record(CODES[0], "level", 2);
  await device.sync.now();
  for (const op of server.stored.get(VISIT).values()) op.value = 3;
  await device.sync.now();

  assert.equal(device.sync.state.problem, "differs");
  assert.equal(device.sync.state.visits[VISIT].differs, true);
  assert.equal(visit.value(CODES[0], "level"), 2);
  assert.equal(server.value(CODES[0]), 3);
});

test("a pack that has expired is not shown until it is renewed, and what was recorded with it is still sent", async () => {
  server.lifetime = 1000;
  const { device, visit } = await scoring({ pin: "246810" });
  await visit.record(CODES[0], "level", 2);
  browser.online = false;
  await browser.end();
  browser.time = 5000;

  const again = await browser.tab();
  await again.unlock("246810");
  assert.equal((await again.open(VISIT)).problem, "expired");
  assert.equal((await again.visits())[0].expired, true);
  browser.online = true;
  server.lifetime = 14 * 86_400_000;
  await again.sync.now();

  assert.equal(server.value(CODES[0]), 2);
  assert.equal((await again.open(VISIT)).value(CODES[0], "level"), 2);
  assert.equal(device.state, "open");
});

test("the server's word that a pack has expired brings a new one", async () => {
  const { device, visit } = await scoring();
  await visit.record(CODES[0], "level", 2);
  await device.sync.now();
  server.intercept = (path) => (path.includes("/changes") ? refusal(403, "pack_expired") : undefined);
  await device.sync.now();

  assert.equal(device.sync.state.problem, null);
  assert.equal(server.requests.at(-1).path, `/sync/visits/${VISIT}/pack`);
  assert.deepEqual([visit.value(CODES[0], "level"), visit.field(CODES[0], "level").mark], [2, "sent"]);
});

test("a device that was reported lost hands over what waits and gives up the rest", async () => {
  const { device, visit } = await scoring();
  await visit.record(CODES[0], "level", 1);
  await device.sync.now();
  await visit.record(CODES[1], "level", 2);
  for (const { headers } of server.requests) if (headers?.["X-Assess-Device"]) server.revoked.add(headers["X-Assess-Device"]);
  await device.sync.now();
  await until(() => server.quarantine.size === 1, "the hand-over");

  assert.equal([...server.quarantine.values()][0].criterion, CODES[1]);
  await until(async () => (await device.visits()).length === 0, "the visit to be given up");
  assert.equal(device.sync.state.problem, "revoked");
});

test("handing over gives the server what waits, without a session", async () => {
  const { device, visit } = await scoring();
  browser.user = null;
  await visit.record(CODES[0], "level", 1);
  const { settled } = await device.handOver();

  assert.equal(settled.length, 1);
  assert.equal(device.sync.state.operations, 0);
  assert.equal(visit.field(CODES[0], "level").mark, "quarantined");
});

test("the wish to close waits until everything has arrived, and then the server's word counts", async () => {
  const { device, visit } = await scoring();
  browser.online = false;
  await visit.record(CODES[0], "level", 1);
  await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob(["jpeg"]) });
  assert.equal((await visit.close()).state, "wished");
  await device.sync.now();
  assert.equal(server.manifests.length, 0);

  browser.online = true;
  await device.sync.now();
  const [manifest] = server.manifests;
  assert.equal(manifest.close, true);
  assert.deepEqual(manifest.operations, server.operations().map(({ id }) => id));
  assert.deepEqual(manifest.evidence, [...server.evidence.keys()]);
  assert.equal(manifest.digest, (await server.pack(VISIT, ANA)).digest);
  assert.deepEqual([visit.closing.state, visit.status], ["complete", "fieldwork_closed"]);
  await device.sync.now();
  assert.equal(server.manifests.length, 1);
});

test("closing is refused with the server's sentence, and asked for again only by a new wish", async () => {
  const { device, visit } = await scoring();
  await visit.record(CODES[0], "level", 1);
  const said = { state: "complete", missing: { operations: [], evidence: [], digest: false }, status: "fieldwork", refusal: "11 criteria have no answer" };
  server.intercept = (path) => (path.endsWith("/manifest") ? json(said) : undefined);
  await visit.close();
  await device.sync.now();
  assert.deepEqual([visit.closing.refusal, visit.status], ["11 criteria have no answer", "fieldwork"]);
  const asked = () => server.requests.filter(({ path }) => path.endsWith("/manifest")).length;
  await device.sync.now();
  assert.equal(asked(), 1);

  server.intercept = () => undefined;
  await visit.close();
  await device.sync.now();
  assert.equal(asked(), 2);
  assert.equal(visit.status, "fieldwork_closed");
});

test("what the server lacks although it acknowledged it is sent again before the visit is complete", async () => {
  const { device, visit } = await scoring();
  await visit.record(CODES[0], "level", 1);
  await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob(["jpeg"]) });
  await device.sync.now();
  server.evidence.clear();
  await visit.close();
  await device.sync.now();
  assert.equal(visit.closing.state, "receiving");
  assert.equal(visit.closing.missing.evidence.length, 1);

  await device.sync.now();
  assert.equal(visit.closing.state, "complete");
  assert.equal([...server.evidence.values()][0].status, "kept");
});

test("clocks that are two days wrong change nothing that is kept", async () => {
  for (const skew of [-2, 2]) {
    server = new Server();
    server.skew = skew * 86_400_000;
    server.lifetime = 86_400_000; // by the clock of this device, a pack of two days ago is over
    browser = another();
    const { device, visit } = await scoring();
    await visit.record(CODES[0], "level", 2);
    await device.sync.now();
    assert.equal(server.value(CODES[0]), 2);
    const [clock] = (await device.prepare(VISIT)).filter(({ id }) => id === "clock");
    assert.equal(clock.ok, false);
    assert.ok(Math.abs(clock.detail.offset - server.skew) < 60_000);
    browser.online = false;
    assert.equal((await device.open(VISIT)).problem, undefined, "the server's time decides when a pack expires");
  }
});
