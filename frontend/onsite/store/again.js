// What the server had acknowledged and has to get again: it was restored from a backup, or names it as missing (P16, P22).

/** The counters of the operations that the server said to have; those that it refused stay refused. */
export async function acknowledged(store, local) {
  const receipts = await store.sealed.all("receipts", local);
  const isKept = ([key, { status }]) => typeof key === "number" && status !== "rejected";
  return [...receipts].filter(isKept).map(([key]) => key);
}

/** Offer all of a visit again whose pack is not to be had any more. */
export async function offerAgain(store, local, cursor) {
  const put = await store.sealed.ready([["visits", [local, "cursor"], cursor]]);
  const lost = await acknowledged(store, local);
  await store.sealed.connection.write(["visits", "receipts"], (transaction) =>
    Promise.all([...put(transaction), ...lost.map((n) => transaction.objectStore("receipts").delete(n))]),
  );
  store.outbox.reopen(local, lost);
}

/** Offer some again, by the ids of operations and pieces, although there are receipts for them. @param {Set<string>} ids */
export async function reopen(store, local, ids) {
  const [operations, pieces] = await Promise.all([store.operations.all(local), store.pieces.all(local)]);
  const lost = operations.filter(({ op, receipt }) => ids.has(op.id) && receipt).map(({ n }) => n);
  const gone = pieces.filter(({ piece, receipt }) => ids.has(piece.id) && receipt).map(({ piece }) => piece.id);
  await store.sealed.connection.write("receipts", (transaction) =>
    Promise.all([...lost, ...gone].map((key) => transaction.store.delete(key))),
  );
  store.outbox.reopen(local, lost);
  for (const id of gone) store.outbox.addPiece(local, id);
  store.emit("pack", { local });
}
