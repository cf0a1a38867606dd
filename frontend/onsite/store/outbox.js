// What waits to be sent, by visit: kept in memory so that the line on the screen costs no reading.

const EMPTY = { operations: 0, photos: 0 };
const NOTHING = { operations: [], settled: 0, pieces: [], receipts: [] };

export class Outbox {
  /** Map<local visit id, { settled: number, operations: Map<n, ms|null>, pieces: Set<id> }> */
  #visits = new Map();

  /**
   * Start from what is in the database: counters of the operations that wait, how many have been settled, the ids of
   * pieces and of those with a receipt. What was recorded since they were read stays.
   */
  load(local, { operations, settled, pieces, receipts }) {
    const done = new Set(receipts);
    const last = operations.at(-1) ?? 0;
    const before = this.#visits.get(local)?.operations ?? new Map();
    const waiting = operations.map((n) => [n, before.get(n) ?? null]);
    const since = [...before].filter(([n]) => n > last);
    this.#visits.set(local, {
      settled,
      operations: new Map([...waiting, ...since]),
      pieces: new Set(pieces.filter((id) => !done.has(id))),
    });
  }

  add(local, n, at) {
    const { operations } = this.#of(local);
    if (!operations.has(n)) operations.set(n, at);
  }

  addPiece(local, id) {
    this.#of(local).pieces.add(id);
  }

  settle(local, key) {
    const visit = this.#of(local);
    if (visit.operations.delete(key)) visit.settled += 1;
    visit.pieces.delete(key);
  }

  /** They have to be sent again: the server lost what it had (P22). */
  reopen(local, counters) {
    const visit = this.#of(local);
    for (const n of counters) {
      if (visit.operations.has(n)) continue;
      visit.operations.set(n, null);
      visit.settled -= 1;
    }
  }

  forget(local) {
    this.#visits.delete(local);
  }

  /** Note when an operation was made that an earlier page has recorded. */
  date(local, n, at) {
    const visit = this.#of(local);
    if (visit.operations.has(n)) visit.operations.set(n, at);
  }

  /** The first waiting operation of each visit whose instant is not known yet: [[local, n], …] */
  undated() {
    const first = [...this.#visits].map(([local, { operations }]) => [local, operations.entries().next().value]);
    return first.filter(([, entry]) => entry && entry[1] === null).map(([local, [n]]) => [local, n]);
  }

  /** How many operations were recorded, and how many of them have a receipt. */
  counts(local) {
    const { settled, operations } = this.#of(local);
    return { made: settled + operations.size, settled };
  }

  waiting(local) {
    const visit = this.#visits.get(local);
    return visit ? { operations: visit.operations.size, photos: visit.pieces.size } : EMPTY;
  }

  isEmpty(local) {
    const { operations, photos } = this.waiting(local);
    return !operations && !photos;
  }

  locals() {
    return [...this.#visits.keys()];
  }

  total() {
    const all = this.locals().map((local) => this.waiting(local));
    const sum = (name) => all.reduce((total, one) => total + one[name], 0);
    return { operations: sum("operations"), photos: sum("photos") };
  }

  /** When the oldest waiting operation was made, ms; null when none waits. */
  oldestAt() {
    const instants = [...this.#visits.values()].flatMap(({ operations }) => [...operations.values()].slice(0, 1));
    const known = instants.filter((at) => at !== null);
    return known.length ? Math.min(...known) : null;
  }

  #of(local) {
    if (!this.#visits.has(local)) this.load(local, NOTHING);
    return this.#visits.get(local);
  }
}
