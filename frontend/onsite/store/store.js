// What one person holds in this browser. Records are sealed; what can be read without the key are random ids, counters
// and which operations have a receipt (P41).
//
//   vault       "vault"                   the wrapped data key: see vault.js
//   own         "self"                    person, device, token, epoch and the secret that names are made with
//   visits      [visit, part]             see holdings.js
//   packs       visit
//   operations  1, 2, 3 …                 own operations that wait, index visit
//   settled     1, 2, 3 …                 blocks of own operations with what the server said, and their count, index visit
//   foreign     1, 2, 3 …                 blocks of operations that the server told of, index visit
//   evidence    id of the piece           what it is, index visit
//   receipts    id of the piece           what the server said of it, index visit
//   bytes       id of the piece; "reserve/0" …: see reserve.js
//
// `visit` is an HMAC of the visit's id under a secret of this store, so that all tabs find the same one.
//
// Events, of this tab's writing: "operations" {written: {local, n, op}[]}, "receipts" {local, settled: {n, op, receipt}[]},
// "changes" {local, cursor, operations}, "pack" {local}, "wish" {local}, "pieces" {local, pieces: {piece, receipt}[]},
// and "storage" when writing begins to fail or works again.

import { Events } from "../model/events.js";
import { hex } from "../../js/hex.js";
import { Holdings } from "./holdings.js";
import { once } from "./once.js";
import { Operations } from "./operations.js";
import { Outbox } from "./outbox.js";
import { Pieces } from "./pieces.js";
import { Sealed } from "./sealed.js";
import { Writer } from "./writer.js";

const later = () => import("../model/later.js");

export class Store extends Events {
  outbox = new Outbox();
  holdings = new Holdings(this);
  operations = new Operations(this);
  pieces = new Pieces(this);
  /** { person: {id, name}, device, token, epoch, secret } */
  self = null;
  #naming;
  #writer;

  /**
   * @param {import("./database.js").Connection} connection
   * @param {() => CryptoKey|Promise<CryptoKey>} key of the vault; of a new store once the vault is on the disk
   */
  constructor(connection, key) {
    super();
    this.sealed = new Sealed(connection, key);
    this.#writer = new Writer({
      write: (entries) => this.operations.write(entries),
      makeRoom: async () => (await this.pieces.makeRoom()) || (await later()).useReserve(connection),
      onState: () => this.emit("storage"),
    });
  }

  /**
   * Read what is needed to go on; a new store is used before it is on the disk.
   * @param {object} [self] of a new store
   * @param {() => Promise<void>} [enrol] lets it be found at the next start
   */
  async begin(self, enrol) {
    if (self) this.#beginNew(self, enrol);
    else [this.self] = await Promise.all([this.sealed.get("own", "self"), this.#fillOutbox()]);
    const secret = Uint8Array.from(this.self.secret);
    this.#naming = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    await this.#dateOutbox();
    return this;
  }

  // What is recorded comes after all by which it is found again; ended before, there was no store.
  #beginNew(self, enrol) {
    const first = this.sealed;
    this.self = { ...self, secret: [...crypto.getRandomValues(new Uint8Array(32))] };
    const key = once(async () => {
      await first.put("own", "self", this.self);
      await enrol();
      return first.cipher.key();
    });
    this.sealed = new Sealed(first.connection, key);
    key().catch(() => {}); // whoever writes is told
  }

  /** Keep new facts of the person, the device or the server. */
  async know(facts) {
    this.self = { ...this.self, ...facts };
    await this.sealed.put("own", "self", this.self);
  }

  /** Resolves once a new store will be found at the next start, or could not be made. */
  async isWhole() {
    await this.sealed.cipher.key().catch(() => {});
  }

  /** What a visit is called in this store. */
  async nameOf(visit) {
    const name = await crypto.subtle.sign("HMAC", this.#naming, new TextEncoder().encode(visit));
    return hex(name).slice(0, 32);
  }

  /** Record an operation. @param {(isSaved: boolean) => void} [onSaved] see Writer.append */
  append(local, op, onSaved) {
    return this.#writer.append({ local, op, sealed: null }, onSaved);
  }

  /** Why what was recorded last is not on the disk; "" when all is. */
  get failing() {
    return this.#writer.failing;
  }

  get unsaved() {
    return this.#writer.unsaved;
  }

  flush() {
    return this.#writer.flush();
  }

  /** Write what is left. What cannot be written is sealed already, and is tried again while the page is there (P1). */
  async close() {
    await this.flush();
    if (!this.unsaved) this.#writer.stop();
  }

  /** Count anew what waits of a visit that another tab has changed. */
  async recount(local) {
    const counted = (await countedIn(this.sealed.connection)).get(local);
    if (counted) this.outbox.load(local, counted);
  }

  async #fillOutbox() {
    for (const [local, keys] of await countedIn(this.sealed.connection)) this.outbox.load(local, keys);
  }

  async #dateOutbox() {
    for (const [local, n] of this.outbox.undated()) {
      const [{ op }] = await this.operations.some(local, [n]);
      this.outbox.date(local, n, Date.parse(op.at));
    }
  }
}

/**
 * What a store holds by visit, as far as it is readable while it is locked: Map<local, {
 *   operations: number[] counters of those that wait, settled: number of the others, pieces, receipts: ids }>
 */
export async function countedIn(connection) {
  const names = ["operations", "evidence", "receipts", "settled"];
  const [operations, pieces, receipts, blocks] = await connection.read(names, (transaction) =>
    Promise.all(names.map((name) => byVisit(transaction.objectStore(name).index("visit"), name === "settled"))),
  );
  const locals = new Set([...operations.keys(), ...pieces.keys(), ...blocks.keys()]);
  const of = (found, local) => found.get(local) ?? [];
  const counted = (local) => ({
    operations: of(operations, local),
    settled: of(blocks, local).reduce((sum, { count }) => sum + count, 0),
    pieces: of(pieces, local),
    receipts: of(receipts, local),
  });
  return new Map([...locals].map((local) => [local, counted(local)]));
}

async function byVisit(index, isWhole) {
  const found = new Map();
  for (let cursor = await index.openKeyCursor(null, "nextunique"); cursor; cursor = await cursor.continue()) {
    found.set(cursor.key, await (isWhole ? index.getAll(cursor.key) : index.getAllKeys(cursor.key)));
  }
  return found;
}
