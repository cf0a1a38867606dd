// What the tabs of one store tell each other. Only random ids and counters travel; contents are read from the store.

import { Events } from "./events.js";

/** Who holds it makes the store of a person. */
const MAKING = "assess-store";

/**
 * Two tabs that are opened at once must not make a store each: the second waits until the first one's `isWhole`, which is
 * when it can be found.
 * @returns {Promise} what `make` gives, at once
 */
export function oneTabAtATime(locks, make, isWhole) {
  return new Promise((resolve, reject) => {
    locks.request(MAKING, async () => {
      await make().then(resolve, reject);
      await isWhole();
    });
  });
}

export class Tabs extends Events {
  #channel;
  #isOpen = true;

  /** @param {typeof BroadcastChannel} Channel @param {string} name of the database */
  constructor(Channel, name) {
    super();
    this.#channel = new Channel(name);
    this.#channel.onmessage = ({ data }) => this.emit(data.type, data);
  }

  post(type, facts = {}) {
    if (this.#isOpen) this.#channel.postMessage({ type, ...facts });
  }

  close() {
    this.#isOpen = false;
    this.#channel.close();
  }
}
