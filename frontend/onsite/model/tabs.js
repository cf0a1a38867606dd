// What the tabs of one store tell each other. Only random ids and counters travel; contents are read from the store.

import { Events } from "./events.js";

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
