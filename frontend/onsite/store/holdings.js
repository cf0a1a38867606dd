// The visits that a store holds: their packs, how far the changes of others are known, and what is to become of them.

const PARTS = ["meta", "cursor", "wish"];
const INDEXED = ["operations", "foreign", "receipts", "evidence"];

/**
 * @typedef {object} Holding
 * @property {string} local       what the visit is called in this store
 * @property {object} meta        { id, facility, place, instrument_sha256, calibration, prepared_at }, from the pack
 * @property {object} cursor      { seq, epoch, status, expires_at, team, evidence, ended_at, last_sent_at, digest, closing }
 * @property {object|null} wish   { at } once its person wants fieldwork closed
 */
export class Holdings {
  #store;

  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.#store = store;
  }

  /** @returns {Promise<Holding[]>} */
  async all() {
    const keys = await this.#sealed.connection.read("visits", (transaction) => transaction.store.getAllKeys());
    const found = await Promise.all([...new Set(keys.map(([local]) => local))].map((local) => this.one(local)));
    return found.filter((holding) => holding !== null);
  }

  /** @returns {Promise<Holding|null>} */
  async one(local) {
    const parts = await Promise.all(PARTS.map((part) => this.#sealed.get("visits", [local, part])));
    const [meta, cursor, wish] = parts;
    return meta && { local, meta, cursor, wish };
  }

  pack(local) {
    return this.#sealed.get("packs", local);
  }

  /**
   * Keep a pack. It holds the heads of every field, so what was known of others' changes goes. With `again` every
   * operation that the server had acknowledged is to be offered anew (P22). Whoever renews a pack holds the lock of
   * the sync engine; `onlyNew` leaves a visit that is here as it is, and needs no lock.
   */
  async putPack(local, pack, { meta, cursor, again = false, onlyNew = false }) {
    const put = await this.#sealed.ready([
      ["packs", local, pack],
      ["visits", [local, "meta"], meta],
      ["visits", [local, "cursor"], cursor],
    ]);
    const lost = again ? await this.#acknowledged(local) : [];
    await this.#sealed.connection.write(["packs", "visits", "foreign", "receipts"], async (transaction) => {
      if (onlyNew && (await transaction.objectStore("packs").getKey(local))) return;
      const foreign = transaction.objectStore("foreign");
      const old = await foreign.index("visit").getAllKeys(local);
      const gone = lost.map((n) => transaction.objectStore("receipts").delete(n));
      await Promise.all([...put(transaction), ...old.map((key) => foreign.delete(key)), ...gone]);
    });
    this.#store.outbox.reopen(local, lost);
    if (!onlyNew) this.#store.emit("pack", { local });
  }

  /** The same when there is no pack any more. */
  async offerAgain(local, cursor) {
    const put = await this.#sealed.ready([["visits", [local, "cursor"], cursor]]);
    const lost = await this.#acknowledged(local);
    await this.#sealed.connection.write(["visits", "receipts"], (transaction) =>
      Promise.all([...put(transaction), ...lost.map((n) => transaction.objectStore("receipts").delete(n))]),
    );
    this.#store.outbox.reopen(local, lost);
  }

  /** Offer some again, by the ids of operations and pieces, although there are receipts for them. */
  async reopen(local, ids) {
    const [operations, pieces] = await Promise.all([
      this.#store.operations.all(local),
      this.#store.pieces.all(local),
    ]);
    const lost = operations.filter(({ op, receipt }) => ids.has(op.id) && receipt).map(({ n }) => n);
    const gone = pieces.filter(({ piece, receipt }) => ids.has(piece.id) && receipt).map(({ piece }) => piece.id);
    await this.#sealed.connection.write("receipts", (transaction) =>
      Promise.all([...lost, ...gone].map((key) => transaction.store.delete(key))),
    );
    this.#store.outbox.reopen(local, lost);
    for (const id of gone) this.#store.outbox.addPiece(local, id);
    this.#store.emit("pack", { local });
  }

  /** Note how far the changes are known, and the operations among them, in one step. */
  async takeChanges(local, cursor, operations = []) {
    const put = await this.#sealed.ready([["visits", [local, "cursor"], cursor]]);
    const block = operations.length ? [await this.#sealed.ofVisit("foreign", local, operations)] : [];
    await this.#sealed.connection.write(["visits", "foreign"], (transaction) => {
      const foreign = transaction.objectStore("foreign");
      return Promise.all([...put(transaction), ...block.map((record) => foreign.add(record))]);
    });
    this.#store.emit("changes", { local, cursor, operations });
  }

  /** The operations that the server told of since the pack. */
  async foreign(local) {
    return [...(await this.#sealed.all("foreign", local)).values()].flat();
  }

  async putWish(local, wish) {
    await this.#sealed.put("visits", [local, "wish"], wish);
    this.#store.emit("wish", { local });
  }

  /**
   * Everything of a visit but its operations and receipts, which a restored server may need (P22, P41), and evidence
   * that the server does not have.
   */
  async thin(local, cursor) {
    const pieces = await this.#store.pieces.all(local);
    const kept = pieces.filter(({ receipt }) => receipt?.status === "kept").map(({ piece }) => piece.id);
    const stores = ["packs", "visits", "foreign", "evidence", "bytes"];
    const put = await this.#sealed.ready([["visits", [local, "cursor"], { ...cursor, thinned_at: Date.now() }]]);
    await this.#sealed.connection.write(stores, async (transaction) => {
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

  /** All of a visit. The caller has made sure that nothing of it waits. */
  async forget(local) {
    const stores = ["visits", "packs", "bytes", ...INDEXED];
    await this.#sealed.connection.write(stores, async (transaction) => {
      const index = (name) => transaction.objectStore(name).index("visit").getAllKeys(local);
      const keys = await Promise.all(INDEXED.map(index));
      await Promise.all([
        transaction.objectStore("packs").delete(local),
        ...PARTS.map((part) => transaction.objectStore("visits").delete([local, part])),
        ...keys.at(-1).map((id) => transaction.objectStore("bytes").delete(id)),
        ...INDEXED.flatMap((name, at) => keys[at].map((key) => transaction.objectStore(name).delete(key))),
      ]);
    });
    this.#store.outbox.forget(local);
  }

  get #sealed() {
    return this.#store.sealed;
  }

  // The operations that the server said to have; those that it refused stay refused.
  async #acknowledged(local) {
    const receipts = await this.#sealed.all("receipts", local);
    const isKept = ([key, { status }]) => typeof key === "number" && status !== "rejected";
    return [...receipts].filter(isKept).map(([key]) => key);
  }
}
