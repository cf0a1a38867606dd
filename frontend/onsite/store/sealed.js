// Reading and writing of sealed records. What is in clear around them are random ids and counters.

import { Cipher } from "./cipher.js";

export class Sealed {
  /** @param {import("./database.js").Connection} connection @param {() => CryptoKey|Promise<CryptoKey>} key of the vault */
  constructor(connection, key) {
    this.connection = connection;
    this.cipher = new Cipher(key);
  }

  async get(store, key) {
    const sealed = await this.connection.read(store, (transaction) => transaction.store.get(key));
    return sealed ? this.cipher.open(placeOf(store, key), sealed) : null;
  }

  async put(store, key, value) {
    const sealed = await this.cipher.seal(placeOf(store, key), value);
    await this.connection.write(store, (transaction) => transaction.store.put(sealed, key));
  }

  /** Seal what is to be put in one transaction. @param {[string, IDBValidKey, any][]} entries */
  async ready(entries) {
    const sealed = await Promise.all(entries.map(([store, key, value]) => this.cipher.seal(placeOf(store, key), value)));
    return (transaction) => entries.map(([store, key], at) => transaction.objectStore(store).put(sealed[at], key));
  }

  /** A record of one visit among others of the store, found by its index. */
  async ofVisit(store, local, value) {
    return { visit: local, ...(await this.cipher.seal(placeOf(store, local), value)) };
  }

  open(store, local, records) {
    return Promise.all(records.map((record) => this.cipher.open(placeOf(store, local), record)));
  }

  /** All of a visit in a store that has the index. @returns {Promise<Map<IDBValidKey, any>>} */
  async all(store, local) {
    const [keys, records] = await this.connection.read(store, (transaction) => {
      const index = transaction.store.index("visit");
      return Promise.all([index.getAllKeys(local), index.getAll(local)]);
    });
    const values = await this.open(store, local, records);
    return new Map(keys.map((key, at) => [key, values[at]]));
  }
}

const placeOf = (store, key) => [store, key].flat().join("/");
