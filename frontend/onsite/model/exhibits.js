// The evidence of a visit: what this device holds and what the server has from others.

const MARKS = { kept: "sent", refused: "refused" };

export class Exhibits {
  #pieces = new Map();
  #blob;

  /** @param {(piece: object) => Promise<Blob|null>} blob gives the bytes that this device holds */
  constructor(blob) {
    this.#blob = blob;
  }

  /** A piece of this device. @param {object|null} receipt */
  put(piece, receipt) {
    const said = { mark: MARKS[receipt?.status] ?? "local", reason: receipt?.reason ?? "" };
    this.#pieces.set(piece.id, { ...this.#pieces.get(piece.id), ...piece, ...said, blob: () => this.#blob(piece) });
  }

  /** Pieces that the server has; what it says of one of this device is added to it. */
  putAll(pieces) {
    for (const piece of pieces) this.#pieces.set(piece.id, { reason: "", ...this.#pieces.get(piece.id), ...piece, mark: "sent" });
  }

  drop(id) {
    this.#pieces.delete(id);
  }

  of(criterion) {
    return [...this.#pieces.values()].filter((piece) => piece.criterion === criterion);
  }

  /** Photos and files of each criterion. @param {(piece: object) => boolean} isThere @returns {Map<string, number>} */
  counts(isThere) {
    const counts = new Map();
    for (const piece of this.#pieces.values()) {
      if (piece.kind === "signature" || piece.mark === "refused" || !isThere(piece)) continue;
      counts.set(piece.criterion, (counts.get(piece.criterion) ?? 0) + 1);
    }
    return counts;
  }
}
