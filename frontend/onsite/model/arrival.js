// What begins before the rest of the page has been read: the server is asked who is here, and for the pack of a visit
// that this browser may not have; the database opens. All of it is under way when device.js wants it.

import { fetchPack } from "../sync/pack.js";
import { newTransport } from "../sync/transport.js";
import { Door } from "./door.js";
import { placeOf } from "./place.js";
import { Reception } from "./reception.js";

/** The visit that a path of the page is about, if any. */
export const visitAt = (path) => /^\/onsite\/visits\/([0-9a-f-]{36})\/?$/.exec(path)?.[1];

export class Arrival {
  place;
  door;
  reception;
  /** Packs that were asked for before a store was open: visit id -> Promise<pack>, gone when it fails. */
  coming = new Map();
  /** @type {Promise<void>} until the registry has been read */
  looked;
  /** An older page holds a database; `device` is told when it is there. */
  isBlocked = false;
  /** @type {import("./device.js").Device|null} */
  device = null;

  /** @param {{visit?: string}} [hint] the visit that will be opened first, else that of the address @param {object} [place] see place.js */
  constructor({ visit } = {}, place = {}) {
    this.place = placeOf(place);
    this.door = new Door(this.place, {
      onBlocked: () => (this.device ? this.device.blocked() : (this.isBlocked = true)),
      onLeave: async () => this.device?.written(),
    });
    this.reception = new Reception(this.place, newTransport({ fetch: this.place.fetch }));
    this.#ask(visit ?? visitAt(this.place.address));
    this.looked = this.door.look();
    this.looked.catch(() => {}); // the device says so
  }

  #ask(visit) {
    const [last] = this.place.last.get();
    this.reception.introduce(last ?? this.reception.newDevice);
    if (last || !visit) return;
    const coming = fetchPack(visit, this.reception.ask, { device: this.reception.newDevice });
    coming.catch(() => this.coming.delete(visit)); // it is asked for again when the visit is opened
    this.coming.set(visit, coming);
  }
}
