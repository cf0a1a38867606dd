// Everything that is alive while a store is open: the store, its tabs, the engine and the visits on the screen.

import { Store } from "../store/store.js";
import { Engine, LOCK } from "../sync/engine.js";
import { cursorOf, fetchPack, metaOf } from "../sync/pack.js";
import { Failure } from "../sync/transport.js";
import { Events } from "./events.js";
import { Idle } from "./idle.js";
import { Keeping } from "./keeping.js";
import { Relay } from "./relay.js";
import { Tabs } from "./tabs.js";
import { OpenVisit } from "./visit.js";

const later = () => import("./later.js");
const NOTHING = { foreign: [], own: [], pieces: [] };

export class Session extends Events {
  engine = null;
  /** See place.js. */
  place;
  #tabs;
  #idle;
  #isOpen = true;
  /** Nothing is in the store yet, so nothing has to be read. */
  #isBlank;
  #opening;
  /** Map<local, Set<OpenVisit>> */
  #visits = new Map();
  /** Of which something was written while they were on no screen; who is opening one may have read it before that. */
  #missed = new Set();

  /**
   * @param {object} parts
   * @param {import("../store/database.js").Connection} parts.connection
   * @param {() => CryptoKey|Promise<CryptoKey>} parts.key
   * @param {object} parts.place see place.js
   * @param {(path: string, request?: object) => Promise<object>} parts.ask
   */
  constructor({ connection, key, place, ask }) {
    super();
    this.store = new Store(connection, key);
    this.place = place;
    this.ask = (path, request) => ask(path, { device: this.store.self.device, ...request });
    this.#tabs = new Tabs(place.Channel, connection.name);
  }

  /**
   * @param {object} parts
   * @param {object} [parts.self] of a new store: { person, device, token, epoch }
   * @param {() => Promise<void>} [parts.enrol] of a new store: see door.js
   * @param {import("./reception.js").Reception} parts.reception
   * @param {() => boolean} parts.hasPin without one nobody could open the store again while there is no network
   */
  async begin({ self, enrol, reception, hasPin }) {
    const { store } = this;
    this.#isBlank = Boolean(self);
    await store.begin(self, enrol);
    const heard = reception.heard(store.self);
    if (heard) Object.assign(store.self, { epoch: heard.epoch, token: heard.token, offset: heard.offset }); // kept by the engine
    const register = () => reception.register(store.self);
    this.engine = new Engine({ store, ask: this.ask, register, place: this.place, heard });
    this.#idle = new Idle(this.place, {
      onIdle: () => this.emit("idle"),
      onTouch: () => this.#tabs.post("touch"),
      mayLock: () => hasPin() || this.place.isOnline(),
    });
    this.#listen();
    this.engine.refresh();
    return this;
  }

  /** Begin to send and to fetch, and later let go what has been here long enough. */
  async work() {
    this.place.whenIdle(() => this.#attempt(() => this.#retire()));
    await new Promise((resolve) => setTimeout(resolve)); // who opens a visit now comes first
    await this.#opening;
    await this.#attempt(() => this.engine.start());
  }

  async #retire() {
    const { retire } = await later();
    await this.alone(() => this.#isOpen && retire(this.store, this.serverNow()));
  }

  async #attempt(work) {
    try {
      await work();
    } catch (error) {
      this.engine.failed(error);
    }
  }

  /** Do what must not meet a round of the engine: whoever changes what a round has read (P12). */
  alone(work) {
    return this.place.locks.request(LOCK, work);
  }

  /** Pack, operations and pieces of a visit as stored; null when its pack is not here. */
  async stored(local) {
    const { holdings } = this.store;
    const [pack, holding, recorded] = await Promise.all([holdings.pack(local), holdings.one(local), this.#recorded(local)]);
    return pack && holding && { pack, holding, ...recorded };
  }

  /** Put a visit on the screen. @param {Promise<object>|null} coming a pack that was already asked for */
  open(id, coming = null) {
    return (this.#opening = this.#opened(id, coming));
  }

  async #opened(id, coming) {
    const isBlank = this.#isBlank;
    this.#isBlank = false;
    const local = await this.store.nameOf(id);
    this.#missed.delete(local);
    const stored = isBlank ? null : await this.stored(local);
    if (stored && !this.isExpired(stored.holding)) return this.#show(local, stored);
    try {
      const pack = await (coming ?? fetchPack(id, this.ask, { counts: this.store.outbox.counts(local) }));
      if (stored) await this.renew(local, pack);
      else this.#keepNew(local, pack);
      const recorded = isBlank ? NOTHING : await this.#recorded(local);
      return this.#show(local, { ...recorded, foreign: [], pack, holding: { cursor: cursorOf(pack), wish: null } });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { problem: stored ? "expired" : error.problem, message: error.said };
    }
  }

  /** Put a newer pack in the place of one that is here, not while the changes since are being read. */
  renew(local, pack) {
    return this.alone(async () => {
      const { cursor } = await this.store.holdings.one(local);
      const isOlder = cursor.epoch === pack.epoch && cursor.seq > pack.seq;
      if (isOlder && (await this.store.holdings.pack(local))) return;
      await this.store.holdings.putPack(local, pack, { meta: metaOf(pack), cursor: cursorOf(pack, cursor) });
    });
  }

  isExpired({ cursor }) {
    return this.serverNow() > Date.parse(cursor.expires_at);
  }

  /** The server's time, as far as this device knows how wrong its own clock is (P13). */
  serverNow() {
    return this.place.now() + (this.store.self.offset ?? 0);
  }

  leave(visit) {
    for (const visits of this.#visits.values()) visits.delete(visit);
  }

  get openVisits() {
    return [...this.#visits.values()].flatMap((visits) => [...visits]);
  }

  /** Tell the other tabs. */
  tell(type, facts) {
    this.#tabs.post(type, facts);
  }

  async close() {
    this.#isOpen = false;
    this.#idle.stop();
    for (const visit of this.openVisits) visit.leave();
    await Promise.all([this.engine.stop(), this.store.close()]);
    this.#tabs.close();
  }

  async #recorded(local) {
    const { holdings, operations, pieces } = this.store;
    const [foreign, own, evidence] = await Promise.all([
      holdings.foreign(local),
      operations.all(local),
      pieces.all(local),
    ]);
    return { foreign, own, pieces: evidence };
  }

  #show(local, stored) {
    const visit = new OpenVisit(stored, new Keeping(this, local));
    if (!this.#visits.has(local)) this.#visits.set(local, new Set());
    this.#visits.get(local).add(visit);
    if (this.#missed.has(local)) this.#attempt(() => this.#catchUp(local, visit));
    return visit;
  }

  async #catchUp(local, visit) {
    const stored = await this.stored(local);
    if (stored) visit.renew(stored);
  }

  /** The visits that are on the screen under this name. */
  #showing(local) {
    const visits = [...(this.#visits.get(local) ?? [])];
    if (!visits.length) this.#missed.add(local);
    return visits;
  }

  // The screen does not wait for the disk.
  #keepNew(local, pack) {
    this.putNew(local, pack).catch((error) => this.emit("storage", { reason: error.name }));
  }

  /** Keep the pack of a visit that is not here. */
  async putNew(local, pack) {
    await this.store.holdings.putPack(local, pack, { meta: metaOf(pack), cursor: cursorOf(pack), onlyNew: true });
    await this.engine.survey();
    if (!this.store.outbox.isEmpty(local)) this.engine.touched();
    this.emit("visits");
  }

  #listen() {
    const { store, engine } = this;
    store.on("operations", ({ written }) => this.#tellDurable(written));
    const showing = (local) => this.#showing(local);
    new Relay({ store, engine, tabs: this.#tabs, showing, stored: (local) => this.stored(local) });
    store.on("storage", () => this.emit("storage"));
    engine.on("revoked", () => this.#giveUp());
    engine.on("gaps", (gaps) => this.#lost(gaps));
    this.#tabs.on("touch", () => this.#idle.touch());
    for (const type of ["lock", "flush"]) this.#tabs.on(type, (message) => this.emit(type, message));
  }

  async #giveUp() {
    const { giveUp } = await later();
    await this.#attempt(() => this.alone(() => giveUp(this)));
    this.emit("visits");
  }

  async #lost(gaps) {
    this.emit("gaps", gaps.length ? await (await later()).lostOf(this.store, gaps) : gaps);
  }

  // For whoever measures, and for tests in a browser: these are on the disk now.
  #tellDurable(written) {
    const detail = { at: performance.now(), ids: written.map(({ op }) => op.id) };
    this.place.document.dispatchEvent(new CustomEvent("assess:durable", { detail }));
  }
}
