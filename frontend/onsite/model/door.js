// Which store of this browser is looked at, and the keys that open it (P6, P33, P41).

import { Connection } from "../store/database.js";
import { once } from "../store/once.js";
import { Registry, hashOf } from "../store/registry.js";
import { TRIES, keyByServer, newVault } from "../store/vault.js";

const later = () => import("./later.js");

export class Door {
  /** What the registry says, the store used last first. */
  entries = [];
  entry = null;
  /** @type {Connection|null} */
  connection = null;
  /** The vault record of `entry`: see store/vault.js. */
  vault = null;
  /** Of a store that is being made: its key, once that is on the disk. */
  key = null;
  #registry;
  #listeners;
  #last;
  #whenIdle;

  /** @param {object} place see place.js @param {object} listeners of Connection */
  constructor({ prefix, last, whenIdle }, listeners) {
    this.#last = last;
    this.#whenIdle = whenIdle;
    this.#registry = new Registry(prefix, listeners);
    this.#listeners = listeners;
  }

  async look() {
    const guess = this.#last.get()[1];
    await this.connection?.close();
    const [entries, vault] = await Promise.all([this.#registry.all(), guess && this.#open(guess)]);
    const [entry] = (this.entries = entries);
    if (entry?.database === guess) Object.assign(this, { entry, vault, key: null });
    else if (entry) await this.choose(entry);
  }

  async choose(entry) {
    await this.connection?.close();
    Object.assign(this, { entry, key: null });
    this.vault = await this.#open(entry.database);
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

  /**
   * Make the store of a person. It may be used at once: what is written waits for the key.
   * @returns {{key: () => Promise<CryptoKey>, enrol: () => Promise<void>}} the key once the vault is on the disk; enrol
   *   lets the store be found at the next start
   */
  make({ person, device, serverKey }) {
    this.connection?.close();
    const entry = this.#registry.entry(device);
    const connection = new Connection(entry.database, this.#listeners);
    Object.assign(this, { entry, connection, vault: null });
    this.key = once(async () => {
      const { record, key } = await newVault(serverKey);
      this.vault = record;
      await this.#write();
      return key;
    });
    const enrol = async () => {
      entry.hash = await hashOf(person);
      await this.#registry.put(entry);
      this.entries = await this.#registry.all();
      this.#last.set(device, entry.database);
    };
    return { key: this.key, enrol };
  }

  /** @returns {Promise<CryptoKey|null>} */
  async byPin(pin) {
    const { keyByPin, noteTry } = await later();
    if (!this.hasPin) return null;
    const { vault, mayTry } = await noteTry(this.connection);
    this.vault = vault;
    const key = mayTry ? await keyByPin(vault, pin) : null;
    if (key) await this.#opened();
    return key;
  }

  /**
   * Not unasked once somebody has locked it, in another tab perhaps while the server was asked.
   * @param {string} serverKey @param {boolean} isAsked @returns {Promise<CryptoKey|null>}
   */
  async byServer(serverKey, isAsked) {
    const [key, vault] = await Promise.all([keyByServer(this.vault, serverKey), this.#read()]);
    this.vault = vault;
    if (!key || (vault.closed && !isAsked)) return null;
    await this.#opened();
    return key;
  }

  async setPin(serverKey, pin) {
    await this.key?.();
    const { withPin } = await later();
    this.vault = await withPin(this.vault, serverKey, pin);
    await this.#write();
  }

  /** Note who locked it: from then on the server's key alone does not open it by itself. */
  async shut(closed) {
    await this.key?.();
    this.vault = { ...(await this.#read()), closed };
    await this.#write();
  }

  async close() {
    await this.connection?.close();
    await this.#registry.close();
  }

  async #opened() {
    const { tries, closed } = this.vault;
    this.vault = { ...this.vault, tries: 0, closed: null };
    if (tries || closed) await this.#write();
    const { entry } = this;
    entry.usedAt = Date.now();
    this.#last.set(entry.device, entry.database);
    this.#whenIdle(() => this.#registry.put(entry).catch(() => {})); // without it, it comes later in a list
  }

  #open(database) {
    this.connection = new Connection(database, this.#listeners);
    return this.#read();
  }

  #read() {
    return this.connection.read("vault", (transaction) => transaction.store.get("vault"));
  }

  #write() {
    return this.connection.write("vault", (transaction) => transaction.store.put(this.vault, "vault"));
  }
}
