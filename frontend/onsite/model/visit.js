// One visit on the screen: what its fields hold now, and every change as an operation of its own.

import { baseOf, digestOf, keyOf, loadInstrument, refusalOf, standingOf } from "../core/index.js";
import { uuid7 } from "../../js/uuid7.js";
import { Events } from "./events.js";
import { Ledger } from "./ledger.js";

/** Of the field of `@evidence` that names a piece: it no longer belongs to the visit. */
const REMOVED = "removed";

export class OpenVisit extends Events {
  #ledger = new Ledger();
  #holding;
  #shown = new Map();
  #undo = [];
  #evidence = new Map();
  #standing = null;
  #unsaved = new Set();
  #isOpen = true;

  /**
   * @param {object} pack as the server gave it
   * @param {object} holding what the device holds of the visit, and how it keeps what is added: see device.js
   */
  constructor(pack, holding) {
    super();
    this.#holding = holding;
    this.renew(pack);
  }

  /** Put the pack, which may be newer than the one before, under what is already known. */
  renew(pack) {
    this.pack = pack;
    this.id = pack.visit.id;
    this.me = pack.me;
    this.team = pack.team;
    this.status = pack.visit.status;
    this.instrument = loadInstrument(pack.instrument);
    for (const piece of pack.evidence) this.#evidence.set(piece.id, { ...piece, mark: "sent" });
    this.#takeAll(pack.operations, (op) => this.#ledger.take(op));
  }

  field(criterion, name) {
    const key = keyOf(criterion, name);
    const current = this.#ledger.state.get(key);
    this.#shown.set(key, current);
    const aside = this.#ledger.asideOf(key);
    return {
      value: current?.value ?? null,
      heads: (current?.heads ?? []).map((head) => this.#head(head)),
      conflict: Boolean(current?.conflict.length),
      mark: this.#markOf(current, aside),
      reason: aside?.receipt.reason ?? "",
      refused: aside && { id: aside.op.id, value: aside.op.value, reason: aside.receipt.reason },
    };
  }

  /** The value alone, without a claim that it was shown. */
  value(criterion, name) {
    return this.#ledger.state.get(keyOf(criterion, name))?.value ?? null;
  }

  record(criterion, name, value) {
    const key = keyOf(criterion, name);
    const before = this.value(criterion, name);
    const op = this.#operation(criterion, name, value, this.#standsOn(key));
    const refused = this.#refusalOf(op);
    if (refused) return Promise.resolve({ saved: false, refused });
    this.#undo.push({ criterion, name, value: before, id: op.id });
    return this.#keep(op);
  }

  undo() {
    const step = this.#undo.findLast(({ id, criterion, name }) => this.#stands(id, criterion, name));
    if (!step) return null;
    this.#undo.splice(this.#undo.lastIndexOf(step));
    const { criterion, name, value } = step;
    const op = this.#operation(criterion, name, value, this.#standsOn(keyOf(criterion, name)));
    return { criterion, name, value, kept: this.#keep(op) };
  }

  get canUndo() {
    return this.#undo.some(({ id, criterion, name }) => this.#stands(id, criterion, name));
  }

  choose(criterion, name, id) {
    const current = this.#ledger.state.get(keyOf(criterion, name));
    const chosen = current?.heads.find((head) => head.id === id);
    if (!chosen) return Promise.resolve({ saved: false, refused: { code: "no_such_value", params: {} } });
    if (!this.may("settle")) return Promise.resolve({ saved: false, refused: { code: "not_lead", params: {} } });
    return this.#keep(this.#operation(criterion, name, chosen.value, baseOf(current)));
  }

  may(verb) {
    return this.me.may.includes(verb);
  }

  standing() {
    const { facility_type: type } = this.pack.visit;
    this.#standing ??= standingOf(this.instrument, this.#ledger.state, type, this.#counts());
    return this.#standing;
  }

  result() {
    return this.standing().result;
  }

  missing() {
    return this.standing().missing;
  }

  progress() {
    return this.standing().progress;
  }

  /** The keys of the fields that hold several values. */
  conflicts() {
    return [...this.#ledger.state.values()].filter(({ conflict }) => conflict.length);
  }

  digest() {
    return digestOf(this.#ledger.sorted());
  }

  evidence(criterion) {
    const pieces = [...this.#evidence.values()].filter((piece) => piece.criterion === criterion);
    return pieces.filter(({ id }) => this.value("@evidence", id) !== REMOVED);
  }

  async addEvidence({ criterion, kind, blob, caption = "", noPerson = false }) {
    const piece = {
      id: uuid7(),
      criterion,
      kind,
      caption,
      no_person: noPerson,
      author: this.me.id,
      device: this.#holding.device,
      at: new Date().toISOString(),
      size: blob.size,
    };
    const kept = await this.#holding.addEvidence(piece, blob);
    if (kept.refused) return kept;
    this.takeEvidence([{ ...piece, sha256: kept.sha256, mark: "local" }]);
    return { id: piece.id };
  }

  async removeEvidence(id) {
    if (await this.#holding.dropEvidence(id)) {
      this.#evidence.delete(id);
      this.#changed([keyOf("@evidence", id)], "local");
      return { saved: true };
    }
    return this.record("@evidence", id, REMOVED);
  }

  close() {
    return this.#holding.close(this.id);
  }

  flush() {
    return this.#holding.flush();
  }

  leave() {
    this.#isOpen = false;
    this.#holding.leave(this);
  }

  /** Operations of others, or of another tab of this store (`own`, in the order of recording). */
  takeOperations(operations, { own = false, source = "sync" } = {}) {
    const take = own ? (op) => this.#ledger.takeOwn(op.op, op.receipt) : (op) => this.#ledger.take(op);
    const keys = this.#takeAll(operations, take);
    if (keys.length) this.#changed(keys, source);
  }

  /** What the server said of own operations. @param {{op: object, receipt: object|null}[]} settled */
  takeReceipts(settled) {
    this.#changed(settled.map(({ op, receipt }) => this.#ledger.settle(op, receipt)), "sync");
  }

  takeEvidence(pieces) {
    for (const piece of pieces) this.#evidence.set(piece.id, { ...this.#evidence.get(piece.id), ...piece });
    this.#changed(pieces.map(({ id }) => keyOf("@evidence", id)), "sync");
  }

  #takeAll(operations, take) {
    this.#standing = null;
    return operations.map(take).filter((key) => key !== null);
  }

  #changed(keys, source) {
    this.#standing = null;
    this.emit("change", { keys, source });
  }

  #operation(criterion, field, value, { base, resolves }) {
    const { device } = this.#holding;
    const at = new Date().toISOString();
    return { id: uuid7(), visit: this.id, criterion, field, value, base, resolves, device, author: this.me.id, at };
  }

  // What this tab has shown of the field is what its person saw; values that only the lead may choose between are not
  // replaced by others, who change their own.
  #standsOn(key) {
    const seen = this.#shown.has(key) ? this.#shown.get(key) : this.#ledger.state.get(key);
    if (!seen?.conflict.length || this.may("settle")) return baseOf(seen);
    return baseOf({ heads: seen.heads.filter(({ author }) => author === this.me.id) });
  }

  #refusalOf(op) {
    if (!this.#isOpen) return { code: "closed", params: {} };
    return op.criterion === "@evidence" ? null : refusalOf(op, this.instrument);
  }

  #keep(op) {
    const key = this.#ledger.takeOwn(op);
    this.#shown.set(key, this.#ledger.state.get(key));
    this.#changed([key], "local");
    return this.#holding.append(op, (isSaved) => this.#markSaved(op, isSaved));
  }

  #markSaved({ id, criterion, field }, isSaved) {
    const changed = isSaved ? this.#unsaved.delete(id) : !this.#unsaved.has(id) && this.#unsaved.add(id);
    if (changed) this.emit("change", { keys: [keyOf(criterion, field)], source: "local" });
  }

  #stands(id, criterion, name) {
    const heads = this.#ledger.state.get(keyOf(criterion, name))?.heads ?? [];
    return heads.length === 1 && heads[0].id === id;
  }

  #head({ id, value, author, device, claimed_at, at = claimed_at }) {
    const name = this.team.find((member) => member.id === author)?.name ?? "";
    return { id, value, author, name, device, at, mine: author === this.me.id };
  }

  #markOf(current, aside) {
    if (current?.conflict.length) return "conflict";
    if (aside) return aside.receipt.status;
    const heads = current?.heads ?? [];
    if (heads.some(({ id }) => this.#unsaved.has(id))) return "unsaved";
    if (heads.some(({ id }) => this.#ledger.isOwn(id) && !this.#ledger.receiptOf(id))) return "local";
    return heads.length ? "sent" : null;
  }

  #counts() {
    const counts = new Map();
    for (const { id, criterion, kind } of this.#evidence.values()) {
      if (kind === "signature" || this.value("@evidence", id) === REMOVED) continue;
      counts.set(criterion, (counts.get(criterion) ?? 0) + 1);
    }
    return counts;
  }
}
