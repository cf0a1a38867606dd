// What may leave the device, and when (P22, P41): a week after closing everything but the operations, which a server
// restored from a backup may need for thirty days. Nothing that waits ever leaves.

const DAY = 86_400_000;
const WITH_CONTENT = 7 * DAY;
const OPERATIONS = 30 * DAY;
const PARTS = ["meta", "cursor", "wish"];
const INDEXED = ["operations", "settled", "foreign", "receipts", "evidence"];

/** @param {import("./store.js").Store} store @param {number} now ms, the server's time */
export async function retire(store, now) {
  for (const { local, cursor } of await store.holdings.all()) {
    const age = now - (cursor.ended_at ?? now);
    if (!store.outbox.isEmpty(local)) continue;
    if (age >= OPERATIONS) await forget(store, local);
    else if (age >= WITH_CONTENT && !cursor.thinned_at) await thin(store, local, cursor);
  }
}

/** Give up at once what the server has: the device was reported lost (P33). */
export async function give(store) {
  for (const { local, cursor } of await store.holdings.all()) {
    if (store.outbox.isEmpty(local)) await forget(store, local);
    else await thin(store, local, cursor);
  }
}

// Everything but operations and receipts, and evidence that the server does not have.
async function thin(store, local, cursor) {
  const pieces = await store.pieces.all(local);
  const kept = pieces.filter(({ receipt }) => receipt?.status === "kept").map(({ piece }) => piece.id);
  const put = await store.sealed.ready([["visits", [local, "cursor"], { ...cursor, thinned_at: Date.now() }]]);
  const stores = ["packs", "visits", "foreign", "evidence", "bytes"];
  await store.sealed.connection.write(stores, async (transaction) => {
    const foreign = transaction.objectStore("foreign");
    const blocks = await foreign.index("visit").getAllKeys(local);
    await Promise.all([
      ...put(transaction),
      transaction.objectStore("packs").delete(local),
      ...blocks.map((key) => foreign.delete(key)),
      ...kept.flatMap((id) => ["evidence", "bytes"].map((name) => transaction.objectStore(name).delete(id))),
    ]);
  });
}

async function forget(store, local) {
  const stores = ["visits", "packs", "bytes", ...INDEXED];
  await store.sealed.connection.write(stores, async (transaction) => {
    const index = (name) => transaction.objectStore(name).index("visit").getAllKeys(local);
    const keys = await Promise.all(INDEXED.map(index));
    await Promise.all([
      transaction.objectStore("packs").delete(local),
      ...PARTS.map((part) => transaction.objectStore("visits").delete([local, part])),
      ...keys.at(-1).map((id) => transaction.objectStore("bytes").delete(id)),
      ...INDEXED.flatMap((name, at) => keys[at].map((key) => transaction.objectStore(name).delete(key))),
    ]);
  });
  store.outbox.forget(local);
}
