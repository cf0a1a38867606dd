// P8: what an earlier release left in the browser survives an upgrade, also with an old tab beside the new one.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { afterEach, test } from "node:test";
import { Connection, MIGRATIONS } from "../onsite/store/database.js";
import { ANA, Browser, CODES, Server } from "./pretended.mjs";

const folder = new URL("stores/", import.meta.url);
const stored = (await readdir(folder)).filter((name) => name.endsWith(".json"));
const connections = [];

afterEach(() => Promise.all(connections.splice(0).map((connection) => connection.close())));

const result = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const unpacked = (value) => {
  if (Array.isArray(value)) return value.map(unpacked);
  if (!value || typeof value !== "object") return value;
  if (!("$bytes" in value)) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, unpacked(v)]));
  const bytes = Uint8Array.from(Buffer.from(value.$bytes, "base64"));
  return value.kind === "buffer" ? bytes.buffer : bytes;
};

/** Put the databases of a release back as its browser had left them. */
async function putBack({ databases }, prefix) {
  for (const { name, version, stores } of databases) {
    const request = indexedDB.open(name.replace("PREFIX", prefix), version);
    request.onupgradeneeded = () => {
      for (const { name: store, keyPath, autoIncrement, indexes, records } of stores) {
        const objects = request.result.createObjectStore(store, { keyPath: keyPath ?? undefined, autoIncrement });
        for (const [index, path] of indexes) objects.createIndex(index, path);
        for (const [key, value] of records) {
          const record = unpacked(value);
          if (record.database) record.database = record.database.replace("PREFIX", prefix);
          objects.put(record, keyPath ? undefined : key);
        }
      }
    };
    (await result(request)).close();
  }
}

test("there is a stored browser for every schema there has been", () => {
  assert.deepEqual(stored.sort(), MIGRATIONS.map((_, at) => `v${at + 1}.json`).sort());
});

for (const name of stored) {
  test(`the fifty changes of ${name} arrive with this release`, async () => {
    const release = JSON.parse(await readFile(new URL(name, folder), "utf8"));
    const server = new Server();
    const browser = new Browser(server);
    await putBack(release, browser.prefix);
    browser.online = false;
    const device = await browser.tab();
    assert.deepEqual(device.stores[0].unsent, { operations: 50, photos: 1 });
    await device.unlock(release.pin);
    const visit = await device.open(release.visit);
    assert.equal(visit.value(CODES[1], "note"), "Change 49");
    assert.deepEqual(await visit.record(CODES[2], "level", 2), { saved: true });

    browser.online = true;
    await device.sync.now();
    assert.equal(server.operations().length, 51);
    assert.deepEqual(new Set(server.operations().map(({ author }) => author)), new Set([ANA.id]));
    assert.deepEqual([...server.evidence.values()].map(({ status }) => status), ["kept"]);
    await browser.end();
  });
}

const NEXT = [...MIGRATIONS, (db) => db.createObjectStore("added")];

function connect(name, listeners, migrations) {
  connections.push(new Connection(name, listeners, migrations));
  return connections.at(-1);
}

const put = (connection, store, key) => connection.write(store, ({ store: objects }) => objects.put({ key }, key));
const keys = (connection, store) => connection.read(store, ({ store: objects }) => objects.getAllKeys());

test("an old tab writes what it has, lets the new one change the schema, and goes on writing", async () => {
  const steps = [];
  const old = connect("upgrade", { onLeave: async () => (await put(old, "own", "waited"), steps.push("written")) });
  await put(old, "own", "before");
  const next = connect("upgrade", {}, NEXT);
  await put(next, "added", "new");
  steps.push("changed");
  await put(old, "own", "after");

  assert.deepEqual(steps, ["written", "changed"]);
  assert.deepEqual((await keys(next, "own")).sort(), ["after", "before", "waited"]);
});

test("a tab that does not let go is told of within three seconds", async () => {
  const held = await result(indexedDB.open("held", 1));
  const began = Date.now();
  await new Promise((resolve) => {
    const next = connect("held", { onBlocked: resolve }, NEXT);
    next.read("added", () => {}).catch(() => {});
    held.onversionchange = () => {}; // and keeps the connection
  });
  assert.ok(Date.now() - began < 3000);
  held.close();
});

test("a write that fails half-way leaves nothing", async () => {
  const connection = connect("half");
  await put(connection, "own", "before");
  const halfWay = async (transaction) => {
    await transaction.store.put({}, "half");
    throw new RangeError("stop");
  };
  await assert.rejects(connection.write("own", halfWay), RangeError);
  assert.deepEqual(await keys(connection, "own"), ["before"]);
});
