// One visit on the screen: what its fields hold now, and every change as an operation of its own.

import { baseOf, keyOf, loadInstrument, refusalOf, standingOf } from "../core/index.js";
import { uuid7 } from "../../js/uuid7.js";
import { Events } from "./events.js";
import { Exhibits } from "./exhibits.js";
import { Ledger, received } from "./ledger.js";

/** Of a visit that is to be closed once all has arrived. */
export const WISHED = { state: "wished", missing: { operations: [], evidence: [], digest: false }, refusal: "" };
/** Of the field of `@evidence` that names a piece: it no longer belongs to the visit. */
const REMOVED = "removed";

export class OpenVisit extends Events {
  #ledger;
  #exhibits;
  #keeping;
  /** What this tab has painted of each field: the Current as it was then. */
  #shown = new Map();
  #undo = [];
  #unsaved = new Set();
  #standing = null;
  #isOpen = true;

  /**
   * @param {object} stored { pack, foreign, own: {op, receipt}[], pieces: {piece, receipt}[], holding: {cursor, wish} }
   * @param {import("./keeping.js").Keeping} keeping where it is kept
   */
  constructor(stored, keeping) {
    super();
    this.#keeping = keeping;
    this.#fill(stored);
  }

  // --- what stands

  /** To put a field on the screen: what its person records next stands on what is shown now. */
  show(criterion, name) {
    const key = keyOf(criterion, name);
    this.#shown.set(key, this.#ledger.state.get(key));
    return this.field(criterion, name);
  }

  field(criterion, name) {
    const key = keyOf(criterion, name);
    const current = this.#ledger.state.get(key);
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

  value(criterion, name) {
    return this.#ledger.state.get(keyOf(criterion, name))?.value ?? null;
  }

  may(verb) {
    return this.me.may.includes(verb);
  }

  standing() {
    this.#standing ??= this.#worked();
    return this.#standing;
  }

  conflicts() {
    return [...this.#ledger.state.values()].filter(({ conflict }) => conflict.length);
  }

  evidence(criterion) {
    return this.#exhibits.of(criterion).filter(({ id }) => this.value("@evidence", id) !== REMOVED);
  }

  // --- what changes

  record(criterion, name, value) {
    const before = this.value(criterion, name);
    const op = this.#operation(criterion, name, value, this.#standsOn(keyOf(criterion, name)));
    const refused = this.#refusalOf(op);
    if (refused) return Promise.resolve({ saved: false, refused });
    this.#undo.push({ criterion, name, value: before, id: op.id, base: op.base });
    return this.#keep(op);
  }

  undo() {
    const step = this.#undo.findLast((one) => this.#stands(one));
    if (!step || !this.#isOpen) return null;
    this.#undo.splice(this.#undo.lastIndexOf(step));
    const { criterion, name, value, base } = step;
    const op = this.#operation(criterion, name, value, this.#standsOn(keyOf(criterion, name)));
    const before = this.#undo.findLast((one) => one.id === base);
    if (before) before.id = op.id; // its value stands again, so it can be undone next
    return { criterion, name, value, kept: this.#keep(op) };
  }

  choose(criterion, name, id) {
    const refuse = (code) => Promise.resolve({ saved: false, refused: { code, params: {} } });
    const current = this.#ledger.state.get(keyOf(criterion, name));
    const chosen = current?.heads.find((head) => head.id === id);
    if (!this.#isOpen) return refuse("closed");
    if (!chosen) return refuse("no_such_value");
    if (!this.may("settle")) return refuse("not_lead");
    return this.#keep(this.#operation(criterion, name, chosen.value, baseOf(current)));
  }

  async addEvidence({ criterion, kind, blob, caption = "", noPerson = false }) {
    if (!this.#isOpen) return { refused: "closed" };
    const about = { criterion, kind, caption, no_person: noPerson };
    const piece = { id: uuid7(), ...about, author: this.me.id, device: this.#keeping.device, at: now() };
    const kept = await this.#keeping.addEvidence(piece, blob, this.pack.limits);
    return kept.refused ? kept : { id: piece.id };
  }

  async removeEvidence(id) {
    if (!(await this.#keeping.dropEvidence(id))) return this.record("@evidence", id, REMOVED);
    this.#exhibits.drop(id);
    this.#changed([keyOf("@evidence", id)], "local");
    return { saved: true };
  }

  async close() {
    await this.#keeping.close();
    this.closing = WISHED;
    return this.closing;
  }

  flush() {
    return this.#keeping.flush();
  }

  leave() {
    this.#isOpen = false;
    this.#keeping.leave(this);
  }

  // --- what comes from elsewhere: called by relay.js

  /** Everything anew, as it is stored now; what is recorded and not yet on the disk stays. */
  renew(stored) {
    const pending = this.#ledger.pending();
    this.#fill(stored);
    for (const op of pending) this.#ledger.takeOwn(op);
    this.#changed(["*"], "sync");
  }

  takeChanges(cursor, operations) {
    const keys = operations.map((op) => this.#ledger.take(received(op, this.id)));
    this.#follow({ cursor });
    this.#changed(keys.filter((key) => key !== null), "sync");
  }

  /** Operations of another tab. @param {{op: object, receipt: object|null}[]} entries */
  takeOwn(entries) {
    const keys = entries.map(({ op, receipt }) => this.#ledger.takeOwn(op, receipt));
    this.#changed(keys.filter((key) => key !== null), "tab");
  }

  /** @param {{op: object, receipt: object}[]} settled */
  takeReceipts(settled) {
    this.#changed(settled.map(({ op, receipt }) => this.#ledger.settle(op, receipt)), "sync");
  }

  /** @param {{piece: object, receipt: object|null}[]} pieces */
  takePieces(pieces) {
    for (const { piece, receipt } of pieces) this.#exhibits.put(piece, receipt);
    this.#changed(pieces.map(({ piece }) => keyOf("@evidence", piece.id)), "local");
  }

  #fill({ pack, foreign, own, pieces, holding }) {
    Object.assign(this, { pack, id: pack.visit.id, me: pack.me });
    this.instrument = loadInstrument(pack.instrument);
    this.#ledger = Ledger.of({ pack, foreign, own });
    this.#exhibits = new Exhibits((piece) => this.#keeping.blob(piece));
    for (const { piece, receipt } of pieces) this.#exhibits.put(piece, receipt);
    this.#follow(holding);
  }

  #follow({ cursor, wish = null }) {
    const { team, status, closing, evidence, expires_at: expiresAt } = cursor;
    Object.assign(this, { team, status, expiresAt, closing: closing ?? (wish && WISHED) });
    this.#exhibits.putAll(evidence);
  }

  #worked() {
    const counts = this.#exhibits.counts(({ id }) => this.value("@evidence", id) !== REMOVED);
    return standingOf(this.instrument, this.#ledger.state, this.pack.visit.facility_type, counts);
  }

  #changed(keys, source) {
    this.#standing = null;
    this.emit("change", { keys, source });
  }

  #operation(criterion, field, value, { base, resolves }) {
    const { device } = this.#keeping;
    const author = this.me.id;
    return { id: uuid7(), visit: this.id, criterion, field, value, base, resolves, device, author, at: now() };
  }

  // What this tab has shown of the field is what its person saw. Values that only the lead may choose between are not
  // replaced by others, who change their own.
  #standsOn(key) {
    const seen = this.#shown.has(key) ? this.#shown.get(key) : this.#ledger.state.get(key);
    if (!seen?.conflict.length || this.may("settle")) return baseOf(seen);
    return baseOf({ heads: seen.heads.filter(({ author }) => author === this.me.id) });
  }

  #refusalOf(op) {
    return this.#isOpen ? refusalOf(op, this.instrument) : { code: "closed", params: {} };
  }

  #keep(op) {
    const key = this.#ledger.takeOwn(op);
    this.#shown.set(key, this.#ledger.state.get(key));
    this.#changed([key], "local");
    return this.#keeping.append(op, (isSaved) => this.#markSaved(op, isSaved));
  }

  #markSaved({ id, criterion, field }, isSaved) {
    if (isSaved ? !this.#unsaved.delete(id) : this.#unsaved.has(id)) return;
    if (!isSaved) this.#unsaved.add(id);
    this.emit("change", { keys: [keyOf(criterion, field)], source: "local" });
  }

  #stands({ id, criterion, name }) {
    const heads = this.#ledger.state.get(keyOf(criterion, name))?.heads ?? [];
    return heads.length === 1 && heads[0].id === id;
  }

  #head({ id, value, author, device, at }) {
    const name = this.team.find((member) => member.id === author)?.name ?? "";
    return { id, value, author, name, device, at, mine: author === this.me.id };
  }

  #markOf(current, aside) {
    if (current?.conflict.length) return "conflict";
    if (aside) return aside.receipt.status;
    const heads = current?.heads ?? [];
    if (heads.some(({ id }) => this.#unsaved.has(id))) return "unsaved";
    if (heads.some(({ id }) => this.#ledger.isPending(id))) return "local";
    return heads.length ? "sent" : null;
  }
}

const now = () => new Date().toISOString();
