// Evidence on the device: what a piece is, its bytes, which are written once, and what the server said of it (P15).

export class Pieces {
  #store;

  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.#store = store;
  }

  async put(local, piece, bytes) {
    const [meta, sealed] = await Promise.all([
      this.#sealed.ofVisit("evidence", local, piece),
      this.#sealed.cipher.sealBytes(`bytes/${local}`, bytes),
    ]);
    await this.#sealed.connection.write(["evidence", "bytes"], (transaction) =>
      Promise.all([
        transaction.objectStore("evidence").add(meta, piece.id),
        transaction.objectStore("bytes").add(sealed, piece.id),
      ]),
    );
    this.#store.outbox.addPiece(local, piece.id);
    this.#store.emit("pieces", { local, pieces: [{ piece, receipt: null }] });
  }

  /** @returns {Promise<{piece: object, receipt: object|null}[]>} in the order of their ids */
  async all(local) {
    const [pieces, receipts] = await Promise.all([
      this.#sealed.all("evidence", local),
      this.#sealed.all("receipts", local),
    ]);
    return [...pieces].map(([id, piece]) => ({ piece, receipt: receipts.get(id) ?? null }));
  }

  async waiting(local) {
    return (await this.all(local)).filter(({ receipt }) => receipt === null);
  }

  /** @returns {Promise<Uint8Array|null>} null when they are no longer here */
  async bytes(local, id) {
    const sealed = await this.#sealed.connection.read("bytes", (transaction) => transaction.store.get(id));
    return sealed ? new Uint8Array(await this.#sealed.cipher.openBytes(`bytes/${local}`, sealed)) : null;
  }

  async putReceipt(local, piece, receipt) {
    const record = await this.#sealed.ofVisit("receipts", local, receipt);
    await this.#sealed.connection.write("receipts", (transaction) => transaction.store.put(record, piece.id));
    this.#store.outbox.settle(local, piece.id);
    this.#store.emit("pieces", { local, pieces: [{ piece, receipt }] });
  }

  /** Give up bytes that the server keeps. @returns {Promise<boolean>} whether that made room */
  async makeRoom() {
    const all = await Promise.all(this.#store.outbox.locals().map((local) => this.all(local)));
    const kept = all.flat().filter(({ receipt }) => receipt?.status === "kept");
    const { connection } = this.#sealed;
    const present = await connection.read("bytes", (transaction) =>
      Promise.all(kept.map(({ piece }) => transaction.store.getKey(piece.id))),
    );
    const found = present.filter((id) => id !== undefined);
    await connection.write("bytes", (transaction) => Promise.all(found.map((id) => transaction.store.delete(id))));
    return found.length > 0;
  }

  get #sealed() {
    return this.#store.sealed;
  }
}
