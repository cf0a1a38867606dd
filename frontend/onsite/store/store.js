// What one person holds in this browser. Records are sealed; what can be read without the key are random ids, counters
// and which operations have a receipt.
//
//   own         "self"                    person, token and epoch
//   visits      [visit, "meta"]           what the pack says of the visit; written with the pack
//               [visit, "cursor"]         how far the changes of others are known; written by whoever sends
//               [visit, "wish"]           that fieldwork is to be closed
//   packs       visit                     the pack
//   operations  1, 2, 3 …                 own operations as recorded, never altered
//   foreign     1, 2, 3 …                 operations that the server told of, some at a time
//   receipts    number of the operation, or id of the piece: what the server said of it
//   evidence    id                        what a photo, file or signature is
//   bytes       id                        its bytes, written once
//
// `visit` is an HMAC of the visit's id under a secret of this store, so that two tabs find the same one.

import { Events } from "../model/events.js";
import { Cipher } from "./cipher.js";
import { Outbox } from "./outbox.js";
import { Writer } from "./writer.js";

const ALL_OF_A_VISIT = ["visits", "packs", "operations", "foreign", "receipts", "evidence", "bytes"];

export class Store extends Events {
  outbox = new Outbox();
  #connection;
  #cipher;
  #naming;
  #writer;

  /** @param {import("./database.js").Connection} connection @param {CryptoKey} key of the vault */
  constructor(connection, key) {
    super();
    this.#connection = connection;
    this.#cipher = new Cipher(key);
    this.#writer = new Writer({
      write: (entries) => this.#add(entries),
      makeRoom: () => this.makeRoom(),
      onState: () => this.emit("storage"),
    });
  }

  get failing() {
    return this.#writer.failing;
  }

  get unsaved() {
    return this.#writer.unsaved;
  }

  // --- the store itself

  /** @param {object} [self] given when the store is new */
  async begin(self) {
    const known = await this.#get("own", "self");
    this.self = known ?? { ...self, secret: [...crypto.getRandomValues(new Uint8Array(32))] };
    if (!known) await this.#put("own", "self", this.self);
    const secret = Uint8Array.from(this.self.secret);
    this.#naming = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    await this.#loadOutbox();
    return this;
  }

  async update(facts) {
    this.self = { ...this.self, ...facts };
    await this.#put("own", "self", this.self);
  }

  /** What a visit is called in this store. */
  async nameOf(visit) {
    const name = await crypto.subtle.sign("HMAC", this.#naming, new TextEncoder().encode(visit));
    return Array.from(new Uint8Array(name).subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  flush() {
    return this.#writer.flush();
  }

  async close() {
    this.#writer.stop();
    await this.#writer.flush();
    await this.#connection.close();
  }

  // --- visits and packs

  /** @returns {Promise<{local: string, meta: object, cursor: object, wish: object|null}[]>} */
  async holdings() {
    const locals = await this.#connection.read("visits", (transaction) => transaction.store.getAllKeys());
    const found = await Promise.all([...new Set(locals.map(([local]) => local))].map((local) => this.holding(local)));
    return found.filter((holding) => holding?.meta);
  }

  /** @returns {Promise<{local: string, meta: object, cursor: object, wish: object|null}|null>} */
  async holding(local) {
    const names = ["meta", "cursor", "wish"];
    const parts = await Promise.all(names.map((name) => this.#get("visits", [local, name])));
    const [meta, cursor, wish] = parts;
    return meta ? { local, meta, cursor, wish } : null;
  }

  pack(local) {
    return this.#get("packs", local);
  }

  /**
   * Keep a pack. It holds the heads of every field, so what was known of others' changes goes. With `again` every
   * operation that the server had acknowledged is to be offered anew (P22).
   */
  async putPack(local, pack, { meta, cursor, again = false }) {
    const sealed = await this.#sealAll([
      ["packs", local, pack],
      ["visits", [local, "meta"], meta],
      ["visits", [local, "cursor"], cursor],
    ]);
    const lost = again ? await this.#acknowledged(local) : [];
    await this.#connection.write(["packs", "visits", "foreign", "receipts"], async (transaction) => {
      const foreign = transaction.objectStore("foreign");
      const old = await foreign.index("visit").getAllKeys(local);
      await Promise.all([
        ...sealed.map(([store, key, value]) => transaction.objectStore(store).put(value, key)),
        ...old.map((key) => foreign.delete(key)),
        ...lost.map((n) => transaction.objectStore("receipts").delete(n)),
      ]);
    });
    this.outbox.reopen(local, lost);
    this.emit("pack", { local });
  }

  putCursor(local, cursor) {
    return this.#put("visits", [local, "cursor"], cursor);
  }

  async putWish(local, wish) {
    await this.#put("visits", [local, "wish"], wish);
    this.emit("wish", { local });
  }

  /** Note how far the changes are known, and the operations among them, in one step. */
  async takeChanges(local, cursor, operations) {
    const place = `foreign/${local}`;
    const sealed = await this.#sealAll([["visits", [local, "cursor"], cursor]]);
    const block = operations.length ? { visit: local, ...(await this.#cipher.seal(place, operations)) } : null;
    await this.#connection.write(["visits", "foreign"], async (transaction) => {
      const puts = sealed.map(([store, key, value]) => transaction.objectStore(store).put(value, key));
      await Promise.all(block ? [...puts, transaction.objectStore("foreign").add(block)] : puts);
    });
    this.emit("changes", { local, cursor, operations });
  }

  async foreign(local) {
    const blocks = await this.#allOf("foreign", local);
    return (await Promise.all(blocks.map((block) => this.#cipher.open(`foreign/${local}`, block)))).flat();
  }

  // --- operations

  /** @param {(isSaved: boolean) => void} [onSaved] see Writer.append */
  append(local, op, onSaved) {
    return this.#writer.append({ local, op, sealed: null }, onSaved);
  }

  /** Own operations in the order of recording. @returns {Promise<{n: number, op: object, receipt: object|null}[]>} */
  async operations(local) {
    const [keys, values, receipts] = await this.#connection.read(["operations", "receipts"], (transaction) => {
      const index = transaction.objectStore("operations").index("visit");
      const settled = transaction.objectStore("receipts").index("visit");
      return Promise.all([index.getAllKeys(local), index.getAll(local), pairs(settled, local)]);
    });
    const [ops, found] = await Promise.all([
      this.#openAll("operations", local, values),
      this.#openAll("receipts", local, receipts.map(([, value]) => value)),
    ]);
    const receiptOf = new Map(receipts.map(([key], at) => [key, found[at]]));
    return ops.map((op, at) => ({ n: keys[at], op, receipt: receiptOf.get(keys[at]) ?? null }));
  }

  /** Some of them by their counters. */
  async some(local, counters) {
    const found = await this.#connection.read(["operations", "receipts"], (transaction) =>
      Promise.all(
        counters.map((n) =>
          Promise.all([transaction.objectStore("operations").get(n), transaction.objectStore("receipts").get(n)]),
        ),
      ),
    );
    const present = counters.map((n, at) => [n, ...found[at]]).filter(([, sealed]) => sealed);
    return Promise.all(
      present.map(async ([n, sealed, receipt]) => ({
        n,
        op: await this.#cipher.open(`operations/${local}`, sealed),
        receipt: receipt ? await this.#cipher.open(`receipts/${local}`, receipt) : null,
      })),
    );
  }

  /** Own operations without a receipt, in the order of recording. */
  async waiting(local) {
    return this.some(local, await this.#waitingOf("operations", local));
  }

  /** @param {{n: number, op: object, receipt: object}[]} settled */
  async putReceipts(local, settled) {
    if (!settled.length) return;
    await this.#putReceipts(local, settled.map(({ n, receipt }) => [n, receipt]));
    this.emit("receipts", { local, settled });
  }

  // --- evidence

  /** Bytes first refused: a photo never takes the room that answers need. */
  async putPiece(local, piece, bytes) {
    const meta = { visit: local, ...(await this.#cipher.seal(`evidence/${local}`, piece)) };
    const sealed = await this.#cipher.sealBytes(`bytes/${local}`, bytes);
    await this.#connection.write(["evidence", "bytes"], (transaction) =>
      Promise.all([
        transaction.objectStore("evidence").add(meta, piece.id),
        transaction.objectStore("bytes").add(sealed, piece.id),
      ]),
    );
    this.outbox.addPiece(local, piece.id);
    this.emit("pieces", { local, pieces: [{ piece, receipt: null }] });
  }

  /** @returns {Promise<{piece: object, receipt: object|null}[]>} */
  async pieces(local) {
    const [values, receipts] = await this.#connection.read(["evidence", "receipts"], (transaction) => {
      const settled = transaction.objectStore("receipts").index("visit");
      return Promise.all([transaction.objectStore("evidence").index("visit").getAll(local), pairs(settled, local)]);
    });
    const found = await this.#openAll("receipts", local, receipts.map(([, value]) => value));
    const receiptOf = new Map(receipts.map(([key], at) => [key, found[at]]));
    const pieces = await this.#openAll("evidence", local, values);
    return pieces.map((piece) => ({ piece, receipt: receiptOf.get(piece.id) ?? null }));
  }

  /** The bytes of a piece, or null when they are no longer here. */
  async bytesOf(local, id) {
    const sealed = await this.#connection.read("bytes", (transaction) => transaction.store.get(id));
    return sealed ? new Uint8Array(await this.#cipher.openBytes(`bytes/${local}`, sealed)) : null;
  }

  async putPieceReceipt(local, piece, receipt) {
    await this.#putReceipts(local, [[piece.id, receipt]]);
    this.emit("pieces", { local, pieces: [{ piece, receipt }] });
  }

  /** Note that the server may know of the piece: from then on it is taken away by an operation. */
  async markAnnounced(local, piece) {
    const meta = { visit: local, ...(await this.#cipher.seal(`evidence/${local}`, { ...piece, announced: true })) };
    await this.#connection.write("evidence", (transaction) => transaction.store.put(meta, piece.id));
  }

  async deletePiece(local, id) {
    await this.#connection.write(["evidence", "bytes", "receipts"], (transaction) =>
      Promise.all(["evidence", "bytes", "receipts"].map((name) => transaction.objectStore(name).delete(id))),
    );
    this.outbox.settle(local, id);
    this.emit("pieces", { local, pieces: [] });
  }

  /** Give up bytes that the server keeps. @returns {Promise<boolean>} whether that made room */
  async makeRoom() {
    const all = await Promise.all(this.outbox.locals().map((local) => this.pieces(local)));
    const kept = all.flat().filter(({ receipt }) => receipt?.status === "kept");
    return this.#dropBytes(kept.map(({ piece }) => piece.id));
  }

  async #dropBytes(ids) {
    const present = await this.#connection.read("bytes", (transaction) =>
      Promise.all(ids.map((id) => transaction.store.getKey(id))),
    );
    const found = present.filter((id) => id !== undefined);
    await this.#connection.write("bytes", (transaction) => Promise.all(found.map((id) => transaction.store.delete(id))));
    return found.length > 0;
  }

  // --- what may go

  /** Everything of a visit but its operations and their receipts, which a restored server may need (P22, P41). */
  async thin(local) {
    await this.#connection.write(["packs", "foreign", "bytes", "evidence", "visits"], async (transaction) => {
      const [foreign, pieces] = await Promise.all(
        ["foreign", "evidence"].map((name) => transaction.objectStore(name).index("visit").getAllKeys(local)),
      );
      await Promise.all([
        transaction.objectStore("packs").delete(local),
        ...foreign.map((key) => transaction.objectStore("foreign").delete(key)),
        ...pieces.flatMap((id) => ["bytes", "evidence"].map((name) => transaction.objectStore(name).delete(id))),
      ]);
    });
  }

  /** Forget a visit. The caller has made sure that nothing of it waits. */
  async forget(local) {
    await this.#connection.write(ALL_OF_A_VISIT, async (transaction) => {
      const indexed = ["operations", "foreign", "receipts", "evidence"];
      const keys = await Promise.all(
        indexed.map((name) => transaction.objectStore(name).index("visit").getAllKeys(local)),
      );
      await Promise.all([
        transaction.objectStore("packs").delete(local),
        ...["meta", "cursor", "wish"].map((part) => transaction.objectStore("visits").delete([local, part])),
        ...keys[3].map((id) => transaction.objectStore("bytes").delete(id)),
        ...indexed.flatMap((name, at) => keys[at].map((key) => transaction.objectStore(name).delete(key))),
      ]);
    });
    this.outbox.forget(local);
  }
}
