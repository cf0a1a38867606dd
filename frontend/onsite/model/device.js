// The device as the views see it: device.js has the interface, with what each answer means.

import { isPin } from "../store/vault.js";
import { Failure, newTransport } from "../sync/transport.js";
import { fetchPack } from "../sync/pull.js";
import { Door } from "./door.js";
import { Events } from "./events.js";
import { placeOf } from "./place.js";
import { Reception } from "./reception.js";
import { Session } from "./session.js";

const later = () => import("./later.js");
/** So long a start waits for the server before it asks for the PIN. */
const PATIENCE = 1500;
const SIGNED_OUT = "signed-out";
const VISIT = /^\/onsite\/visits\/([0-9a-f-]{36})/;

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
  /** Packs that were asked for before the store was open: visit id -> Promise. */
  #coming = new Map();

  /** @param {{visit?: string}} [hint] the visit that will be opened first, else that of the address @param {object} [place] see place.js */
  constructor({ visit } = {}, place = {}) {
    super();
    this.#place = placeOf(place);
    const first = visit ?? VISIT.exec(this.#place.address)?.[1];
    this.#door = new Door(this.#place, {
      onBlocked: () => this.emit("blocked"),
      onLeave: async () => this.#session?.store.flush(),
    });
    this.#reception = new Reception(this.#place, newTransport({ fetch: this.#place.fetch }));
    this.ready = this.#begin(first);
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
    const { failing = "", unsaved = 0 } = this.#session?.store ?? {};
    return { state: failing ? "failing" : "ok", unsaved, reason: failing };
  }

  // --- opening and locking

  async start({ pin } = {}) {
    if (pin !== undefined && !isPin(pin)) return { refused: "pin_too_short" };
    const registration = await this.#reception.known();
    if (!registration.key) return { refused: refusalFor(registration) };
    const { user: person, device, token, epoch, key: serverKey } = registration;
    const key = await this.#door.make({ person: person.id, device, serverKey, pin });
    return this.#enter(key, { person, device, token, epoch });
  }

  async unlock(pin) {
    const key = await this.#door.byPin(pin);
    if (key) return this.#enter(key);
    this.#say({ why: this.triesLeft ? this.why : "tries" });
    return { opened: false, left: this.triesLeft };
  }

  async unlockOnline() {
    const registration = await this.#reception.introduce(this.#door.entry.device);
    if (!registration.key) return { opened: false, problem: registration.problem };
    const key = await this.#door.byServer(registration.key);
    return key ? this.#enter(key) : { opened: false, problem: "other-author" };
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
    this.#session?.tell("lock", { why: "person" });
    return this.#leave("person");
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
    const { store } = this.#session;
    const holdings = await store.holdings.all();
    return holdings.filter(({ cursor }) => !cursor.thinned_at).map((holding) => described(holding, this.#session));
  }

  assigned() {
    return answered(() => this.#session.ask("/sync/visits"));
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
    return answered(async () => (await this.#carrier()).handOver());
  }

  async saveCopy(passphrase) {
    await this.#flush();
    return (await this.#carrier()).saveCopy(passphrase);
  }

  async readCopy(file, passphrase) {
    return (await this.#carrier()).readCopy(file, passphrase);
  }

  async importCopy(copy, onStep) {
    return (await this.#carrier()).importCopy(copy, onStep);
  }

  /** The page goes away for good: what tests end with. */
  async end() {
    await this.ready;
    await this.#session?.close();
    this.#session = null;
    await this.#door.close();
  }

  async #carrier() {
    const { Carrier } = await later();
    return new Carrier(this.#session);
  }

  // --- what happens

  async #begin(visit) {
    await this.#door.look();
    const { entry } = this.#door;
    const device = entry?.device ?? this.#reception.newDevice;
    if (visit && !entry) this.#askEarly(visit, device);
    const asking = this.#reception.introduce(device);
    const first = await Promise.race([asking, pause(PATIENCE)]);
    await this.#decide(first ?? { problem: "unknown" });
    if (!first) asking.then((late) => this.state !== "open" && this.#decide(late));
    this.#place.whenIdle(() => this.#serve());
  }

  // The service worker comes last: what it fetches must not be in the way of the page.
  async #serve() {
    if (!this.#place.workers) return;
    const { Update } = await later();
    this.update = new Update(this.#place, () => this.#flush());
    this.update.on("ready", () => this.emit("update"));
    await this.update.register();
  }

  // The pack of a first visit comes along with the answer that lets its store be made.
  #askEarly(visit, device) {
    const coming = fetchPack(visit, this.#reception.ask, { device });
    coming.catch(() => this.#coming.delete(visit)); // it is asked for again when the visit is opened
    this.#coming.set(visit, coming);
  }

  // Whose store is it, and may it open by itself?
  async #decide(registration) {
    const { user, key } = await this.#ofSignedIn(registration);
    const entry = user && (await this.#door.entryOf(user.id));
    if (user && !entry) return this.#say({ state: "new", person: user });
    if (!this.#door.entry) return this.#say({ state: "new", person: null });
    const { closed } = this.#door.vault;
    const opened = key && !closed ? await this.#door.byServer(key) : null;
    if (opened) return this.#enter(opened);
    return this.#lockedBecause(closed ?? (registration.problem === SIGNED_OUT ? SIGNED_OUT : "offline"));
  }

  // The store used last may be of somebody else than who is signed in.
  async #ofSignedIn(registration) {
    const user = registration.user ?? (await this.#reception.whoElse(registration));
    const entry = user && (await this.#door.entryOf(user.id));
    if (!entry || (entry === this.#door.entry && registration.key)) return { ...registration, user };
    await this.#door.choose(entry);
    return this.#reception.introduce(entry.device);
  }

  async #lockedBecause(why) {
    this.stores = await this.#door.described();
    this.#say({ state: "locked", why: this.triesLeft ? why : "tries" });
  }

  async #enter(key, self) {
    const { connection } = this.#door;
    const session = new Session({ connection, key, place: this.#place, ask: this.#reception.ask });
    await session.begin({ self, reception: this.#reception });
    this.#session = session;
    this.#follow(session);
    this.#say({ state: "open", why: null, person: session.store.self.person });
    session.engine.start().then(() => this.#retire(session));
    return { opened: true };
  }

  async #retire(session) {
    if (session !== this.#session) return;
    const { retire } = await later();
    await retire(session.store, session.serverNow());
  }

  #follow(session) {
    session.on("lock", ({ why }) => this.#leave(why));
    session.on("flush", () => this.emit("locking"));
    session.on("storage", () => this.emit("storage", this.storage));
    session.on("visits", () => this.emit("visits"));
    session.on("idle", () => {
      session.tell("lock", { why: "timer" });
      this.#leave("timer");
    });
    session.engine.on("sync", (state) => this.emit("sync", state));
    session.engine.on("gaps", (gaps) => {
      this.gaps = gaps;
      this.emit("gaps", gaps);
    });
    session.engine.on("revoked", () => this.#revoked());
  }

  // The screen is cleared first; what was still in a text box is written before the key is gone.
  async #leave(why) {
    const session = this.#session;
    if (!session) return;
    this.emit("locking");
    this.#session = null;
    this.#say({ state: "locked", why });
    await session.close();
    await this.#door.shut(why);
    this.stores = await this.#door.described();
    this.emit("state", this.state);
  }

  // A device that was reported lost hands over what it holds and gives up what is kept elsewhere (P33).
  async #revoked() {
    const { store } = this.#session;
    const { problem } = await this.handOver();
    if (!problem) await (await later()).give(store);
    this.emit("visits");
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

const pause = (wait) => new Promise((resolve) => setTimeout(resolve, wait));

const refusalFor = ({ problem }) => (problem === SIGNED_OUT ? "signed_out" : "offline");

async function answered(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { problem: error.problem, message: error.said };
  }
}

function described({ local, meta, cursor, wish }, session) {
  return {
    id: meta.id,
    facility: meta.facility,
    place: meta.place,
    status: cursor.status,
    expiresAt: cursor.expires_at,
    expired: session.isExpired({ cursor }),
    preparedAt: meta.prepared_at,
    unsent: session.store.outbox.waiting(local),
    closing: cursor.closing ?? (wish ? { state: "wished", missing: null, refusal: "" } : null),
    lastSentAt: cursor.last_sent_at,
  };
}
