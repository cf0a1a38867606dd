// Own operations. What waits is a record each, as it was recorded; once the server has answered, the operation moves
// with its receipt into a block of such pairs, in one transaction (P2). Few blocks are read fast, and their content is
// what a restored server is offered again (P22).

/** Pairs in one block: what is sealed again with each receipt stays small. */
const BLOCK = 200;

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
    const [blocks, keys, records] = await this.#sealed.connection.read(["settled", "operations"], (transaction) => {
      const index = transaction.objectStore("operations").index("visit");
      const settled = transaction.objectStore("settled").index("visit").getAll(local);
      return Promise.all([settled, index.getAllKeys(local), index.getAll(local)]);
    });
    const [pairs, operations] = await Promise.all([
      this.#sealed.open("settled", local, blocks),
      this.#sealed.open("operations", local, records),
    ]);
    const waiting = operations.map((op, at) => ({ n: keys[at], op, receipt: null }));
    return [...new Map([...waiting, ...pairs.flat()].map((entry) => [entry.n, entry])).values()].sort(byCounter);
  }

  /** Some of them by their counters. */
  async some(local, counters) {
    const wanted = new Set(counters);
    return (await this.all(local)).filter(({ n }) => wanted.has(n));
  }

  /** Those without a receipt, in the order of recording. */
  async waiting(local) {
    const operations = await this.#sealed.all("operations", local);
    return [...operations].map(([n, op]) => ({ n, op, receipt: null }));
  }

  /** Those with one, by block: Map<key, {n, op, receipt}[]>. */
  blocks(local) {
    return this.#sealed.all("settled", local);
  }

  /** Keep what the server said. @param {{n: number, op: object, receipt: object}[]} settled */
  async putReceipts(local, settled) {
    while (!(await this.#move(local, settled)));
    for (const { n } of settled) this.#store.outbox.settle(local, n);
    this.#store.emit("receipts", { local, settled });
  }

  /** A block of pairs, sealed. */
  async block(local, pairs) {
    return { count: pairs.length, ...(await this.#sealed.ofVisit("settled", local, pairs)) };
  }

  // The last block grows until it is full. A block is never changed, only replaced: should another tab have replaced it
  // meanwhile, nothing is written and it is read again.
  async #move(local, settled) {
    const last = [...(await this.blocks(local))].findLast(([, pairs]) => pairs.length < BLOCK);
    const block = await this.block(local, [...(last?.[1] ?? []), ...settled]);
    return this.#sealed.connection.write(["settled", "operations"], async (transaction) => {
      const blocks = transaction.objectStore("settled");
      if (last && (await blocks.getKey(last[0])) === undefined) return false;
      const moved = settled.map(({ n }) => transaction.objectStore("operations").delete(n));
      await Promise.all([blocks.add(block), ...moved, ...(last ? [blocks.delete(last[0])] : [])]);
      return true;
    });
  }

  get #sealed() {
    return this.#store.sealed;
  }
}

export const byCounter = (a, b) => a.n - b.n;
