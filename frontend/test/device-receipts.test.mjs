// P2: nothing counts as sent but a receipt with the operation's id and the right hash, from the server itself.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, test } from "node:test";
import { ANA, Browser, CODES, Server, json } from "./pretended.mjs";

let server;
let browser;

beforeEach(() => {
  server = new Server();
  browser = new Browser(server);
});
afterEach(() => browser.end());

const isOperations = (path) => path.endsWith("/operations");
const idsIn = ({ body }) => JSON.parse(body).operations.map(({ id }) => id);
const whole = (request, more = {}) => ({
  receipts: idsIn(request).map((id) => ({ id, status: "applied", reason: "", sha256: "0".repeat(64), seq: 1, ...more })),
  seq: 1,
  epoch: "epoch-1",
  status: "fieldwork",
});
const ours = (text, more = {}) =>
  new Response(text, { status: 200, headers: { "Content-Type": "application/json", "X-Assess-Server": "1", ...more } });

/** From now on the browser aborts each transaction in which `store` is asked to do `what`. @returns what ends that */
function abortedWhen(store, what) {
  const original = IDBObjectStore.prototype[what];
  IDBObjectStore.prototype[what] = function (...args) {
    const request = original.apply(this, args);
    if (this.name === store) queueMicrotask(() => aborted(this.transaction));
    return request;
  };
  return () => (IDBObjectStore.prototype[what] = original);
}

function aborted(transaction) {
  try {
    transaction.abort();
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error; // already
  }
}

/** What the server would say, under other headers. */
async function genuine(request, path, headers) {
  const { intercept } = server;
  server.intercept = () => undefined;
  const body = await (await server.answer(path, request, ANA)).text();
  server.intercept = intercept;
  return new Response(body, { headers });
}

const FAKES = {
  "an empty body": () => ours(""),
  "half a body": (request) => ours(JSON.stringify(whole(request)).slice(0, 60)),
  "a sign-in page": () => new Response("<html>Sign in", { status: 200, headers: { "Content-Type": "text/html" } }),
  "a sign-in page that says it is ours": () => ours("<html>Sign in"),
  "an answer without the mark of our server": (request, path) => genuine(request, path, { "Content-Type": "application/json" }),
  "an answer of another type": (request, path) => genuine(request, path, { "Content-Type": "text/html", "X-Assess-Server": "1" }),
  "the receipt of another operation": (request) => json(whole(request, { id: "0198f3c2-0000-7000-8000-000000000000" })),
  "a wrong hash": (request) => json(whole(request)),
  "no hash": (request) => json(whole(request, { sha256: null })),
  "an unknown status": (request) => json(whole(request, { status: "perhaps" })),
  "a refusal without a reason": (request) => json(whole(request, { status: "rejected" })),
  "no receipts": () => json({ seq: 1, epoch: "epoch-1" }),
  "receipts that are no list": () => json({ receipts: "all", seq: 1, epoch: "epoch-1" }),
  "receipts of nothing": () => json({ receipts: [null, 3, {}], seq: 1, epoch: "epoch-1" }),
  "a list": () => json([]),
  "a redirect": () => new Response(null, { status: 302, headers: { Location: "/sign-in" } }),
  "nothing at all, 204": () => new Response(null, { status: 204, headers: { "X-Assess-Server": "1", "Content-Type": "application/json" } }),
  "gzip garbage": () => ours(gzipSync("{}")),
  "a cut": () => Promise.reject(new TypeError("network")),
  "500 with a page": () => new Response("<html>Oops", { status: 500, headers: { "Content-Type": "text/html" } }),
};

for (const [name, fake] of Object.entries(FAKES)) {
  test(`${name} acknowledges nothing, and the change is sent again`, async () => {
    const { device, visit } = await browser.scoring();
    await device.sync.now();
    await visit.record(CODES[0], "level", 2);
    await visit.record(CODES[1], "level", 1);
    server.intercept = (path, request) => (isOperations(path) ? fake(request, path) : undefined);

    await device.sync.now();

    assert.equal(device.sync.state.operations, 2);
    assert.equal(device.sync.state.problem, "unknown");
    assert.equal(visit.field(CODES[0], "level").mark, "local");
    assert.deepEqual((await device.sync.waiting()).map(({ status }) => status), ["waiting", "waiting"]);

    server.intercept = () => undefined;
    await device.sync.now();
    assert.equal(device.sync.state.operations, 0);
    assert.equal(device.sync.state.problem, null);
    assert.equal(visit.field(CODES[0], "level").mark, "sent");
    assert.deepEqual([server.value(CODES[0]), server.value(CODES[1])], [2, 1]);
  });
}

test("of a batch, what has a true receipt is marked and the rest is sent again", async () => {
  const { device, visit } = await browser.scoring();
  await device.sync.now();
  await visit.record(CODES[0], "level", 2);
  await visit.record(CODES[1], "level", 1);
  server.intercept = async (path, request, user) => {
    if (!isOperations(path)) return undefined;
    server.intercept = () => undefined;
    const body = await (await server.answer(path, request, user)).json();
    return json({ ...body, receipts: body.receipts.slice(0, 1) });
  };

  await device.sync.now();

  assert.equal(device.sync.state.operations, 1);
  assert.deepEqual([visit.field(CODES[0], "level").mark, visit.field(CODES[1], "level").mark], ["sent", "local"]);
});

test("a receipt that cannot be written down counts for nothing", async () => {
  const { device, visit } = await browser.scoring();
  await visit.record(CODES[0], "level", 2);
  const heal = abortedWhen("settled", "add");
  await device.sync.now();
  heal();

  assert.equal(device.sync.state.operations, 1);
  assert.equal(device.sync.state.problem, "storage");
  await device.sync.now();
  assert.equal(device.sync.state.operations, 0);
  assert.equal(server.operations().length, 1);
});

test("an operation and its receipt are never in two places or in none: they move in one transaction", async () => {
  const { device, visit } = await browser.scoring();
  await device.sync.now();
  for (let n = 0; n < 450; n += 1) visit.record(CODES[n % 12], "note", `${n}`);
  await visit.flush();
  const heal = abortedWhen("operations", "delete");
  await device.sync.now();
  heal();
  assert.equal(device.sync.state.operations, 450);
  await device.sync.now();
  assert.equal(device.sync.state.operations, 0);

  await browser.end();
  const again = await browser.scoring();
  await again.device.sync.now();
  assert.equal(server.operations().length, 450);
  assert.equal(again.visit.value(CODES[5], "note"), "449");
  const last = server.requests.findLast(({ path }) => path.includes("/changes"));
  assert.deepEqual([last.headers["X-Assess-Made"], last.headers["X-Assess-Settled"]], ["450", "450"]);
});

test("kept is believed of evidence only with its own id, hash and size", async () => {
  const { device, visit } = await browser.scoring();
  await device.sync.now();
  await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob(["jpeg"]) });
  for (const lie of [{ id: "x" }, { sha256: "0".repeat(64) }, { size: 3 }, { status: "perhaps" }]) {
    server.intercept = async (path, request, user) => {
      if (request.method !== "PUT" && !path.endsWith("/evidence")) return undefined;
      server.intercept = () => undefined;
      const answer = await (await server.answer(path, request, user)).json();
      return answer.status === "kept" ? json({ ...answer, ...lie }) : json({ id: answer.id, status: "kept", sha256: answer.sha256, size: 4, ...lie });
    };
    await device.sync.now();
    assert.equal(device.sync.state.photos, 1, JSON.stringify(lie));
    assert.equal(device.sync.state.problem, "unknown");
  }
  server.intercept = () => undefined;
  await device.sync.now();
  assert.equal(device.sync.state.photos, 0);
});
