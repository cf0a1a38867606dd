// What connects a visit on the screen with the store: where its operations and its evidence go.

const RESERVE = 5_000_000;
const MEASURE = { photo: "photo_bytes", file: "file_bytes", signature: "photo_bytes" };

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

  /**
   * Keep a piece. Photos are refused first: room for answers is kept free (P3).
   * @returns {Promise<{piece: object}|{refused: string, limit?: number}>}
   */
  async addEvidence(piece, blob, limits) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const refused = (await this.#beyond(piece, bytes.length, limits)) ?? (await this.#withoutRoom(bytes.length));
    if (refused) return refused;
    const named = { ...piece, size: bytes.length, sha256: await hex(bytes) };
    try {
      await this.#store.pieces.put(this.#local, named, bytes);
      return { piece: named };
    } catch (error) {
      return { refused: error.name === "QuotaExceededError" ? "space" : "storage" };
    }
  }

  /** Take away what the server cannot know of yet. @returns {Promise<boolean>} false when only an operation will do */
  async dropEvidence(id) {
    const found = (await this.#store.pieces.all(this.#local)).find(({ piece }) => piece.id === id);
    const isOurs = found && (!found.piece.announced || found.receipt?.status === "refused");
    if (isOurs) await this.#store.pieces.remove(this.#local, id);
    return Boolean(isOurs);
  }

  /** @returns {Promise<Blob|null>} null when the bytes are no longer on this device */
  async blob({ id, kind }) {
    const bytes = await this.#store.pieces.bytes(this.#local, id);
    return bytes && new Blob([bytes], { type: typeOf(bytes, kind) });
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

  async #beyond({ kind }, size, limits) {
    const limit = limits[MEASURE[kind]];
    if (size > limit) return { refused: "too_large", limit };
    const pieces = await this.#store.pieces.all(this.#local);
    if (pieces.length >= limits.visit_files) return { refused: "too_many", limit: limits.visit_files };
    const sum = pieces.reduce((total, { piece }) => total + piece.size, size);
    return sum > limits.visit_bytes ? { refused: "visit_full", limit: limits.visit_bytes } : null;
  }

  async #withoutRoom(size) {
    const needed = size + RESERVE;
    if ((await this.#session.free()) >= needed) return null;
    await this.#store.pieces.makeRoom();
    return (await this.#session.free()) >= needed ? null : { refused: "space", limit: needed };
  }
}

async function hex(bytes) {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// By content, as the server does: the type is not stored.
function typeOf(bytes, kind) {
  if (kind === "file") return "application/pdf";
  if (bytes[0] === 0xff) return "image/jpeg";
  return bytes[0] === 0x89 ? "image/png" : "image/webp";
}
