// The connection to a database of the browser: it opens when first needed, comes back when the system cut it off, and
// lets go when a newer page wants to change the schema.

import { openDB } from "idb";

/** One step per released version of the schema. Only additions: a page of an earlier release may still be at work. */
export const MIGRATIONS = [
  (db) => {
    for (const name of ["vault", "own", "visits", "packs", "bytes"]) db.createObjectStore(name);
    for (const name of ["operations", "settled", "foreign"]) {
      db.createObjectStore(name, { autoIncrement: true }).createIndex("visit", "visit");
    }
    for (const name of ["receipts", "evidence"]) db.createObjectStore(name).createIndex("visit", "visit");
  },
];

/** After so long without an answer another tab must be holding the old version. */
const BLOCKED_AFTER = 1000;
/** What the browser says of a connection that is gone: iOS cuts it in the background (P1). */
const GONE = ["InvalidStateError", "AbortError", "UnknownError"];

export class Connection {
  #name;
  #migrations;
  #listeners;
  #opening = null;

  /**
   * @param {string} name
   * @param {{onBlocked?: () => void, onLeave?: () => Promise<void>}} [listeners]
   *   onBlocked: another tab does not let go; onLeave: write what waits, the connection closes after it
   */
  constructor(name, { onBlocked = () => {}, onLeave = async () => {} } = {}, migrations = MIGRATIONS) {
    this.#name = name;
    this.#migrations = migrations;
    this.#listeners = { onBlocked, onLeave };
  }

  get name() {
    return this.#name;
  }

  /** Run `work(transaction)` in a strictly durable transaction; resolves once it is complete. */
  write(stores, work) {
    return this.#run(stores, "readwrite", work);
  }

  read(stores, work) {
    return this.#run(stores, "readonly", work);
  }

  async close() {
    const opening = this.#opening;
    this.#opening = null;
    (await opening)?.close();
  }

  async #run(stores, mode, work, isSecond = false) {
    const db = await this.#open();
    try {
      return await completed(db.transaction(stores, mode, { durability: "strict" }), work);
    } catch (error) {
      if (isSecond || !GONE.includes(error.name)) throw error;
      this.#forget(db);
      return this.#run(stores, mode, work, true);
    }
  }

  #forget(db) {
    db.close();
    this.#opening = null;
  }

  #open() {
    this.#opening ??= this.#connect(this.#migrations.length).catch((error) => {
      this.#opening = null;
      // A newer page has changed the schema. It only adds, so this page goes on with what it knows.
      if (error.name === "VersionError") return (this.#opening = this.#connect());
      throw error;
    });
    return this.#opening;
  }

  async #connect(version) {
    const timer = setTimeout(this.#listeners.onBlocked, BLOCKED_AFTER);
    try {
      return await openDB(this.#name, version, {
        upgrade: (db, from) => this.#migrations.slice(from).forEach((step) => step(db)),
        blocking: (_current, _wanted, event) => this.#leave(event.target),
        terminated: () => (this.#opening = null),
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async #leave(db) {
    try {
      await this.#listeners.onLeave();
    } finally {
      this.#forget(db);
    }
  }
}

// All of it or nothing: what was put before `work` failed does not stay.
async function completed(transaction, work) {
  const { done } = transaction;
  done.catch(() => {}); // it rejects besides when a request does; one error is enough
  try {
    const result = await work(transaction);
    await done;
    return result;
  } catch (error) {
    abort(transaction);
    throw error;
  }
}

function abort(transaction) {
  try {
    transaction.abort();
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error; // over already
  }
}
