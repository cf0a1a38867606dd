// What stands around the device in the tests: browsers that share this process, each with its own databases, and a
// server that keeps the protocol of docs/sync.md in memory.

import "fake-indexeddb/auto";
import { webcrypto } from "node:crypto";
import { digestOf, sha256Of } from "../onsite/core/digest.js";
import { stateOf } from "../onsite/core/index.js";
import { openDevice } from "../onsite/device.js";
import { Arrival } from "../onsite/model/arrival.js";

let browsers = 0;

const criterion = (id, more = {}) => ({
  id,
  title: { es: id, en: id },
  text: { es: id, en: id },
  verify: ["document", "observation"],
  critical: false,
  weight: 1,
  applies_to: [],
  age_groups: [],
  source: "s",
  confidence: "seen",
  ...more,
});

export const CODES = Array.from({ length: 12 }, (_, at) => `GM-1.1.${String(at + 1).padStart(2, "0")}`);
const INSTRUMENT = {
  id: "guia",
  version: "1.0.0",
  specification: "SS-1.0",
  status: "operationalisation",
  title: { es: "Guía", en: "Guide" },
  citation: "c",
  sha256: "f".repeat(64),
  domains: [
    {
      id: "GM-D1",
      title: { es: "Dominio", en: "Domain" },
      weight: 1,
      limiting: false,
      standards: [{ id: "GM-1.1", title: { es: "E", en: "S" }, weight: 1, criteria: CODES.map((id) => criterion(id)) }],
    },
  ],
};

export const ANA = { id: "0197aaaa-0000-7000-8000-00000000000a", name: "Ana Planted Name" };
export const LUIS = { id: "0197bbbb-0000-7000-8000-00000000000b", name: "Luis Planted Name" };
export const VISIT = "0198cccc-0000-7000-8000-00000000000c";
export const OTHER_VISIT = "0198dddd-0000-7000-8000-00000000000d";

const canonicalOrder = (a, b) => a.seq - b.seq;

/** A server with two people, both in the team of each visit; `ana` leads. */
export class Server {
  epoch = "epoch-1";
  seq = 0;
  /** Map<visit, Map<id, operation with author, claimed_at, seq, sha256>> */
  stored = new Map([VISIT, OTHER_VISIT].map((id) => [id, new Map()]));
  quarantine = new Map();
  evidence = new Map();
  received = new Map();
  manifests = [];
  users = new Map([ANA, LUIS].map((user) => [user.id, user]));
  requests = [];
  status = "fieldwork";
  lifetime = 14 * 86_400_000;
  revoked = new Set();
  skew = 0;
  /** Replaced by a test: (path, request) => Response|undefined answers in the place of the server. */
  intercept = () => undefined;
  /** (op) => {status, reason}|undefined */
  judge = () => undefined;

  now() {
    return Date.now() + this.skew;
  }

  async answer(path, request, user) {
    this.requests.push({ path, ...request, user: user?.id ?? null });
    const taken = await this.intercept(path, request, user);
    if (taken) return taken;
    const [route, query = ""] = path.split("?");
    const body = typeof request.body === "string" ? JSON.parse(request.body) : request.body;
    if (route === "/sync/status") return json({ user: user ?? null, protocol: 1, ...this.#moment() });
    if (route === "/sync/handover") return json(await this.#handOver(body));
    if (route === "/") return new Response('<meta name="csrf-token" content="t">', { status: 200 });
    if (route === "/sign-out") return new Response(null, { status: 302 });
    if (!user) return refusal(401, "sign_in");
    if (route === "/sync/devices") return this.#devices(body, user);
    if (this.revoked.has(request.headers["X-Assess-Device"])) return refusal(403, "device_revoked");
    if (route === "/sync/visits") return json({ visits: [...this.stored.keys()].map((id) => ({ id, facility: "Casa" })) });
    const [, visit, verb, piece] = /^\/sync\/visits\/([^/]+)\/(\w+)(?:\/(.+))?$/.exec(route) ?? [];
    if (!this.stored.has(visit)) return refusal(404, "no_visit");
    if (verb === "pack") return json(await this.pack(visit, user));
    if (verb === "changes") return json(await this.#changes(visit, Number(new URLSearchParams(query).get("since"))));
    if (verb === "operations") return this.#operations(visit, body.operations, user, false);
    if (verb === "carried") return this.#operations(visit, body.operations, user, true);
    if (verb === "manifest") return json(this.#manifest(visit, body));
    if (verb === "evidence" && !piece) return json(this.#announce(visit, body));
    if (verb === "evidence") return this.#chunk(piece, body, Number(new URLSearchParams(query).get("offset")));
    return new Response("<html>not found", { status: 404, headers: { "Content-Type": "text/html" } });
  }

  async pack(visit, user) {
    const state = stateOf(this.#all(visit));
    return {
      protocol: 1,
      issued_at: new Date(this.now()).toISOString(),
      expires_at: new Date(this.now() + this.lifetime).toISOString(),
      ...this.#moment(),
      seq: this.seq,
      digest: await digestOf(state),
      visit: { id: visit, status: this.status, kind: "full", facility_type: "cas_publico", note: "Planted visit note" },
      facility: {
        id: "f",
        name: "Casa Planted Facility",
        type: { es: "t", en: "t" },
        state: { code: "20", es: "Planted State", en: "Planted State" },
        municipality: "Planted Town",
        capacity: 20,
      },
      instrument: INSTRUMENT,
      me: {
        ...user,
        part: user.id === ANA.id ? "lead" : "assessor",
        domains: [],
        may: user.id === ANA.id ? ["settle", "approve_na", "close_fieldwork"] : [],
      },
      team: [...this.users.values()].map((one) => ({ ...one, part: "assessor", domains: [] })),
      operations: [...state.values()].flatMap(({ heads }) => heads).map(travelling),
      evidence: this.#pieces(visit),
      earlier: {},
      actions: {},
      limits: {
        batch: 200,
        batch_bytes: 262_144,
        chunk: 262_144,
        photo_bytes: 15_728_640,
        file_bytes: 15_728_640,
        visit_bytes: 314_572_800,
        visit_files: 400,
        note: 4000,
      },
    };
  }

  /** A backup of now, and how to go back to it under a new epoch. */
  backup() {
    const seq = this.seq;
    const stored = new Map([...this.stored].map(([visit, operations]) => [visit, new Map(operations)]));
    const evidence = new Map(this.evidence);
    return () => {
      this.epoch = `epoch-${crypto.randomUUID()}`;
      Object.assign(this, { seq, stored, evidence });
    };
  }

  operations(visit = VISIT) {
    return this.#all(visit);
  }

  value(code, field = "level", visit = VISIT) {
    return stateOf(this.#all(visit)).get(`${code} ${field}`)?.value ?? null;
  }

  #all(visit) {
    return [...this.stored.get(visit).values()].sort(canonicalOrder);
  }

  #moment() {
    return { epoch: this.epoch, server_time: new Date(this.now()).toISOString() };
  }

  #devices({ id }, user) {
    if (this.revoked.has(id)) return refusal(403, "device_revoked");
    const owner = (this.owners ??= new Map()).get(id) ?? user.id;
    if (owner !== user.id) return refusal(403, "other_device");
    this.owners.set(id, user.id);
    const key = Buffer.from(`${id}${"k".repeat(32)}`.slice(0, 32)).toString("base64");
    return json({ device: id, key, token: `token-${id}`, user, gaps: this.gaps ?? [], ...this.#moment() });
  }

  async #take(visit, op, author) {
    const whole = { ...op, visit, author };
    const sha256 = await sha256Of(whole);
    const known = this.stored.get(visit).get(op.id);
    if (known && known.sha256 !== sha256) return { id: op.id, status: "rejected", reason: "id reused", sha256: null, seq: null };
    if (known) return { id: op.id, status: "duplicate", reason: "", sha256, seq: known.seq };
    const judged = this.judge(whole);
    if (judged?.status === "quarantined") this.quarantine.set(op.id, whole);
    if (judged) return { id: op.id, sha256: judged.status === "rejected" ? null : sha256, seq: null, ...judged };
    this.stored.get(visit).set(op.id, { ...whole, claimed_at: op.at, seq: ++this.seq, sha256 });
    const { conflict } = stateOf(this.#all(visit)).get(`${op.criterion} ${op.field}`);
    return { id: op.id, status: conflict.length ? "conflict" : "applied", reason: "", sha256, seq: this.seq };
  }

  async #operations(visit, operations, user, isCarried) {
    if (!isCarried && operations.some(({ author }) => author !== user.id)) return refusal(403, "other_author");
    const receipts = [];
    for (const op of operations) receipts.push(await this.#take(visit, op, op.author));
    return json({ receipts, seq: this.seq, epoch: this.epoch, status: this.status });
  }

  async #handOver({ visits }) {
    const answered = {};
    for (const [visit, operations] of Object.entries(visits)) {
      const receipts = [];
      for (const op of operations) {
        const sha256 = await sha256Of({ ...op, visit });
        this.quarantine.set(op.id, { ...op, visit });
        receipts.push({ id: op.id, status: "quarantined", reason: "handed over", sha256, seq: null });
      }
      answered[visit] = receipts;
    }
    return { receipts: answered };
  }

  async #changes(visit, since) {
    const all = this.#all(visit);
    const later = all.filter(({ seq }) => seq > since);
    const page = later.slice(0, 5);
    return {
      operations: page.map(travelling),
      seq: page.length < later.length ? page.at(-1).seq : this.seq,
      more: page.length < later.length,
      epoch: this.epoch,
      digest: await digestOf(stateOf(all)),
      status: this.status,
      team: [...this.users.values()].map((one) => ({ ...one, part: "assessor", domains: [] })),
      evidence: this.#pieces(visit),
      manifest: null,
      expires_at: new Date(this.now() + this.lifetime).toISOString(),
    };
  }

  #pieces(visit) {
    const kept = [...this.evidence.values()].filter((piece) => piece.visit === visit && piece.status === "kept");
    return kept.map(({ id, criterion: code, kind, sha256, caption, author }) => {
      return { id, criterion: code, kind, sha256, caption, author, received_at: "2026-11-29T10:00:00Z", href: `/e/${id}`, thumbnail: null };
    });
  }

  #announce(visit, piece) {
    const known = this.evidence.get(piece.id);
    if (!known) this.evidence.set(piece.id, { ...piece, visit, status: "receiving", bytes: Buffer.alloc(0) });
    return this.#told(this.evidence.get(piece.id));
  }

  #told({ id, status, bytes, sha256, size }) {
    return status === "kept" ? { id, status, sha256, size } : { id, status, offset: bytes.length };
  }

  async #chunk(id, body, offset) {
    const piece = this.evidence.get(id);
    if (offset !== piece.bytes.length) return refusal(409, "offset", { offset: piece.bytes.length });
    piece.bytes = Buffer.concat([piece.bytes, body]);
    if (piece.bytes.length === piece.size) {
      const hash = Buffer.from(await webcrypto.subtle.digest("SHA-256", piece.bytes)).toString("hex");
      piece.status = hash === piece.sha256 ? "kept" : "refused";
    }
    return json(this.#told(piece));
  }

  #manifest(visit, manifest) {
    this.manifests.push(manifest);
    const missing = {
      operations: manifest.operations.filter((id) => !this.stored.get(visit).has(id) && !this.quarantine.has(id)),
      evidence: manifest.evidence.filter((id) => this.evidence.get(id)?.status !== "kept"),
      digest: false,
    };
    const isComplete = !missing.operations.length && !missing.evidence.length;
    if (isComplete && manifest.close) this.status = "fieldwork_closed";
    return { state: isComplete ? "complete" : "receiving", missing, status: this.status };
  }
}

const travelling = ({ sha256: _hash, visit: _visit, ...op }) => op;

export const json = (body, status = 200, headers = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", "X-Assess-Server": "1", ...headers },
  });

export const refusal = (status, code, more = {}) => json({ error: status, code, message: `Sentence of ${code}`, ...more }, status);

/** A browser: databases of its own, tabs that hear each other, and who is signed in. */
export class Browser {
  user = ANA;
  online = true;
  time = 0;
  quota = 1e12;
  usage = 0;
  #devices = [];
  #last = [];

  constructor(server) {
    this.server = server;
    this.prefix = `browser${++browsers}`;
    this.locks = new Locks();
  }

  /** A tab: the device in it, ready. */
  async tab(hint, other = {}) {
    const device = openDevice(new Arrival(hint, this.place(other)));
    this.#devices.push(device);
    await device.ready;
    return device;
  }

  place(other = {}) {
    return {
      prefix: this.prefix,
      fetch: (path, request) => this.#fetch(path, request),
      locks: this.locks,
      storage: {
        estimate: async () => ({ quota: this.quota, usage: this.usage }),
        persist: async () => true,
        persisted: async () => true,
      },
      workers: undefined,
      agent: "Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Safari/537.36",
      document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
      events: new EventTarget(),
      Channel: BroadcastChannel,
      isOnline: () => this.online,
      isHomeScreen: () => false,
      whenIdle: (work) => setTimeout(work),
      last: { get: () => this.#last, set: (...words) => (this.#last = words) },
      reload: () => {},
      now: () => Date.now() + this.time,
      idle: 300_000,
      ...other,
    };
  }

  async #fetch(path, request) {
    if (!this.online) throw new TypeError("Failed to fetch");
    if (request.signal?.aborted) throw new DOMException("aborted", "AbortError");
    return this.server.answer(path, request, this.user);
  }

  /** A tab whose store is open, with a visit on its screen. */
  async scoring({ pin, visit = VISIT, ...other } = {}) {
    const device = await this.tab({ visit }, other);
    if (device.state === "new") await device.start({ pin });
    const shown = await device.open(visit);
    if (shown.problem) throw new Error(`the visit does not open: ${shown.problem}`);
    await until(async () => (await device.visits()).some(({ id }) => id === visit), "the pack on the disk");
    return { device, visit: shown };
  }

  /** All tabs are closed. */
  async end() {
    for (const device of this.#devices.splice(0)) await device.end();
  }
}

/** navigator.locks, which Node 20 has not. */
class Locks {
  #tails = new Map();

  request(name, ...rest) {
    const work = rest.at(-1);
    const { signal } = rest.length > 1 ? rest[0] : {};
    const before = this.#tails.get(name) ?? Promise.resolve();
    const mine = before.then(() => {
      if (signal?.aborted) throw new DOMException("aborted", "AbortError");
      return work();
    });
    this.#tails.set(name, mine.catch(() => {}));
    return mine;
  }
}

/** Resolves once `isTrue` does, looking after everything else had its turn; fails after many turns, not after a time. */
export async function until(isTrue, what = "what was waited for") {
  for (let turn = 0; turn < 20_000; turn += 1) {
    if (await isTrue()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`never came: ${what}`);
}

/** Every value of every database of a browser as one Buffer, keys included: what a thief of the disk reads. */
export async function dump(prefix) {
  const names = (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.startsWith(prefix));
  const parts = [];
  for (const name of names) {
    const db = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const store of db.objectStoreNames) {
      const objects = db.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([objects.getAllKeys(), objects.getAll()].map(done));
      parts.push(name, store, ...[...keys, ...values].map(flat));
    }
    db.close();
  }
  return Buffer.concat(parts.flat(Infinity).map((part) => Buffer.from(part)));
}

const done = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));

function flat(value) {
  if (value instanceof ArrayBuffer) return [new Uint8Array(value)];
  if (ArrayBuffer.isView(value)) return [new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
  if (value && typeof value === "object") return Object.entries(value).flatMap(([name, part]) => [name, ...flat(part)]);
  return [`${value}`];
}
