// Puts operations on the disk: all that were recorded meanwhile in one strictly durable transaction (P1). What could
// not be written stays in memory, is said, and is tried again; it is never dropped and never called saved.

const RETRY = 3000;

export class Writer {
  #store;
  #queue = [];
  #running = null;
  #timer = null;
  failing = "";

  /** @param {{write: (entries: object[]) => Promise<void>, makeRoom: () => Promise<boolean>, onState: () => void}} store */
  constructor(store) {
    this.#store = store;
  }

  get unsaved() {
    return this.failing ? this.#queue.length : 0;
  }

  /**
   * @param {object} entry what `write` takes
   * @param {(isSaved: boolean) => void} onSaved called with false when it has to wait, with true once it is on the disk
   * @returns {Promise<{saved: true}|{saved: false, reason: string}>} of the first attempt
   */
  append(entry, onSaved = () => {}) {
    return new Promise((resolve) => {
      this.#queue.push({ entry, onSaved, resolve });
      this.#start();
    });
  }

  /** Resolves when nothing is being written any more; what failed is in `unsaved`. */
  async flush() {
    if (this.#queue.length) this.#start();
    await this.#running;
  }

  stop() {
    clearTimeout(this.#timer);
  }

  #start() {
    this.#running ??= this.#drain();
  }

  async #drain() {
    await null; // what else this task records goes into the same transaction
    try {
      while (this.#queue.length && (await this.#writeAll()));
    } finally {
      this.#running = null;
    }
  }

  async #writeAll() {
    const burst = this.#queue.slice();
    const reason = await this.#write(burst.map(({ entry }) => entry));
    if (reason) return this.#postpone(reason);
    this.#queue.splice(0, burst.length);
    this.#settle("");
    for (const { onSaved, resolve } of burst) {
      onSaved(true);
      resolve({ saved: true });
    }
    return true;
  }

  async #write(entries, isSecond = false) {
    try {
      await this.#store.write(entries);
      return "";
    } catch (error) {
      if (error.name === "QuotaExceededError" && !isSecond && (await this.#hasMadeRoom())) {
        return this.#write(entries, true);
      }
      return error.name || "Error";
    }
  }

  // A disk that is full may refuse to delete as well.
  #hasMadeRoom() {
    return this.#store.makeRoom().catch(() => false);
  }

  #postpone(reason) {
    for (const { onSaved, resolve } of this.#queue) {
      onSaved(false);
      resolve({ saved: false, reason });
    }
    this.#settle(reason);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), RETRY);
    return false;
  }

  #settle(reason) {
    if (this.failing === reason && !reason) return;
    this.failing = reason;
    this.#store.onState();
  }
}
