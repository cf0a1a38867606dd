// P2: receipts move operations into blocks, and two tabs that move at once neither lose nor double one; what waits stays.

import assert from "node:assert/strict";
import "fake-indexeddb/auto";
import { test } from "node:test";
import { Connection } from "../onsite/store/database.js";
import { retire } from "../onsite/store/retention.js";
import { putReceipts } from "../onsite/store/settled.js";
import { Store } from "../onsite/store/store.js";

const LOCAL = "visit";
const DAY = 86_400_000;
const receipt = { status: "applied", reason: "", sha256: "0", seq: 1, at: 1 };

/** Two tabs on one store. */
async function tabs() {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const name = crypto.randomUUID();
  const stores = [new Connection(name), new Connection(name)].map((connection) => new Store(connection, () => key));
  await stores[0].begin({ person: { id: "p", name: "P" }, device: "d", token: "t", epoch: "e" }, async () => {});
  await stores[0].know({}); // it is on the disk
  await stores[1].begin();
  return stores;
}

const operation = (n) => ({ local: LOCAL, op: { id: `${n}`, at: "2026-11-22T10:00:00.000Z" } });

test("two tabs that keep receipts at once move each operation once", async () => {
  const [one, other] = await tabs();
  await one.operations.write([1, 2, 3, 4, 5].map(operation));
  const settled = (await one.operations.waiting(LOCAL)).map(({ n, op }) => ({ n, op, receipt }));
  await putReceipts(one, LOCAL, settled.slice(0, 1));

  await Promise.all([
    putReceipts(one, LOCAL, settled.slice(1, 3)),
    putReceipts(other, LOCAL, settled.slice(3)),
  ]);

  const pairs = [...(await one.operations.blocks(LOCAL)).values()].flat();
  assert.deepEqual(pairs.map(({ n }) => n).sort(), settled.map(({ n }) => n));
  assert.deepEqual(await one.operations.waiting(LOCAL), []);
});

test("nothing of a visit leaves the device while something of it waits, however long ago it ended", async () => {
  const [store] = await tabs();
  await store.holdings.putPack(LOCAL, { criteria: [] }, { meta: { id: "v" }, cursor: { ended_at: 0 } });
  await store.operations.write([operation(1)]);

  await retire(store, 400 * DAY);
  assert.ok(await store.holdings.pack(LOCAL));
  const [{ n, op }] = await store.operations.waiting(LOCAL);

  await putReceipts(store, LOCAL, [{ n, op, receipt }]);
  await retire(store, 400 * DAY);
  assert.equal(await store.holdings.pack(LOCAL), null);
  assert.equal((await store.operations.blocks(LOCAL)).size, 0);
});
