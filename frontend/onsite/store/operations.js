// Own operations. What waits is a record each, as it was recorded; once the server has answered, settled.js moves the
// operation with its receipt into a block of such pairs. Few blocks are read fast, and their content is what a restored
// server is offered again (P22).

import { unwrap } from "idb";

export class Operations {
  #store;

  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.#store = store;
  }

  /** Write some in one durable transaction: what Writer calls. @param {{local: string, op: object}[]} entries */
  async write(entries) {
    for (const entry of entries) entry.sealed ??= this.#seal(entry);
    const records = await Promise.all(entries.map(({ sealed }) => sealed));
    let requests;
    await this.#sealed.connection.write("operations", (transaction) => {
      const plain = unwrap(transaction.store); // two promises fewer for each of a burst
      requests = records.map((record) => plain.add(record));
      transaction.commit(); // the disk does not wait for this page to have seen that they were added
    });
    const written = entries.map(({ local, op }, at) => ({ local, op, n: requests[at].result }));
    for (const { local, op, n } of written) this.#store.outbox.add(local, n, Date.parse(op.at));
    this.#store.emit("operations", { written });
  }

  // Sealed once, so that it can still be written when the key is gone; not while there is no key yet.
  #seal(entry) {
    return this.#sealed.ofVisit("operations", entry.local, entry.op).catch((error) => {
      entry.sealed = null;
      throw error;
    });
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

  get #sealed() {
    return this.#store.sealed;
  }
}

export const byCounter = (a, b) => a.n - b.n;
