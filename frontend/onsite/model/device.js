// The device as the views see it: device.js has the interface, with what each answer means.

import { isPin } from "../store/vault.js";
import { answered } from "../sync/transport.js";
import { Entrance } from "./entrance.js";
import { Events } from "./events.js";
import { Session } from "./session.js";
import { oneTabAtATime } from "./tabs.js";

const later = () => import("./later.js");

export class Device extends Events {
  state = "starting";
  why = null;
  person = null;
  gaps = [];
  stores = [];
  update = { ready: false, apply: async () => {} };
  ready;
  #place;
  #door;
  #reception;
  #session = null;
  /** A store that was locked with something that could not be written: it goes on trying. */
  #left = null;
  /** What is under way: opening, or locking. */
  #turning = Promise.resolve();
  #coming;

  /** @param {import("./arrival.js").Arrival} arrival */
  constructor(arrival) {
    super();
    this.#place = arrival.place;
    this.#door = arrival.door;
    this.#reception = arrival.reception;
    this.#coming = arrival.coming;
    arrival.device = this;
    if (arrival.isBlocked) queueMicrotask(() => this.blocked());
    this.ready = this.#begin(arrival.looked);
  }

  get triesLeft() {
    return this.#door.triesLeft;
  }

  get hasPin() {
    return this.#door.hasPin;
  }

  get sync() {
    return this.#session?.engine ?? null;
  }

  get storage() {
    const { failing = "", unsaved = 0 } = this.#session?.store ?? this.#left ?? {};
    return { state: failing ? "failing" : "ok", unsaved, reason: failing };
  }

  // --- opening and locking

  async start({ pin } = {}) {
    if (pin !== undefined && !isPin(pin)) return { refused: "pin_too_short" };
    if (this.why === "unavailable") return { refused: this.why };
    const registration = await this.#reception.known();
    if (!registration.key) return { refused: refusalFor(registration) };
    const whole = () => this.#session?.store.isWhole();
    const entered = await oneTabAtATime(this.#place.locks, () => this.#make(registration), whole);
    if (pin) await this.setPin(pin);
    return entered;
  }

  async unlock(pin) {
    const entered = await this.#enter(() => this.#door.byPin(pin));
    if (entered.opened) return entered;
    this.#say({ why: this.triesLeft ? this.why : "tries" });
    return { opened: false, left: this.triesLeft };
  }

  async unlockOnline() {
    const registration = await this.#reception.introduce(this.#door.entry.device);
    if (!registration.key) return { opened: false, problem: registration.problem };
    const entered = await this.#enter(() => this.#door.byServer(registration.key, true));
    return entered.opened ? entered : { opened: false, problem: "other-author" };
  }

  async setPin(pin) {
    if (!isPin(pin)) return { refused: "pin_too_short" };
    const registration = await this.#reception.known(this.#door.entry.device);
    if (!registration.key) return { refused: refusalFor(registration) };
    await this.#door.setPin(registration.key, pin);
    this.#say({});
    return { set: true };
  }

  lock() {
    return this.#lockAll("person");
  }

  async logOut({ force } = {}) {
    await this.#flush();
    const unsent = this.#session?.store.outbox.total() ?? { operations: 0, photos: 0 };
    if (force !== "lock" && (unsent.operations || unsent.photos)) return { unsent };
    await this.lock();
    this.#reception.forget();
    const { endSession } = await later();
    return { done: true, signedOut: await endSession(this.#place.fetch) };
  }

  async use(id) {
    await this.#door.choose(this.#door.entries.find((entry) => entry.id === id));
    await this.#lockedBecause(this.#door.vault.closed ?? "offline");
  }

  // --- visits

  async visits() {
    const session = this.#session;
    return session ? (await later()).visitsOf(session) : [];
  }

  async assigned() {
    return this.#session ? answered(this.#session.ask("/sync/visits")) : { problem: "locked" };
  }

  async prepare(visit, { onStep = () => {} } = {}) {
    const { prepare } = await later();
    const parts = { session: this.#session, place: this.#place, hasPin: this.hasPin, onStep };
    const steps = await prepare(visit, parts);
    this.emit("visits");
    return steps;
  }

  async open(visit) {
    if (!this.#session) return { problem: "locked" };
    const coming = this.#coming.get(visit);
    this.#coming.delete(visit);
    return this.#session.open(visit, coming);
  }

  // --- carrying by hand

  handOver() {
    return answered(this.#session.alone(() => this.#carry("handOver")));
  }

  async saveCopy(passphrase) {
    await this.#flush();
    return this.#carry("saveCopy", passphrase);
  }

  readCopy(file, passphrase) {
    return this.#carry("readCopy", file, passphrase);
  }

  importCopy(copy, onStep) {
    return this.#carry("importCopy", copy, onStep);
  }

  /** The page goes away for good: what tests end with. */
  async end() {
    await this.ready;
    await this.#session?.close();
    this.#session = null;
    await this.#door.close();
  }

  async #carry(verb, ...content) {
    const { Carrier } = await later();
    return new Carrier(this.#session)[verb](...content);
  }

  // --- what happens

  /** Another tab, with an older version, keeps a database from opening. */
  blocked() {
    this.emit("blocked");
  }

  /** Resolves once all that was recorded is written: another page wants to change the database. */
  async written() {
    await this.#session?.store.flush();
  }

  async #make({ user: person, device, token, epoch, key: serverKey }) {
    await this.#door.look();
    if (await this.#door.entryOf(person.id)) {
      await this.#decide();
      return { opened: this.state === "open" };
    }
    const make = () => this.#door.make({ person: person.id, device, serverKey });
    return this.#enter(make, { person, device, token, epoch });
  }

  #decide() {
    const entrance = new Entrance(this.#door, this.#reception);
    return entrance.decide((outcome) => this.#settle(outcome), () => this.state !== "open");
  }

  async #begin(looked) {
    try {
      await looked;
      await this.#decide();
    } catch (error) {
      // No database, or no keys: a private window of some browsers, a page without https.
      this.#say({ state: "new", why: "unavailable", message: `${error.name}: ${error.message}` });
    }
    this.#place.whenIdle(() => this.#serve());
  }

  async #settle({ person, key, why }) {
    if (key) await this.#enter(() => key);
    else if (why) await this.#lockedBecause(why);
    else this.#say({ state: "new", person });
  }

  // The service worker comes last: what it fetches must not be in the way of the page.
  async #serve() {
    if (!this.#place.workers) return;
    const { Update } = await later();
    this.update = new Update(this.#place, () => this.#flush());
    this.update.on("ready", () => this.emit("update"));
    await this.update.register();
  }

  async #lockedBecause(why) {
    const { described } = await later();
    this.#say({ state: "locked", why: this.triesLeft ? why : "tries", stores: await described(this.#door) });
  }

  /** One after the other: a store that is being locked is locked before it opens again. */
  #enter(find, self) {
    const entered = this.#turning.then(() => this.#entered(find, self));
    this.#turning = entered.catch(() => {}); // told to who asked; the next one may try
    return entered;
  }

  async #entered(find, self) {
    const found = this.#session ? null : await find();
    if (!found) return { opened: Boolean(this.#session) };
    const { key, enrol } = self ? found : { key: () => found };
    const { connection } = this.#door;
    const session = new Session({ connection, key, place: this.#place, ask: this.#reception.ask });
    await session.begin({ self, enrol, reception: this.#reception, hasPin: () => this.hasPin });
    this.#session = session;
    this.#follow(session);
    this.#say({ state: "open", why: null, person: session.store.self.person });
    session.work();
    return { opened: true };
  }

  #follow(session) {
    session.on("lock", ({ why }) => this.#leave(why));
    session.on("flush", () => this.emit("locking"));
    session.on("storage", () => this.emit("storage", this.storage));
    session.on("visits", () => this.emit("visits"));
    session.on("idle", () => this.#lockAll("timer"));
    session.engine.on("sync", (state) => this.emit("sync", state));
    session.on("gaps", (gaps) => {
      this.gaps = gaps;
      this.emit("gaps", gaps);
    });
  }

  #lockAll(why) {
    this.#session?.tell("lock", { why });
    return this.#leave(why);
  }

  // The screen is cleared first; what was still in a text box is written before the key is gone.
  #leave(why) {
    const session = this.#session;
    if (!session) return this.#turning;
    this.emit("locking");
    this.#session = null;
    this.#say({ state: "locked", why });
    this.#turning = this.#closed(session, why);
    return this.#turning;
  }

  async #closed(session, why) {
    await Promise.all([this.#door.shut(why), session.close()]);
    this.#left = session.store.unsaved ? session.store : null;
    await this.#lockedBecause(why);
  }

  async #flush() {
    this.emit("locking");
    this.#session?.tell("flush");
    await this.#session?.store.flush();
  }

  #say(facts) {
    Object.assign(this, facts);
    this.emit("state", this.state);
  }
}

const refusalFor = ({ problem }) => (problem === "signed-out" ? "signed_out" : "offline");
