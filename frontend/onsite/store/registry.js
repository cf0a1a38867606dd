// Which stores there are in this browser, one per person (P6). Readable without a key, so it says nothing of them:
// { id, hash, database, device, usedAt }, all random but `hash`, by which a person who signs in is known again.

import { Connection } from "./database.js";
import { sha256OfText } from "../../js/hex.js";

const SCHEMA = [(db) => db.createObjectStore("stores", { keyPath: "id" })];

export class Registry {
  #connection;
  #prefix;

  /**
   * @param {string} [prefix] of the names of all databases; tests give each pretended browser one
   * @param {object} [listeners] of Connection
   */
  constructor(prefix = "assess", listeners = {}) {
    this.#prefix = prefix;
    this.#connection = new Connection(prefix, listeners, SCHEMA);
  }

  /** @returns {Promise<object[]>} the one used last first */
  async all() {
    const stores = await this.#connection.read("stores", (transaction) => transaction.store.getAll());
    return stores.sort((a, b) => b.usedAt - a.usedAt);
  }

  /** The entry for a store that is to be made, but `hash`. `device` is what the server knows it by. */
  entry(device) {
    const id = crypto.randomUUID();
    return { id, database: `${this.#prefix}-${id}`, device, usedAt: Date.now() };
  }

  put(entry) {
    return this.#connection.write("stores", (transaction) => transaction.store.put(entry));
  }

  close() {
    return this.#connection.close();
  }
}

/** What a person is known by in the registry. Their id is random, so nobody finds it from the hash. */
export const hashOf = (person) => sha256OfText(`assess ${person}`);
