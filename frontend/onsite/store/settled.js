// Operations that the server has answered: each moves with its receipt into a block of such pairs, in one transaction (P2).

/** Pairs in one block: what is sealed again with each receipt stays small. */
const BLOCK = 200;

/**
 * Keep what the server said.
 * @param {import("./store.js").Store} store
 * @param {{n: number, op: object, receipt: object}[]} settled
 */
export async function putReceipts(store, local, settled) {
  while (!(await move(store, local, settled)));
  for (const { n } of settled) store.outbox.settle(local, n);
  store.emit("receipts", { local, settled });
}

/** A block of pairs, sealed. */
export async function blockOf(store, local, pairs) {
  return { count: pairs.length, ...(await store.sealed.ofVisit("settled", local, pairs)) };
}

// The last block grows until it is full. A block is never changed, only replaced: should another tab have replaced it
// meanwhile, nothing is written and it is read again.
async function move(store, local, settled) {
  const last = [...(await store.operations.blocks(local))].findLast(([, pairs]) => pairs.length < BLOCK);
  const block = await blockOf(store, local, [...(last?.[1] ?? []), ...settled]);
  return store.sealed.connection.write(["settled", "operations"], async (transaction) => {
    const blocks = transaction.objectStore("settled");
    if (last && (await blocks.getKey(last[0])) === undefined) return false;
    const moved = settled.map(({ n }) => transaction.objectStore("operations").delete(n));
    await Promise.all([blocks.add(block), ...moved, ...(last ? [blocks.delete(last[0])] : [])]);
    return true;
  });
}
