// When things are sent: at the start, when the network or the person comes back, a second after each change, by a
// timer with growing waits, and by the button. One tab at a time sends for all (P2, P7, P14).

import { Events } from "../model/events.js";
import { Failure } from "./transport.js";

/** Who holds it sends, fetches and renews packs. */
export const LOCK = "assess-sync";
const AFTER_CHANGE = 1000;
const IDLE = 60_000;
const WAITS = [1, 2, 4, 8, 15, 30, 60, 120];
/** Of one visit: the others go on. */
const OF_A_VISIT = ["no-visit", "refused"];

/** Milliseconds before the next try; `random` in [0, 1) spreads the devices of a team that lost the same network. */
export function backoff(attempt, random = Math.random()) {
  return WAITS[Math.min(attempt, WAITS.length - 1)] * 1000 * (0.75 + random / 2);
}

/** How many of them the server did not apply. */
function setAside(settled) {
  const count = (status) => settled.filter(({ receipt }) => receipt.status === status).length;
  return { rejected: count("rejected"), quarantined: count("quarantined") };
}

export class Engine extends Events {
  state = {
    online: true,
    sending: false,
    operations: 0,
    photos: 0,
    oldestAt: null,
    lastSentAt: null,
    problem: null,
    message: "",
    visits: {},
  };
  #store;
  #register;
  #place;
  #ask;
  #round = null;
  #names = new Map();
  #running = null;
  #next = null;
  #timer = null;
  #failures = 0;
  #isTouched = false;
  #isRegistered = false;
  #heard;
  #epoch = "";
  #stopping = new AbortController();

  /**
   * @param {object} parts
   * @param {import("../store/store.js").Store} parts.store
   * @param {(path: string, request?: object) => Promise<object>} parts.ask
   * @param {() => Promise<object>} parts.register  POST /sync/devices for the person of the store; throws Failure
   * @param {object} parts.place  the browser: see model/place.js
   * @param {object|null} parts.heard  the server's answer to that, when it was asked already
   */
  constructor({ store, ask, register, place, heard = null }) {
    super();
    this.#store = store;
    this.#register = register;
    this.#place = place;
    this.#heard = heard;
    this.#epoch = store.self.epoch ?? "";
    this.#ask = (path, request) => ask(path, { ...request, signal: this.#stopping.signal });
  }

  async start() {
    const { signal } = this.#stopping;
    const { events, document } = this.#place;
    events.addEventListener("online", () => this.now(), { signal });
    events.addEventListener("offline", () => this.refresh(), { signal });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.now(), { signal });
    await this.survey();
    return this.now();
  }

  /** Send and fetch everything; resolves when that is over, whatever came of it. */
  now() {
    this.#failures = 0;
    return this.#run(true);
  }

  /** Something was recorded: send it soon, along with what follows it. */
  touched() {
    this.refresh();
    this.#isTouched = true;
    if (!this.#running && !this.#failures) this.#plan(AFTER_CHANGE, false);
  }

  /** What waits and why. @param {string} [visit] only of this one */
  async waiting(visit) {
    const { listWaiting } = await import("../model/later.js");
    return listWaiting(this.#store, visit);
  }

  async stop() {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** What another tab that sends has said of it. */
  hear(state) {
    this.#set(state);
  }

  /** Read what is known of each visit: names, last contact, what was set aside. */
  async survey() {
    for (const { local, meta, cursor } of await this.#store.holdings.all()) {
      this.#names.set(local, meta.id);
      const settled = [...(await this.#store.operations.blocks(local)).values()].flat();
      this.#noteVisit(meta.id, setAside(settled));
      if (cursor.last_sent_at > (this.state.lastSentAt ?? 0)) this.state.lastSentAt = cursor.last_sent_at;
    }
    this.refresh();
  }

  /** The same for what has just been settled. */
  noteReceipts(local, settled) {
    const visit = this.#names.get(local);
    const known = this.state.visits[visit];
    if (known) {
      const { rejected, quarantined } = setAside(settled);
      this.#noteVisit(visit, { rejected: known.rejected + rejected, quarantined: known.quarantined + quarantined });
    }
    this.refresh();
  }

  /** Count again what waits. */
  refresh() {
    const { outbox } = this.#store;
    for (const [local, visit] of this.#names) this.#noteVisit(visit, outbox.waiting(local), false);
    this.#set({ online: this.#place.isOnline(), oldestAt: outbox.oldestAt(), ...outbox.total() });
  }

  #run(isFull) {
    if (this.#stopping.signal.aborted) return Promise.resolve();
    if (this.#running) {
      this.#next = isFull || this.#next || false;
      return this.#running;
    }
    clearTimeout(this.#timer);
    this.#running = this.#rounds(isFull);
    return this.#running;
  }

  async #rounds(isFull) {
    let wait = IDLE;
    try {
      for (let full = isFull; full !== null; full = this.#next) {
        this.#next = null;
        this.#isTouched = false;
        wait = await this.#locked(full);
      }
    } finally {
      this.#running = null;
      if (!this.#stopping.signal.aborted) this.#planNext(wait);
    }
  }

  async #locked(isFull) {
    this.refresh();
    if (!this.state.online) return IDLE;
    const { signal } = this.#stopping;
    try {
      return await this.#place.locks.request(LOCK, { signal }, () => this.#attempt(isFull));
    } catch (error) {
      if (signal.aborted) return IDLE; // stopped while another tab was sending
      throw error;
    }
  }

  async #attempt(isFull) {
    this.#set({ sending: true });
    try {
      const problem = await this.#everything(isFull);
      this.#failures = 0;
      this.#set({ problem, message: "" });
      return IDLE * (0.75 + Math.random() / 2);
    } catch (error) {
      return this.failed(error);
    } finally {
      this.refresh();
      this.#set({ sending: false });
      this.emit("said", this.state);
    }
  }

  async #everything(isFull) {
    if (!this.#isRegistered) await this.#introduce();
    const holdings = await this.#store.holdings.all();
    const { outbox } = this.#store;
    const due = holdings.filter(({ local, wish }) => isFull || wish || !outbox.isEmpty(local));
    let problem = null;
    for (const holding of due) problem = (await this.#visit(holding)) ?? problem;
    return problem;
  }

  async #introduce() {
    const { epoch, token, offset, gaps = [] } = this.#heard ?? (await this.#register());
    this.#heard = null;
    this.#isRegistered = true;
    this.#epoch = epoch;
    await this.#store.know({ epoch, token, offset });
    this.emit("gaps", gaps);
  }

  async #visit(holding) {
    const { id } = holding.meta;
    this.#names.set(holding.local, id);
    try {
      const round = await this.#ready();
      const { differs } = await round.run(holding, this.#epoch);
      this.#noteVisit(id, { differs, problem: null });
      return differs ? "differs" : null;
    } catch (error) {
      if (!(error instanceof Failure) || !OF_A_VISIT.includes(error.problem)) throw error;
      this.#noteVisit(id, { problem: error.problem, message: error.said });
      return "no-visit";
    }
  }

  // How it is done is loaded when there is something to do: the page shows a visit before.
  async #ready() {
    const { Round } = await import("./round.js").catch(() => {
      throw new Failure("unknown"); // the network, as with any request
    });
    const onUpload = (visit, upload) => this.#noteVisit(visit, { upload });
    const onSent = () => this.#set({ lastSentAt: Date.now() });
    this.#round ??= new Round({ store: this.#store, ask: this.#ask, onUpload, onSent });
    return this.#round;
  }

  /** Say what went wrong. @returns {number} milliseconds until it is tried again */
  failed(error) {
    const wait = backoff(this.#failures);
    this.#failures += 1;
    if (error instanceof Failure) {
      if (!["busy", "unknown"].includes(error.problem)) this.#isRegistered = false;
      this.#set({ problem: error.problem, message: error.said });
      if (error.problem === "revoked") this.emit("revoked");
      return Math.max(wait, error.retryAfter * 1000);
    }
    this.#set({ problem: "storage", message: `${error.name}: ${error.message}` });
    return wait;
  }

  // What was recorded while a round ran may have come too late for it.
  #planNext(wait) {
    if (this.#isTouched && !this.#failures) this.#plan(AFTER_CHANGE, false);
    else this.#plan(wait, true);
  }

  #plan(wait, isFull) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(isFull), wait);
  }

  #noteVisit(visit, facts, isSaid = true) {
    const blank = { operations: 0, photos: 0, rejected: 0, quarantined: 0, differs: false, upload: null };
    this.state.visits[visit] = { ...blank, ...this.state.visits[visit], ...facts };
    if (isSaid) this.emit("sync", this.state);
  }

  #set(facts) {
    const isNew = Object.entries(facts).some(([name, value]) => this.state[name] !== value);
    Object.assign(this.state, facts);
    if (isNew) this.emit("sync", this.state);
  }
}
