// Work that leaves the device by hand or without its person: a copy in a file and its import elsewhere (P5), and the
// hand-over of a device whose person can no longer sign in (P6).

import { readCopy, writeCopy } from "../store/copy.js";
import { putReceipts } from "../store/settled.js";
import { offer } from "./offer.js";
import { Failure } from "./transport.js";
import { upload } from "./upload.js";

const UNSENT = [undefined, "rejected", "refused"];
const isUnsent = ({ receipt }) => UNSENT.includes(receipt?.status);

export class Carrier {
  #store;
  #ask;

  /** @param {{store: import("../store/store.js").Store, ask: Function}} parts */
  constructor({ store, ask }) {
    this.#store = store;
    this.#ask = ask;
  }

  /** Everything that the server has not acknowledged, refused ones too. @returns {Promise<Blob>} */
  async saveCopy(passphrase) {
    const { person, device } = this.#store.self;
    const about = { made_at: new Date().toISOString(), person, device, visits: {} };
    const operations = [];
    const evidence = [];
    for (const { local, meta } of await this.#store.holdings.all()) {
      about.visits[meta.id] = { facility: meta.facility };
      operations.push(...(await this.#store.operations.all(local)).filter(isUnsent).map(({ op }) => op));
      for (const { piece } of (await this.#store.pieces.all(local)).filter(isUnsent)) {
        const bytes = await this.#store.pieces.bytes(local, piece.id);
        if (bytes) evidence.push({ piece: { ...piece, visit: meta.id }, bytes });
      }
    }
    return writeCopy(passphrase, about, operations, evidence);
  }

  async readCopy(file, passphrase) {
    return readCopy(new Uint8Array(await file.arrayBuffer()), passphrase);
  }

  /**
   * Send a copy for those who made it. Doing it again is harmless (P10), and nothing of the file is kept here.
   * @param {(done: number, total: number) => void} [onStep]
   * @returns {Promise<{operations: {op, receipt}[], evidence: {piece, receipt}[], problem: string|null, message: string}>}
   */
  async importCopy({ operations, evidence }, onStep = () => {}) {
    const done = { operations: [], evidence: [], problem: null, message: "" };
    const step = () => onStep(done.operations.length + done.evidence.length, operations.length + evidence.length);
    try {
      for (const [visit, ops] of byVisit(operations)) {
        const keep = async (settled) => (done.operations.push(...settled), step());
        await offer(ops, { post: (batch) => this.#ask(`/sync/visits/${visit}/carried`, { json: { operations: batch } }), keep });
      }
      for (const { piece, bytes } of evidence) {
        const ask = (path, request) => this.#ask(`/sync/visits/${piece.visit}/evidence${path}`, request);
        done.evidence.push({ piece, receipt: await upload(piece, bytes, { ask, onProgress: () => {} }) });
        step();
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      Object.assign(done, { problem: error.problem, message: error.said });
    }
    return done;
  }

  /**
   * Hand over what waits without a session: a person of the authority decides on it. Throws Failure
   * @returns {Promise<{settled: object[]}>}
   */
  async handOver() {
    const { device, token } = this.#store.self;
    const settled = [];
    for (const { local, meta } of await this.#store.holdings.all()) {
      const post = async (operations) => {
        const body = await this.#ask("/sync/handover", { json: { device, token, visits: { [meta.id]: operations } } });
        return { receipts: body.receipts?.[meta.id] };
      };
      const keep = async (some) => {
        await putReceipts(this.#store, local, some);
        settled.push(...some);
      };
      await offer(await this.#store.operations.waiting(local), { post, keep });
    }
    return { settled };
  }
}

/** Operations as `offer` takes them, by visit. */
function byVisit(operations) {
  const groups = new Map();
  for (const op of operations) groups.set(op.visit, [...(groups.get(op.visit) ?? []), { op }]);
  return groups;
}
