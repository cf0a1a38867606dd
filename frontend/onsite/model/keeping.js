// What connects a visit on the screen with the store: where its operations and its evidence go.

export class Keeping {
  #session;
  #local;

  /** @param {import("./session.js").Session} session @param {string} local what the visit is called in the store */
  constructor(session, local) {
    this.#session = session;
    this.#local = local;
    this.device = session.store.self.device;
  }

  append(op, onSaved) {
    return this.#store.append(this.#local, op, onSaved);
  }

  flush() {
    return this.#store.flush();
  }

  /** Keep a piece: see adding.js. */
  async addEvidence(piece, blob, limits) {
    const { addPiece } = await import("./later.js");
    return addPiece(this.#session, this.#local, piece, blob, limits);
  }

  /** Take away what the server cannot know of yet. @returns {Promise<boolean>} false when only an operation will do */
  async dropEvidence(id) {
    const { dropPiece } = await import("./later.js");
    return dropPiece(this.#store, this.#local, id);
  }

  /** @returns {Promise<Blob|null>} null when the bytes are no longer on this device */
  async blob(piece) {
    const { blobOf } = await import("./later.js");
    return blobOf(this.#session, this.#local, piece);
  }

  close() {
    return this.#store.holdings.putWish(this.#local, { at: Date.now() });
  }

  leave(visit) {
    this.#session.leave(visit);
  }

  get #store() {
    return this.#session.store;
  }
}
