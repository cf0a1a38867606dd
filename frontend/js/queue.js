// Operations made on this page and not yet acknowledged. Pure: no DOM, no clock, no network.

const WAITS = [1, 2, 4, 8, 15, 30]; // seconds
export const BATCH = 50;

/** Milliseconds before the next try; `random` in [0, 1) spreads the devices of a team that lost the same network. */
export function backoff(attempt, random = Math.random()) {
  return WAITS[Math.min(attempt, WAITS.length - 1)] * 1000 * (0.75 + random / 2);
}

const sameField = (a, b) => a.criterion === b.criterion && a.field === b.field;

export class Queue {
  /** @param {object[]} operations what an earlier page of this tab left behind */
  constructor(operations = []) {
    this.operations = operations.filter((op) => op && typeof op.id === "string" && typeof op.field === "string");
  }

  get size() {
    return this.operations.length;
  }

  has(id) {
    return this.operations.some((op) => op.id === id);
  }

  /** Add a change. It stands on the newest waiting change of the same field, otherwise on what the page showed. */
  add({ resolves = [], ...operation }) {
    const before = this.operations.findLast((op) => sameField(op, operation));
    const base = before ? before.id : operation.base || null;
    this.operations.push({ ...operation, base, ...(before || !resolves.length ? {} : { resolves }) });
    return this.operations.at(-1);
  }

  /** The newest waiting value of each field of a criterion, so that a reloaded page can show it. */
  waiting(criterion) {
    const newest = new Map();
    for (const op of this.operations) if (op.criterion === criterion) newest.set(op.field, op);
    return [...newest.values()];
  }

  batch(limit = BATCH) {
    return this.operations.slice(0, limit);
  }

  /**
   * Take out what the server acknowledged; what has no receipt stays.
   * @returns {{saved: object[], conflict: object[], rejected: object[]}} operations by outcome
   */
  settle(receipts) {
    const outcome = { saved: [], conflict: [], rejected: [] };
    for (const receipt of receipts) {
      const op = this.operations.find((waiting) => waiting.id === receipt.id);
      const kind = { applied: "saved", duplicate: "saved", conflict: "conflict", rejected: "rejected" }[receipt.status];
      if (!op || !kind) continue;
      this.operations = this.operations.filter((waiting) => waiting !== op);
      outcome[kind].push({ ...op, reason: receipt.reason || "" });
      if (kind === "rejected") this.#rebase(op);
    }
    return outcome;
  }

  // The server never kept the refused operation, so what stood on it stands on what it stood on.
  #rebase(refused) {
    for (const op of this.operations.filter((one) => one.base === refused.id)) {
      op.base = refused.base;
      if (refused.resolves) op.resolves = refused.resolves;
    }
  }
}
