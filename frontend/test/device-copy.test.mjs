// P5: unsent work can always be carried out by hand.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { keyOf, openCopy, readCopy, writeCopy } from "../onsite/store/copy.js";
import { ANA, Browser, CODES, LUIS, Server, VISIT } from "./pretended.mjs";

const WORDS = "tres palabras largas";
let server;
const browsers = [];

beforeEach(() => (server = new Server()));
afterEach(() => Promise.all(browsers.splice(0).map((browser) => browser.end())));

function another(user = ANA) {
  browsers.push(new Browser(server));
  browsers.at(-1).user = user;
  return browsers.at(-1);
}

/** A browser with three changes and a photo that nobody has yet. */
async function unsent() {
  const browser = another();
  const { device, visit } = await browser.scoring({ pin: "135790" });
  await device.sync.now();
  browser.online = false;
  await visit.record(CODES[0], "level", 2);
  await visit.record(CODES[0], "note", "Planted note");
  await visit.record(CODES[1], "level", 3);
  await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob(["bytes of the photo"]), caption: "Patio", noPerson: true });
  return { browser, device, visit };
}

test("a copy is imported by somebody of the team, keeps author and device, and the first device doubles nothing", async () => {
  const { browser, device } = await unsent();
  const file = await device.saveCopy(WORDS);
  const carrier = (await another(LUIS).scoring()).device;

  const copy = await carrier.readCopy(file, WORDS);
  assert.deepEqual(copy.manifest.person, ANA);
  const steps = [];
  const done = await carrier.importCopy(copy, (count, total) => steps.push([count, total]));

  assert.equal(done.problem, null);
  assert.deepEqual(done.operations.map(({ receipt }) => receipt.status), ["applied", "applied", "applied"]);
  assert.deepEqual(done.evidence.map(({ receipt }) => receipt.status), ["kept"]);
  assert.deepEqual(steps.at(-1), [4, 4]);
  assert.deepEqual(new Set(server.operations().map(({ author }) => author)), new Set([ANA.id]));
  const [photo] = server.evidence.values();
  assert.deepEqual([photo.author, photo.caption, photo.bytes.toString()], [ANA.id, "Patio", "bytes of the photo"]);

  browser.online = true;
  await device.sync.now();
  assert.equal(server.operations().length, 3);
  assert.equal(server.evidence.size, 1);
  assert.deepEqual([device.sync.state.operations, device.sync.state.photos], [0, 0]);
  assert.equal((await carrier.importCopy(copy)).operations[0].receipt.status, "duplicate", "again is harmless");
});

test("an import that is cut says so, and doing it again brings the rest", async () => {
  const { device } = await unsent();
  const carrier = (await another(LUIS).scoring()).device;
  await carrier.sync.now();
  const copy = await carrier.readCopy(await device.saveCopy(WORDS), WORDS);
  server.intercept = (path) => (path.includes("/evidence") ? Promise.reject(new TypeError("cut")) : undefined);
  const cut = await carrier.importCopy(copy);
  assert.deepEqual([cut.problem, cut.operations.length, cut.evidence.length], ["unknown", 3, 0]);
  server.intercept = () => undefined;
  assert.equal((await carrier.importCopy(copy)).evidence[0].receipt.status, "kept");
});

test("refused changes are in the copy too, acknowledged ones are not", async () => {
  const { device, visit } = await another().scoring();
  await visit.record(CODES[0], "level", 2);
  await device.sync.now();
  server.judge = () => ({ status: "rejected", reason: "No" });
  await visit.record(CODES[1], "note", "refused");
  await device.sync.now();
  const copy = await device.readCopy(await device.saveCopy(WORDS), WORDS);
  assert.deepEqual(copy.operations.map(({ value }) => value), ["refused"]);
});

test("nothing of its content can be read in the file", async () => {
  const { device } = await unsent();
  const bytes = Buffer.from(await (await device.saveCopy(WORDS)).arrayBuffer());
  for (const secret of ["Planted", "GM-1.1", ANA.name, VISIT, "bytes of the photo", "manifest", "sha256"]) {
    assert.equal(bytes.includes(secret), false, secret);
  }
});

const small = async () => {
  const evidence = [{ piece: { id: "p" }, bytes: new TextEncoder().encode("photo") }];
  const blob = await writeCopy(WORDS, { person: ANA }, [{ id: "o", value: 2 }], evidence);
  return new Uint8Array(await blob.arrayBuffer());
};
const DAMAGED = { refused: "damaged_or_wrong_passphrase" };
const HEAD = 42;

test("with every single byte of the content changed in turn, the whole file is refused", async () => {
  const file = await small();
  const key = await keyOf(file.subarray(0, HEAD), WORDS, ["decrypt"]);
  assert.deepEqual((await openCopy(file, key)).operations, [{ id: "o", value: 2 }]);
  for (let at = HEAD; at < file.length; at += 1) {
    for (const flip of [1, 0x80, 0xff]) {
      const edited = file.slice();
      edited[at] ^= flip;
      assert.deepEqual(await openCopy(edited, key), DAMAGED, `byte ${at}`);
    }
  }
});

test("with every byte of the head changed in turn, it is refused", async () => {
  const file = await small();
  for (let at = 0; at < HEAD; at += 1) {
    const edited = file.slice();
    edited[at] ^= 0x55;
    assert.deepEqual(await readCopy(edited, WORDS), at < 14 ? { refused: "not_a_copy" } : DAMAGED, `byte ${at}`);
  }
});

test("cut after any byte, or with one added, it is refused", async () => {
  const file = await small();
  const key = await keyOf(file.subarray(0, HEAD), WORDS, ["decrypt"]);
  for (let end = HEAD + 1; end < file.length; end += 1) assert.deepEqual(await openCopy(file.slice(0, end), key), DAMAGED);
  for (const end of [0, 5, 14, HEAD]) assert.deepEqual(await readCopy(file.slice(0, end), WORDS), { refused: "not_a_copy" });
  assert.deepEqual(await openCopy(new Uint8Array([...file, 0]), key), DAMAGED);
});

test("another passphrase or another file is refused", async () => {
  assert.deepEqual(await readCopy(await small(), `${WORDS} `), DAMAGED);
  assert.deepEqual(await readCopy(new TextEncoder().encode("%PDF-1.7 and so on and so on and so on and on"), WORDS), { refused: "not_a_copy" });
});
