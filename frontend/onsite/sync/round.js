// One visit brought up to date: own operations out, then evidence, the others' changes in, and, when nothing waits, a
// look whether device and server agree (P17) and the wish to close (P16).

import { digestOf } from "../core/digest.js";
import { Ledger } from "../model/ledger.js";
import { comingBack, offerAgain, reopen, wasKept } from "../store/again.js";
import { putReceipts } from "../store/settled.js";
import { offer } from "./offer.js";
import { OPEN, cursorOf, fetchPack, metaOf } from "./pack.js";
import { pull } from "./pull.js";
import { Failure } from "./transport.js";
import { upload } from "./upload.js";

/** The visit is not to be had, which must not keep anybody from handing in what was recorded in it. */
const NO_PACK = ["no-visit", "refused"];
const UNSENT = ["unknown", "busy"];

export class Round {
  #store;
  #ask;
  #onUpload;
  #onSent;
  /** What was compared last, so that an idle device does not fold everything each minute: local -> "digest made". */
  #compared = new Map();

  /**
   * @param {object} parts
   * @param {import("../store/store.js").Store} parts.store
   * @param {(path: string, request?: object) => Promise<object>} parts.ask see transport.js
   * @param {(visit: string, upload: {id: string, sent: number, size: number}|null) => void} parts.onUpload
   * @param {() => void} parts.onSent  something has a receipt
   */
  constructor({ store, ask, onUpload, onSent }) {
    this.#store = store;
    this.#ask = ask;
    this.#onUpload = onUpload;
    this.#onSent = onSent;
  }

  /**
   * @param {import("../store/holdings.js").Holding} holding
   * @param {string} epoch of the server, as it last said
   * @returns {Promise<{differs: boolean}>} throws Failure
   */
  async run(holding, epoch) {
    const known = epoch && epoch !== holding.cursor.epoch ? await this.#restored(holding, epoch) : holding;
    const first = await this.#exchange(known).catch((error) => this.#announced(known, error));
    if (!first.restored) return first;
    const second = await this.#exchange(await this.#restored(known, first.epoch));
    if (second.restored) throw new Failure("server-behind");
    return second;
  }

  // What does not go through can still be announced by a small request: should this device be lost, the server knows
  // how much never arrived (P4).
  async #announced({ local, meta, cursor }, error) {
    if (error instanceof Failure && UNSENT.includes(error.problem)) {
      const path = `/sync/visits/${meta.id}/changes?since=${cursor.seq}`;
      await this.#ask(path, { counts: this.#counts(local) }).catch((again) => {
        if (!(again instanceof Failure)) throw again;
      });
    }
    throw error;
  }

  async #exchange(holding) {
    const { local, cursor } = holding;
    const offered = await this.#offer(holding);
    const uploaded = await this.#upload(holding);
    if (offered && offered.epoch !== cursor.epoch) return { restored: true, epoch: offered.epoch };
    if (!(await this.#store.holdings.pack(local))) return { differs: false };
    const pulled = await this.#pull(holding, Boolean(offered) || uploaded > 0);
    if (pulled.restored) return pulled;
    const after = { ...holding, cursor: pulled.cursor };
    const differs = await this.#differs(after, pulled.digest);
    if (!differs && after.wish) await this.#close(after);
    return { differs };
  }

  // The server begins anew from a backup: its pack is the new ground, and it is offered everything again (P22).
  async #restored(holding, epoch = holding.cursor.epoch) {
    const { local, cursor } = holding;
    try {
      return await this.#renewed(holding, { again: true });
    } catch (error) {
      if (!(error instanceof Failure) || !NO_PACK.includes(error.problem)) throw error;
      const moved = { ...cursor, epoch, seq: 0 };
      await offerAgain(this.#store, local, moved);
      return { ...holding, cursor: moved };
    }
  }

  async #offer({ local, meta }) {
    const waiting = await this.#store.operations.waiting(local);
    if (!waiting.length) return null;
    const path = `/sync/visits/${meta.id}/operations`;
    return offer(waiting, {
      post: (operations) => this.#ask(path, { json: { operations }, counts: this.#counts(local) }),
      keep: async (settled) => {
        await putReceipts(this.#store, local, settled);
        this.#onSent();
      },
      limits: meta.limits,
    });
  }

  async #upload({ local, meta }) {
    let uploaded = 0;
    for (const { piece } of await this.#store.pieces.waiting(local)) {
      const bytes = await this.#store.pieces.bytes(local, piece.id);
      if (!bytes) continue;
      if (!piece.announced) await markAnnounced(this.#store, local, piece);
      const report = (sent) => this.#onUpload(meta.id, { id: piece.id, sent, size: piece.size });
      const receipt = await upload(piece, bytes, { ask: this.#evidence(local, meta.id), onProgress: report });
      await this.#store.pieces.putReceipt(local, piece, receipt);
      this.#onSent();
      uploaded += 1;
    }
    this.#onUpload(meta.id, null);
    return uploaded;
  }

  #evidence(local, visit) {
    const path = `/sync/visits/${visit}/evidence`;
    return (rest, request) => this.#ask(`${path}${rest}`, { ...request, counts: this.#counts(local) });
  }

  async #pull(holding, hasSent) {
    const { local, meta } = holding;
    const cursor = hasSent ? { ...holding.cursor, last_sent_at: Date.now() } : holding.cursor;
    const to = {
      get: (since) => this.#ask(`/sync/visits/${meta.id}/changes?since=${since}`, { counts: this.#counts(local) }),
      keep: (now, operations) => this.#store.holdings.takeChanges(local, now, operations),
    };
    try {
      return await pull({ cursor }, to);
    } catch (error) {
      if (!(error instanceof Failure) || error.body?.code !== "pack_expired") throw error;
      return { cursor: (await this.#renewed({ ...holding, cursor })).cursor, digest: null };
    }
  }

  // Its time is over, or the server has forgotten that it was given: a new one is shown instead (P25).
  async #renewed(holding, { again = false } = {}) {
    const { local, meta, cursor } = holding;
    const pack = await fetchPack(meta.id, this.#ask, { counts: this.#counts(local) });
    const renewed = { meta: metaOf(pack), cursor: cursorOf(pack, cursor) };
    const back = again ? await comingBack(this.#store, local, wasKept) : undefined;
    await this.#store.holdings.putPack(local, pack, { ...renewed, back });
    return { ...holding, ...renewed };
  }

  // Only what has all arrived can be compared; whatever is recorded meanwhile is compared the next time.
  async #differs({ local, meta }, digest) {
    const mark = `${digest} ${this.#counts(local).made}`;
    if (!digest || !this.#isQuiet(local) || this.#compared.get(meta.id) === mark) return false;
    const ledger = await ledgerOf(this.#store, local);
    if (ledger.pending().length) return false;
    const ours = await digestOf(ledger.sorted());
    if (ours === digest) this.#compared.set(meta.id, mark);
    return ours !== digest;
  }

  async #close({ local, meta, cursor }) {
    if (!OPEN.includes(cursor.status)) return this.#store.holdings.putWish(local, null);
    const ledger = await ledgerOf(this.#store, local);
    if (!this.#isQuiet(local) || ledger.pending().length) return undefined;
    const [digest, { made, kept }] = await Promise.all([digestOf(ledger.sorted()), this.#inventory(local)]);
    const json = { digest, operations: made, evidence: kept, instrument_sha256: meta.instrument_sha256, close: true };
    const path = `/sync/visits/${meta.id}/manifest`;
    const { state, missing, refusal = "", status } = await this.#ask(path, { json, counts: this.#counts(local) });
    const closing = { state, missing, refusal };
    await this.#store.holdings.takeChanges(local, { ...cursor, closing, status: status ?? cursor.status });
    await this.#offerMissing(local, missing);
    return refusal || state === "complete" ? this.#store.holdings.putWish(local, null) : undefined;
  }

  async #inventory(local) {
    const [operations, pieces] = await Promise.all([
      this.#store.operations.all(local),
      this.#store.pieces.all(local),
    ]);
    const made = operations.filter(({ receipt }) => receipt?.status !== "rejected").map(({ op }) => op.id);
    const kept = pieces.filter(({ receipt }) => receipt?.status === "kept").map(({ piece }) => piece.id);
    return { made, kept };
  }

  // The server names what it lacks, although it had acknowledged it: it gets it again.
  async #offerMissing(local, missing) {
    const lacking = new Set([...(missing?.operations ?? []), ...(missing?.evidence ?? [])]);
    if (lacking.size) await reopen(this.#store, local, lacking);
  }

  #isQuiet(local) {
    return this.#store.outbox.isEmpty(local) && !this.#store.unsaved;
  }

  #counts(local) {
    return this.#store.outbox.counts(local);
  }
}

// The server may know of the piece: from then on only an operation takes it away.
async function markAnnounced({ sealed }, local, piece) {
  const meta = await sealed.ofVisit("evidence", local, { ...piece, announced: true });
  await sealed.connection.write("evidence", (transaction) => transaction.store.put(meta, piece.id));
}

/** A visit as it is stored, for whoever does not have it open. */
export async function ledgerOf(store, local) {
  const [pack, foreign, own] = await Promise.all([
    store.holdings.pack(local),
    store.holdings.foreign(local),
    store.operations.all(local),
  ]);
  return Ledger.of({ pack, foreign, own });
}
