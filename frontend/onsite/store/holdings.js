// The visits that a store holds: their packs, how far the changes of others are known, and what is to become of them.

const PARTS = ["meta", "cursor", "wish"];
/** Operations of others in one block. */
const BLOCK = 500;
const NOTHING = { counters: [], put: async () => {} };

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
   * Keep a pack. It holds the heads of every field, so what was known of others' changes goes. With it come back the
   * operations that are to be offered anew (P22, see again.js). Whoever renews a pack holds the lock of the sync
   * engine; `onlyNew` leaves a visit that is here as it is, and needs no lock.
   */
  async putPack(local, pack, { meta, cursor, back = NOTHING, onlyNew = false }) {
    const put = await this.#sealed.ready([
      ["packs", local, pack],
      ["visits", [local, "meta"], meta],
      ["visits", [local, "cursor"], cursor],
    ]);
    const stores = ["packs", "visits", "foreign", "settled", "operations"];
    await this.#sealed.connection.write(stores, async (transaction) => {
      if (onlyNew && (await transaction.objectStore("packs").getKey(local))) return;
      const foreign = transaction.objectStore("foreign");
      const old = await foreign.index("visit").getAllKeys(local);
      await back.put(transaction);
      await Promise.all([...put(transaction), ...old.map((key) => foreign.delete(key))]);
    });
    this.#store.outbox.reopen(local, back.counters);
    if (!onlyNew) this.#store.emit("pack", { local });
  }

  /**
   * Note how far the changes are known, and the operations among them, in one step. They are kept in few blocks:
   * the last one grows until it is full. Only who holds the lock of the sync engine calls this.
   */
  async takeChanges(local, cursor, operations = []) {
    const last = operations.length ? [...(await this.#blocks(local))].findLast(([, ops]) => ops.length < BLOCK) : null;
    const put = await this.#sealed.ready([["visits", [local, "cursor"], cursor]]);
    const all = [...(last?.[1] ?? []), ...operations];
    const block = operations.length ? [await this.#sealed.ofVisit("foreign", local, all)] : [];
    await this.#sealed.connection.write(["visits", "foreign"], (transaction) => {
      const foreign = transaction.objectStore("foreign");
      const replaced = last ? [foreign.delete(last[0])] : [];
      return Promise.all([...put(transaction), ...replaced, ...block.map((record) => foreign.add(record))]);
    });
    this.#store.emit("changes", { local, cursor, operations });
  }

  /** The operations that the server told of since the pack. */
  async foreign(local) {
    return [...(await this.#blocks(local)).values()].flat();
  }

  async putWish(local, wish) {
    await this.#sealed.put("visits", [local, "wish"], wish);
    this.#store.emit("wish", { local });
  }

  #blocks(local) {
    return this.#sealed.all("foreign", local);
  }

  get #sealed() {
    return this.#store.sealed;
  }
}
