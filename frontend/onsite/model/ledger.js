// The fields of one visit in memory: operations in, what they add up to out, with what became of one's own.

import { keyOf, stateOf } from "../core/index.js";
import { compareText } from "../core/text.js";

/** What the server did not take into the visit: it waits for a coordinator, or for a correction. */
const ASIDE = ["rejected", "quarantined"];

export class Ledger {
  /** @type {Map<string, object>} State: keyOf(criterion, field) -> Current */
  state = new Map();
  #groups = new Map();
  /** Own operations: id -> receipt, or null while there is none. */
  #own = new Map();
  /** Own operations without a receipt: id -> operation. */
  #pending = new Map();
  /** The newest own operation of a field that the server set aside: key -> { op, receipt }. */
  #aside = new Map();

  /**
   * The fields of a stored visit. The pack holds the heads as of its `seq`; of one's own operations before that only
   * heads count any more, what replaced the others is not in the pack.
   * @param {{pack: object, foreign: object[], own: {op: object, receipt: object|null}[]}} stored
   */
  static of({ pack, foreign, own }) {
    const ledger = new Ledger();
    const heads = new Set(pack.operations.map(({ id }) => id));
    for (const { op, receipt } of own) {
      const isReplaced = receipt?.seq != null && receipt.seq <= pack.seq && !heads.has(op.id);
      if (isReplaced) ledger.#know(op, receipt);
      else ledger.takeOwn(op, receipt);
    }
    for (const op of [...pack.operations, ...foreign]) ledger.take(received(op, pack.visit.id));
    return ledger;
  }

  /** Take in an operation that the server has. @returns {string|null} the key that it changed */
  take(op) {
    if (this.#own.has(op.id) && !this.#isAside(op)) return null;
    return this.#put(op);
  }

  /** Take in an operation of this store, in the order of recording. @param {object|null} receipt */
  takeOwn(op, receipt = null) {
    if (this.#own.has(op.id)) return null;
    const key = this.#know(op, receipt);
    if (ASIDE.includes(receipt?.status)) this.#aside.set(key, { op, receipt });
    else this.#put(op);
    return key;
  }

  /** Note what the server said of an own operation. @returns {string} the key that it concerns */
  settle(op, receipt) {
    const key = keyOf(op.criterion, op.field);
    const isLast = this.#isLast(key, op.id);
    this.#own.set(op.id, receipt);
    this.#pending.delete(op.id);
    if (!ASIDE.includes(receipt.status)) return key;
    this.#drop(key, op.id);
    if (isLast) this.#aside.set(key, { op, receipt });
    return key;
  }

  /** Own operations that the server has not answered: what a new ledger must not lack. */
  pending() {
    return [...this.#pending.values()];
  }

  isPending(id) {
    return this.#pending.has(id);
  }

  /** @returns {{op: object, receipt: object}|null} */
  asideOf(key) {
    return this.#aside.get(key) ?? null;
  }

  /** The state as `digestOf` wants it: sorted by key. */
  sorted() {
    return new Map([...this.state].sort(([a], [b]) => compareText(a, b)));
  }

  #know(op, receipt) {
    const key = keyOf(op.criterion, op.field);
    this.#own.set(op.id, receipt);
    if (!receipt) this.#pending.set(op.id, op);
    this.#aside.delete(key); // a later value of one's own is the correction
    return key;
  }

  #put(op) {
    const key = keyOf(op.criterion, op.field);
    if (!this.#groups.has(key)) this.#groups.set(key, new Map());
    const group = this.#groups.get(key);
    if (group.has(op.id)) return null;
    group.set(op.id, op);
    this.state.set(key, stateOf(group.values()).get(key));
    if (this.#aside.get(key)?.op.id === op.id) this.#aside.delete(key);
    return key;
  }

  #drop(key, id) {
    const group = this.#groups.get(key);
    if (!group?.delete(id)) return;
    if (group.size) this.state.set(key, stateOf(group.values()).get(key));
    else {
      this.#groups.delete(key);
      this.state.delete(key);
    }
  }

  // Set aside once, and let in by a coordinator since.
  #isAside(op) {
    return ASIDE.includes(this.#own.get(op.id)?.status);
  }

  // Whether nobody here has recorded the field again: one's own operations come in the order of recording.
  #isLast(key, id) {
    const own = [...(this.#groups.get(key)?.keys() ?? [])].filter((one) => this.#own.has(one));
    return own.at(-1) === id;
  }
}

/** An operation as the server tells it, in the form in which the device keeps its own. */
export const received = ({ claimed_at, at = claimed_at, ...op }, visit) => ({ resolves: [], ...op, at, visit });
