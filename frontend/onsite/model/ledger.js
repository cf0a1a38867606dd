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
  /** The newest own operation of a field that the server set aside: key -> { op, receipt }. */
  #aside = new Map();

  /** Take in an operation that the server has, or that another device made. @returns {string|null} key that changed */
  take(op) {
    return this.#own.has(op.id) ? null : this.#put(op);
  }

  /** Take in an operation of this store, in the order of recording. @param {object|null} receipt */
  takeOwn(op, receipt = null) {
    const key = keyOf(op.criterion, op.field);
    if (this.#own.has(op.id)) return null;
    this.#own.set(op.id, receipt);
    if (ASIDE.includes(receipt?.status)) this.#aside.set(key, { op, receipt });
    else {
      this.#aside.delete(key);
      this.#put(op);
    }
    return key;
  }

  /** Note what the server said of an own operation. @returns {string|null} the key that it changed */
  settle(op, receipt) {
    const key = keyOf(op.criterion, op.field);
    this.#own.set(op.id, receipt);
    if (!ASIDE.includes(receipt?.status)) return key;
    this.#drop(key, op.id);
    if (!this.#isCorrected(key, op.id)) this.#aside.set(key, { op, receipt });
    return key;
  }

  receiptOf(id) {
    return this.#own.get(id);
  }

  asideOf(key) {
    return this.#aside.get(key) ?? null;
  }

  isOwn(id) {
    return this.#own.has(id);
  }

  /** The state as `digestOf` wants it: sorted by key. */
  sorted() {
    return new Map([...this.state].sort(([a], [b]) => compareText(a, b)));
  }

  #put(op) {
    const key = keyOf(op.criterion, op.field);
    if (!this.#groups.has(key)) this.#groups.set(key, new Map());
    const group = this.#groups.get(key);
    if (group.has(op.id)) return null;
    group.set(op.id, op);
    this.state.set(key, stateOf(group.values()).get(key));
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

  // A later own value stands: the person has already corrected what was refused.
  #isCorrected(key, id) {
    const heads = this.state.get(key)?.heads ?? [];
    return heads.some((head) => this.#own.has(head.id) && head.id > id);
  }
}
