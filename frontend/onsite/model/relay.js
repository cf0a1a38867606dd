// Carries what was written to whoever shows it: the visits on this screen, the engine, and the other tabs. What another
// tab has written is read from the store, so its messages may come late, twice or in any order (P12).

export class Relay {
  #store;
  #engine;
  #tabs;
  #showing;
  #stored;

  /**
   * @param {object} parts
   * @param {import("../store/store.js").Store} parts.store
   * @param {import("../sync/engine.js").Engine} parts.engine
   * @param {import("./tabs.js").Tabs} parts.tabs
   * @param {(local: string) => import("./visit.js").OpenVisit[]} parts.showing
   * @param {(local: string) => Promise<object|null>} parts.stored all of a visit, as OpenVisit takes it
   */
  constructor({ store, engine, tabs, showing, stored }) {
    this.#store = store;
    this.#engine = engine;
    this.#tabs = tabs;
    this.#showing = showing;
    this.#stored = stored;
    this.#listen();
    this.#hear();
  }

  #listen() {
    this.#store.on("operations", ({ written }) => this.#written(written));
    this.#store.on("receipts", ({ local, settled }) => {
      this.#settled(local, settled);
      this.#tabs.post("receipts", { local, counters: settled.map(({ n }) => n) });
    });
    this.#store.on("changes", ({ local, cursor, operations }) => {
      for (const visit of this.#showing(local)) visit.takeChanges(cursor, operations);
      this.#tabs.post("changes", { local });
    });
    this.#store.on("pieces", ({ local, pieces }) => {
      for (const visit of this.#showing(local)) visit.takePieces(pieces);
      this.#engine.touched();
      this.#tabs.post("pieces", { local });
    });
    for (const type of ["pack", "wish"]) {
      this.#store.on(type, ({ local }) => {
        this.#tabs.post(type, { local });
        if (type === "wish") this.#engine.touched();
        else this.#engine.refresh();
        this.#reading(this.#reload(local));
      });
    }
    this.#engine.on("said", (state) => this.#tabs.post("said", { state }));
  }

  #hear() {
    const on = (type, read) => this.#tabs.on(type, (message) => this.#reading(read(message)));
    on("operations", ({ local, counters }) => this.#takeOperations(local, counters));
    on("receipts", ({ local, counters }) => this.#takeReceipts(local, counters));
    on("changes", ({ local }) => this.#takeChanges(local));
    for (const type of ["pack", "pieces", "wish"]) on(type, ({ local }) => this.#takeAnew(local));
    this.#tabs.on("said", ({ state }) => this.#engine.hear(state));
  }

  async #takeOperations(local, counters) {
    const entries = await this.#store.operations.some(local, counters);
    for (const { n, op, receipt } of entries) {
      this.#store.outbox.add(local, n, Date.parse(op.at));
      if (receipt) this.#store.outbox.settle(local, n);
    }
    for (const visit of this.#showing(local)) visit.takeOwn(entries);
    this.#engine.touched();
  }

  async #takeReceipts(local, counters) {
    const entries = await this.#store.operations.some(local, counters);
    const settled = entries.filter(({ receipt }) => receipt);
    for (const { n } of settled) this.#store.outbox.settle(local, n);
    this.#settled(local, settled);
  }

  async #takeChanges(local) {
    const [holding, foreign] = await Promise.all([
      this.#store.holdings.one(local),
      this.#store.holdings.foreign(local),
    ]);
    if (holding) for (const visit of this.#showing(local)) visit.takeChanges(holding.cursor, foreign);
  }

  async #takeAnew(local) {
    await this.#store.recount(local);
    await this.#reload(local);
    await this.#engine.survey();
  }

  // What cannot be read now is said, and read again with the next message or when the visit is opened.
  #reading(promise) {
    promise.catch((error) => this.#engine.failed(error));
  }

  #written(written) {
    for (const local of new Set(written.map((entry) => entry.local))) {
      const counters = written.filter((entry) => entry.local === local).map(({ n }) => n);
      this.#tabs.post("operations", { local, counters });
    }
    this.#engine.touched();
  }

  #settled(local, settled) {
    for (const visit of this.#showing(local)) visit.takeReceipts(settled);
    this.#engine.noteReceipts(local, settled);
  }

  async #reload(local) {
    const stored = this.#showing(local).length ? await this.#stored(local) : null;
    if (stored) for (const visit of this.#showing(local)) visit.renew(stored);
  }
}
