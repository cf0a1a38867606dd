// What the server had acknowledged and has to get again: it was restored from a backup, or names it as missing (P16, P22).

import { blockOf } from "./settled.js";

/** The server had it; what it refused stays refused. */
export const wasKept = ({ receipt }) => receipt.status !== "rejected";

/**
 * Make ready to put operations back among those that wait, without their receipts.
 * @param {(pair: {n: number, op: object, receipt: object}) => boolean} isLost
 * @returns {Promise<{counters: number[], put: (transaction: object) => Promise<void>}>} `put` needs "settled" and
 *   "operations" in its transaction
 */
export async function comingBack(store, local, isLost) {
  const blocks = await store.operations.blocks(local);
  const pairs = [...blocks.values()].flat();
  const lost = pairs.filter(isLost);
  const records = await Promise.all(lost.map(({ op }) => store.sealed.ofVisit("operations", local, op)));
  const rest = pairs.filter((pair) => !isLost(pair));
  const block = rest.length ? [await blockOf(store, local, rest)] : [];
  const put = async (transaction) => {
    const [settled, operations] = ["settled", "operations"].map((name) => transaction.objectStore(name));
    const present = await Promise.all([...blocks.keys()].map((key) => settled.getKey(key)));
    if (present.includes(undefined)) throw new DOMException("another tab moved it", "AbortError");
    await Promise.all([
      ...present.map((key) => settled.delete(key)),
      ...block.map((record) => settled.add(record)),
      ...records.map((record, at) => operations.put(record, lost[at].n)),
    ]);
  };
  return { counters: lost.map(({ n }) => n), put };
}

/** Offer all of a visit again whose pack is not to be had any more. */
export async function offerAgain(store, local, cursor) {
  const put = await store.sealed.ready([["visits", [local, "cursor"], cursor]]);
  const back = await comingBack(store, local, wasKept);
  await store.sealed.connection.write(["visits", "settled", "operations"], (transaction) =>
    Promise.all([...put(transaction), back.put(transaction)]),
  );
  store.outbox.reopen(local, back.counters);
}

/** Offer some again, by the ids of operations and pieces, although there are receipts for them. @param {Set<string>} ids */
export async function reopen(store, local, ids) {
  const back = await comingBack(store, local, ({ op }) => ids.has(op.id));
  const pieces = await store.pieces.all(local);
  const gone = pieces.filter(({ piece, receipt }) => ids.has(piece.id) && receipt).map(({ piece }) => piece.id);
  await store.sealed.connection.write(["settled", "operations", "receipts"], (transaction) => {
    const receipts = gone.map((id) => transaction.objectStore("receipts").delete(id));
    return Promise.all([...receipts, back.put(transaction)]);
  });
  store.outbox.reopen(local, back.counters);
  for (const id of gone) store.outbox.addPiece(local, id);
  store.emit("pack", { local });
}
