// Which store of this browser is looked at, and the keys that open it (P6, P33, P41).

import { Connection } from "../store/database.js";
import { Registry, hashOf } from "../store/registry.js";
import { TRIES, keyByPin, keyByServer, newVault, withPin } from "../store/vault.js";

export class Door {
  /** What the registry says, the store used last first. */
  entries = [];
  entry = null;
  /** @type {Connection|null} */
  connection = null;
  /** The vault record of `entry`: see store/vault.js. */
  vault = null;
  #registry;
  #listeners;

  /** @param {object} place see place.js @param {object} listeners of Connection */
  constructor({ prefix }, listeners) {
    this.#registry = new Registry(prefix, listeners);
    this.#listeners = listeners;
  }

  async look() {
    this.entries = await this.#registry.all();
    if (this.entries.length) await this.choose(this.entries[0]);
  }

  async choose(entry) {
    await this.connection?.close();
    this.entry = entry;
    this.connection = new Connection(entry.database, this.#listeners);
    this.vault = await this.#read();
  }

  /** The store of a person, or undefined. */
  async entryOf(person) {
    const hash = await hashOf(person);
    return this.entries.find((entry) => entry.hash === hash);
  }

  get triesLeft() {
    return Math.max(0, TRIES - (this.vault?.tries ?? 0));
  }

  get hasPin() {
    return Boolean(this.vault?.pin);
  }

  /** Make the store of a person. @returns {Promise<CryptoKey>} */
  async make({ person, device, serverKey, pin }) {
    const entry = await this.#registry.entry(person, device);
    const { record, key } = await newVault(serverKey, pin);
    await this.connection?.close();
    this.connection = new Connection(entry.database, this.#listeners);
    this.vault = record;
    await this.#write();
    await this.#registry.put(entry);
    this.entry = entry;
    this.entries = await this.#registry.all();
    return key;
  }

  /**
   * The try is noted before it is made: nobody gains one by ending the browser.
   * @returns {Promise<CryptoKey|null>}
   */
  async byPin(pin) {
    if (!this.hasPin || !(await this.#countTry())) return null;
    const key = await keyByPin(this.vault, pin);
    if (key) await this.#opened();
    return key;
  }

  /** @param {string} serverKey @returns {Promise<CryptoKey|null>} */
  async byServer(serverKey) {
    const key = await keyByServer(this.vault, serverKey);
    if (key) await this.#opened();
    return key;
  }

  async setPin(serverKey, pin) {
    this.vault = await withPin(this.vault, serverKey, pin);
    await this.#write();
  }

  /** Note who locked it: from then on the server's key alone does not open it by itself. */
  async shut(closed) {
    this.vault = { ...(await this.#read()), closed };
    await this.#write();
  }

  async close() {
    await this.connection?.close();
    await this.#registry.close();
  }

  async #opened() {
    this.vault = { ...this.vault, tries: 0, closed: null };
    await this.#write();
    this.entry.usedAt = Date.now();
    await this.#registry.put(this.entry);
  }

  /** @returns {Promise<boolean>} whether there was one left */
  async #countTry() {
    const before = await this.connection.write("vault", async (transaction) => {
      const vault = await transaction.store.get("vault");
      if (vault.tries < TRIES) await transaction.store.put({ ...vault, tries: vault.tries + 1 }, "vault");
      return vault;
    });
    this.vault = { ...before, tries: Math.min(before.tries + 1, TRIES) };
    return before.tries < TRIES;
  }

  #read() {
    return this.connection.read("vault", (transaction) => transaction.store.get("vault"));
  }

  #write() {
    return this.connection.write("vault", (transaction) => transaction.store.put(this.vault, "vault"));
  }
}
