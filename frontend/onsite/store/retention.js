// What may leave the device, and when (P22, P41): a week after closing everything but the operations, which a server
// restored from a backup may need for thirty days. Nothing that waits ever leaves.

const DAY = 86_400_000;
const WITH_CONTENT = 7 * DAY;
const OPERATIONS = 30 * DAY;

/** @param {import("./store.js").Store} store @param {number} now ms, the server's time */
export async function retire(store, now) {
  for (const { local, cursor } of await store.holdings.all()) {
    const age = now - (cursor.ended_at ?? now);
    if (!store.outbox.isEmpty(local)) continue;
    if (age >= OPERATIONS) await store.holdings.forget(local);
    else if (age >= WITH_CONTENT && !cursor.thinned_at) await store.holdings.thin(local, cursor);
  }
}

/** Give up at once what the server has: the device was reported lost (P33). */
export async function give(store) {
  for (const { local, cursor } of await store.holdings.all()) {
    if (store.outbox.isEmpty(local)) await store.holdings.forget(local);
    else await store.holdings.thin(local, cursor);
  }
}
