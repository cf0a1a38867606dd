// Own operations: each a record of its own, never altered; what the server said of it stands beside it (P2).

export class Operations {
  #store;

  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.#store = store;
  }

  /** Write some in one durable transaction: what Writer calls. @param {{local: string, op: object}[]} entries */
  async write(entries) {
    for (const entry of entries) entry.sealed ??= this.#sealed.ofVisit("operations", entry.local, entry.op);
    const records = await Promise.all(entries.map(({ sealed }) => sealed));
    const counters = await this.#sealed.connection.write("operations", (transaction) =>
      Promise.all(records.map((record) => transaction.store.add(record))),
    );
    const written = entries.map(({ local, op }, at) => ({ local, op, n: counters[at] }));
    for (const { local, op, n } of written) this.#store.outbox.add(local, n, Date.parse(op.at));
    this.#store.emit("operations", { written });
  }

  /** All of a visit in the order of recording. @returns {Promise<{n: number, op: object, receipt: object|null}[]>} */
  async all(local) {
    const [operations, receipts] = await Promise.all([
      this.#sealed.all("operations", local),
      this.#sealed.all("receipts", local),
    ]);
    return [...operations].map(([n, op]) => ({ n, op, receipt: receipts.get(n) ?? null }));
  }

  /** Some of them by their counters. */
  async some(local, counters) {
    const records = await this.#sealed.connection.read(["operations", "receipts"], (transaction) => {
      const get = (name) => Promise.all(counters.map((n) => transaction.objectStore(name).get(n)));
      return Promise.all([get("operations"), get("receipts")]);
    });
    const open = async (store, record) => (record ? (await this.#sealed.open(store, local, [record]))[0] : null);
    const found = counters.map(async (n, at) => ({
      n,
      op: await open("operations", records[0][at]),
      receipt: await open("receipts", records[1][at]),
    }));
    return (await Promise.all(found)).filter(({ op }) => op);
  }

  /** Those without a receipt, in the order of recording. */
  async waiting(local) {
    const { connection } = this.#sealed;
    const [made, settled] = await connection.read(["operations", "receipts"], (transaction) =>
      Promise.all(
        ["operations", "receipts"].map((name) => transaction.objectStore(name).index("visit").getAllKeys(local)),
      ),
    );
    const done = new Set(settled);
    return this.some(local, made.filter((n) => !done.has(n)));
  }

  /** @param {{n: number, op: object, receipt: object}[]} settled */
  async putReceipts(local, settled) {
    const records = await Promise.all(settled.map(({ receipt }) => this.#sealed.ofVisit("receipts", local, receipt)));
    await this.#sealed.connection.write("receipts", (transaction) =>
      Promise.all(records.map((record, at) => transaction.store.put(record, settled[at].n))),
    );
    for (const { n } of settled) this.#store.outbox.settle(local, n);
    this.#store.emit("receipts", { local, settled });
  }

  get #sealed() {
    return this.#store.sealed;
  }
}
