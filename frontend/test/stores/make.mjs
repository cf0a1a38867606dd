// Writes stores/v<N>.json: a store of the schema that the sources have now, with 50 changes that were not sent, as a
// browser of today leaves it. Run it once for each released schema, and never again for an old one:
//
//     node test/stores/make.mjs

import { writeFile } from "node:fs/promises";
import { MIGRATIONS } from "../../onsite/store/database.js";
import { Browser, CODES, Server, VISIT } from "../pretended.mjs";

const PIN = "246813";
const server = new Server();
server.lifetime = 100 * 365 * 86_400_000;
const browser = new Browser(server);
const { device, visit } = await browser.scoring({ pin: PIN });
await device.sync.now();
browser.online = false;
for (let n = 0; n < 50; n += 1) await visit.record(CODES[n % 12], "note", `Change ${n}`);
await visit.addEvidence({ criterion: CODES[0], kind: "photo", blob: new Blob(["bytes"]), noPerson: true });
await browser.end();

const packed = (value) => {
  if (value instanceof ArrayBuffer) return { $bytes: Buffer.from(value).toString("base64"), kind: "buffer" };
  if (ArrayBuffer.isView(value)) return { $bytes: Buffer.from(value).toString("base64"), kind: "view" };
  if (Array.isArray(value)) return value.map(packed);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, packed(v)]));
  return value;
};
const result = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));

const databases = [];
for (const { name, version } of await indexedDB.databases()) {
  const db = await result(indexedDB.open(name));
  const stores = [];
  for (const store of db.objectStoreNames) {
    const objects = db.transaction(store).objectStore(store);
    const [keys, values] = await Promise.all([result(objects.getAllKeys()), result(objects.getAll())]);
    const indexes = [...objects.indexNames].map((index) => [index, objects.index(index).keyPath]);
    const { keyPath, autoIncrement } = objects;
    stores.push({ name: store, keyPath, autoIncrement, indexes, records: keys.map((key, at) => [key, packed(values[at])]) });
  }
  db.close();
  databases.push({ name: name.replace(browser.prefix, "PREFIX"), version, stores });
}
const registry = databases.find(({ name }) => name === "PREFIX");
const [[, entry]] = registry.stores[0].records;
entry.database = entry.database.replace(browser.prefix, "PREFIX");
const file = new URL(`v${MIGRATIONS.length}.json`, import.meta.url);
await writeFile(file, `${JSON.stringify({ pin: PIN, visit: VISIT, databases })}\n`);
