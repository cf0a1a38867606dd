// P15, P11: a photo is whole on the server or absent, whatever the network does.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Browser, CODES, Server, refusal } from "./pretended.mjs";

const CHUNK = 262_144;
let server;
let browser;

beforeEach(() => {
  server = new Server();
  browser = new Browser(server);
});
afterEach(() => browser.end());

const bytes = (size) => Uint8Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8)) % 251);

async function withPhoto(size = 700_000) {
  const { device, visit } = await browser.scoring();
  await device.sync.now();
  await visit.record(CODES[1], "level", 2);
  const content = bytes(size);
  const { id } = await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob([content]), caption: "Patio", noPerson: true });
  return { device, visit, id, content };
}

const puts = () => server.requests.filter(({ method }) => method === "PUT");

test("answers go first, then the photo in chunks of 256 kB, and its receipt marks it sent", async () => {
  const { device, visit, id, content } = await withPhoto();
  assert.equal(visit.evidence(CODES[0])[0].mark, "local");
  assert.equal(device.sync.state.photos, 1);
  await device.sync.now();

  const paths = server.requests.filter(({ method }) => method !== "GET").map(({ path }) => path.split("/").at(-1));
  assert.ok(paths.indexOf("operations") < paths.indexOf("evidence"));
  assert.deepEqual(puts().map(({ body }) => body.length), [CHUNK, CHUNK, 700_000 - 2 * CHUNK]);
  assert.deepEqual(new Uint8Array(server.evidence.get(id).bytes), content);
  assert.equal(server.evidence.get(id).no_person, true);
  assert.deepEqual([visit.evidence(CODES[0])[0].mark, device.sync.state.photos], ["sent", 0]);
  assert.equal(visit.standing().result.criteria.length, 12);
});

test("a photo alone counts as sent too", async () => {
  const { device, visit } = await browser.scoring();
  await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob([bytes(700)]) });
  await device.sync.now();
  assert.notEqual(device.sync.state.lastSentAt, null);
  assert.equal((await device.visits())[0].lastSentAt > 0, true);
});

test("cut at any chunk, before or after it arrived, it goes on where the server stands", async () => {
  const { device, id, content } = await withPhoto();
  for (let cut = 0; cut < 3; cut += 1) {
    let chunks = 0;
    server.intercept = async (path, request, user) => {
      if (request.method !== "PUT") return undefined;
      chunks += 1;
      if (chunks === 1) return undefined;
      if (cut % 2) {
        const { intercept } = server;
        server.intercept = () => undefined;
        await server.answer(path, request, user);
        server.intercept = intercept;
      }
      throw new TypeError("cut");
    };
    await device.sync.now();
  }
  server.intercept = () => undefined;
  await device.sync.now();
  assert.deepEqual(new Uint8Array(server.evidence.get(id).bytes), content);
  assert.equal(device.sync.state.photos, 0);
});

test("a wrong offset is corrected by the server's word", async () => {
  const { device, id, content } = await withPhoto();
  let isFirst = true;
  server.intercept = async (path, request, user) => {
    if (request.method !== "PUT" || !isFirst) return undefined;
    isFirst = false;
    server.intercept = () => undefined;
    await server.answer(path, request, user); // stored, and the answer says another place
    return refusal(409, "offset", { offset: CHUNK });
  };
  await device.sync.now();
  assert.deepEqual(new Uint8Array(server.evidence.get(id).bytes), content);
});

test("a server that never gets further does not keep the device at it for ever", async () => {
  const { device } = await withPhoto();
  server.intercept = (path, { method }) => (method === "PUT" ? refusal(409, "offset", { offset: 0 }) : undefined);
  await device.sync.now();
  assert.ok(puts().length < 10);
  assert.equal(device.sync.state.problem, "unknown");
  assert.equal(device.sync.state.photos, 1);
});

test("a photo that the server refuses is kept, listed with the reason, and does not stop the next", async () => {
  const { device, visit } = await withPhoto(10);
  await visit.addEvidence({ criterion: CODES[1], kind: "photo", blob: new Blob(["second"]) });
  server.intercept = (path, { body }) =>
    path.endsWith("/evidence") && JSON.parse(body).criterion === CODES[0] ? refusal(422, "evidence") : undefined;
  await device.sync.now();

  const [piece] = visit.evidence(CODES[0]);
  assert.deepEqual([piece.mark, piece.reason], ["refused", "Sentence of evidence"]);
  assert.equal((await piece.blob()).size, 10);
  assert.equal(visit.evidence(CODES[1])[0].mark, "sent");
  const listed = (await device.sync.waiting()).filter(({ kind }) => kind === "evidence");
  assert.deepEqual(listed.map(({ status, reason }) => [status, reason]), [["refused", "Sentence of evidence"]]);
  assert.deepEqual(await visit.removeEvidence(piece.id), { saved: true });
  assert.deepEqual(visit.evidence(CODES[0]), []);
});

test("a piece that nobody was told of is simply taken away, one that was announced by an operation", async () => {
  const { device, visit, id } = await withPhoto(10);
  await visit.removeEvidence(id);
  await device.sync.now();
  assert.equal(server.evidence.size, 0);
  assert.equal(server.value("@evidence", id), null);

  const second = await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob(["second"]) });
  await device.sync.now();
  await visit.removeEvidence(second.id);
  await device.sync.now();
  assert.equal(server.value("@evidence", second.id), "removed");
  assert.deepEqual(visit.evidence(CODES[0]), []);
});

test("what is larger than the server takes is refused at once, with the limit", async () => {
  const { visit } = await browser.scoring();
  const large = { size: 1, arrayBuffer: async () => new ArrayBuffer(15_728_641) };
  assert.deepEqual(await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: large }), { refused: "too_large", limit: 15_728_640 });
});

test("photos of the others appear with the address of their picture", async () => {
  const { device, visit } = await browser.scoring();
  server.evidence.set("e1", { id: "e1", visit: visit.id, criterion: CODES[2], kind: "photo", sha256: "x", caption: "Cocina", author: "a", status: "kept" });
  await device.sync.now();
  const [piece] = visit.evidence(CODES[2]);
  assert.deepEqual([piece.mark, piece.href, piece.caption], ["sent", "/e/e1", "Cocina"]);
});

test("how far a photo is on its way is told", async () => {
  const { device, visit } = await withPhoto();
  const told = new Set();
  device.on("sync", ({ visits }) => told.add(visits[visit.id]?.upload?.sent ?? null));
  await device.sync.now();
  assert.deepEqual([...told].filter((sent) => sent !== null).sort((a, b) => a - b), [0, CHUNK, 2 * CHUNK]);
  assert.equal(device.sync.state.visits[visit.id].upload, null);
});

test("evidence counts for the method: a critical answer needs no other sign", async () => {
  const { visit } = await withPhoto(10);
  assert.equal(visit.standing().entries.get(CODES[0])?.evidence ?? 0, 0, "no entry without an operation");
  await visit.record(CODES[0], "level", 2);
  assert.equal(visit.standing().entries.get(CODES[0]).evidence, 1);
});

