/**
 * What lives under the on-site page: the encrypted store of this browser, the visits in it, and the sync engine.
 *
 *     const device = openDevice(new Arrival()); // at once; nothing waits for the disk
 *     device.on("state", paint);                // "starting" -> "new" | "locked" | "open"
 *     await device.ready;                       // the first of these is known
 *     if (device.state === "new") await device.start({ pin });
 *     const visit = await device.open(id);      // OpenVisit, from the store, else from the server
 *     visit.on("change", ({ keys, source }) => paint(keys));
 *     visit.record("GM-4.4.01", "level", 2);    // in memory at once; the promise resolves when it is on the disk
 *
 * Nothing here throws for what a person can meet: an answer of the kind { refused } or { problem } says it. Codes, never
 * sentences: the views word them in both languages. Sentences of the server (`reason`, `message`) are shown as they are.
 *
 * ## Device
 * @typedef {object} Device
 * @property {"starting"|"new"|"locked"|"open"} state   event "state"
 *   new: nobody has a store here, or `person` is signed in and has none; locked: a store waits for its PIN
 * @property {Promise<void>} ready
 * @property {{id: string, name: string}|null} person   whose store is open; while "new", who is signed in on the server
 * @property {null|"person"|"timer"|"tries"|"offline"|"signed-out"|"unavailable"} why  of "locked": the person or 5 idle
 *   minutes closed it, ten wrong PINs did (then only `unlockOnline`), there is no network, or nobody is signed in. Of
 *   "new", "unavailable": this browser keeps nothing here (a private window, no https); `message` says more
 * @property {number} triesLeft  of the PIN, 10 at first
 * @property {boolean} hasPin    without one the store opens only while its person is signed in on the server
 * @property {{id: string, usedAt: number, unsent: {operations: number, photos: number}, chosen: boolean}[]} stores
 *   all in this browser, one per person; no names while they are locked
 * @property {(id: string) => Promise<void>} use             look at another of them
 * @property {(options: {pin?: string}) => Promise<{opened: true}|{refused: "signed_out"|"offline"|"pin_too_short"|"unavailable"}>} start
 *   make the store of the person who is signed in. PIN: at least 6 digits, or a passphrase of at least 6 characters
 * @property {(pin: string) => Promise<{opened: true}|{opened: false, left: number}>} unlock
 * @property {() => Promise<{opened: true}|{opened: false, problem: string}>} unlockOnline   with the server's key
 * @property {(pin: string) => Promise<{set: true}|{refused: "pin_too_short"|"offline"|"signed_out"}>} setPin
 * @property {() => Promise<void>} lock     in every tab. Event "locking" comes first: record what is still in a text box
 * @property {(options?: {force?: "lock"}) => Promise<{done: true, signedOut: boolean}|{unsent: {operations: number, photos: number}}>} logOut
 *   ends the session. Refuses while something waits: offer to send, to save a copy, or force "lock"
 * @property {() => Promise<VisitOnDevice[]>} visits         event "visits"
 * @property {() => Promise<{visits: object[]}|{problem: string}>} assigned   GET /sync/visits, as it comes
 * @property {(visit: string, options?: {onStep?: (step: Step) => void}) => Promise<Step[]>} prepare
 * @property {(visit: string) => Promise<OpenVisit|{problem: Problem|"expired"|"locked"|"not_here", message?: string}>} open
 * @property {object[]} gaps      what the server says never arrived from this person's devices (P4); event "gaps"
 * @property {{state: "ok"|"failing", unsaved: number, reason: string}} storage   event "storage"; "failing": what was
 *   recorded last is not saved on this device and is tried again; keep the page open
 * @property {Sync|null} sync    null unless "open"
 * @property {{ready: boolean, apply: () => Promise<void>}} update   a new version waits; event "update"
 * @property {() => Promise<{settled: object[]}|{problem: Problem}>} handOver   for a person who can no longer sign in
 * @property {(passphrase: string) => Promise<Blob>} saveCopy    all that the server has not acknowledged, encrypted
 * @property {(file: Blob, passphrase: string) => Promise<Copy|{refused: "not_a_copy"|"damaged_or_wrong_passphrase"}>} readCopy
 * @property {(copy: Copy, onStep?: (done: number, total: number) => void) => Promise<{operations:
 *   {op, receipt: {status, reason}}[], evidence: {piece, receipt}[], problem: Problem, message: string}>} importCopy
 *   send it; again is harmless
 * @property {(event: string, listener: (detail: any) => void) => () => void} on
 *   "state" "visits" "storage" "gaps" "locking" "update", "sync" (the engine's state), and "blocked": another tab with
 *   an older version keeps the store from opening; ask to close it
 *
 * @typedef {{id: string, facility: string, place: string, status: string, expiresAt: string, expired: boolean,
 *   preparedAt: number, unsent: {operations: number, photos: number}, closing: Closing|null, lastSentAt: number|null}} VisitOnDevice
 *
 * @typedef {{id: "online"|"pack"|"pin"|"persisted"|"space"|"clock"|"private"|"worker"|"homescreen", ok: boolean,
 *   detail: object}} Step    space: {free, needed} bytes; clock: {offset} ms; persisted may be false and the visit go on
 *
 * @typedef {{state: "wished"|"receiving"|"complete", missing: {operations: string[], evidence: string[], digest: boolean},
 *   refusal: string}} Closing     the server's word once it has been asked
 *
 * @typedef {null|"signed-out"|"other-author"|"revoked"|"too-old"|"server-behind"|"differs"|"storage"|"no-visit"|"unknown"|"busy"} Problem
 *   unknown: no answer, or none that can be believed; busy: the server asked to wait. Both are tried again by themselves
 *
 * @typedef {object} Copy
 * @property {{made_at: string, person: {id: string, name: string}, device: string,
 *   visits: Record<string, {facility: string}>, parts: object[]}} manifest
 * @property {object[]} operations   with author and device
 * @property {{piece: object, bytes: Uint8Array}[]} evidence
 *
 * ## Sync
 * @typedef {object} Sync
 * @property {SyncState} state       event "sync"
 * @property {() => Promise<void>} now
 * @property {(visit?: string) => Promise<{id: string, visit: string, criterion: string, field: string, value: any, at: string,
 *   status: "waiting"|"rejected"|"quarantined"|"refused", reason: string, kind: "operation"|"evidence",
 *   corrected: boolean}[]>} waiting  what waits and why
 *
 * @typedef {object} SyncState
 * @property {boolean} online
 * @property {boolean} sending
 * @property {number} operations    of all visits, not acknowledged
 * @property {number} photos
 * @property {number|null} oldestAt   of what waits, ms
 * @property {number|null} lastSentAt ms
 * @property {Problem} problem
 * @property {string} message       the server's sentence for the problem, or ""
 * @property {Record<string, {operations: number, photos: number, rejected: number, quarantined: number,
 *   differs: boolean, upload: {id: string, sent: number, size: number}|null, problem?: "no-visit"|"refused"|null,
 *   message?: string}>} visits   by visit id; problem: of this visit alone, with the server's sentence
 *
 * ## OpenVisit
 * @typedef {object} OpenVisit
 * @property {string} id
 * @property {object} pack           section 4 of docs/sync.md
 * @property {object} instrument     as core/instrument.js loads it
 * @property {object} me             { id, name, part, domains, may }
 * @property {object[]} team
 * @property {string} status         of the visit, as the server last said
 * @property {Closing|null} closing
 * @property {(criterion: string, name: string) => Field} field   ONLY for what is painted: it notes what the person has
 *   seen, and a change then replaces just that. `value(criterion, name)` reads without this
 * @property {(criterion: string, name: string, value: any) => Promise<Kept>} record   null clears. Memory and "change"
 *   come before this returns
 * @property {() => null|{criterion: string, name: string, value: any, kept: Promise<Kept>}} undo   the last change of
 *   this tab that still stands, back to the value before it
 * @property {(criterion: string, name: string, id: string) => Promise<Kept>} choose    the lead's word on a conflict
 * @property {(verb: string) => boolean} may       "settle" "approve_na" "close_fieldwork"
 * @property {() => object} standing  core standingOf: { profile, inputs, entries, result, missing, progress, overall };
 *   worked out when asked, kept until the next change
 * @property {() => object[]} conflicts  Currents with several values
 * @property {(criterion: string) => Piece[]} evidence
 * @property {(piece: {criterion: string, kind: "photo"|"signature"|"file", blob: Blob, caption?: string,
 *   noPerson?: boolean}) => Promise<{id: string}|{refused: "space"|"too_large"|"too_many"|"visit_full"|"storage",
 *   limit?: number}>} addEvidence    `blob` is final: shrunk, without metadata. It is stored once and never rewritten
 * @property {(id: string) => Promise<Kept>} removeEvidence
 * @property {() => Promise<Closing>} close     the wish; the server closes once all has arrived
 * @property {() => Promise<void>} flush        all that was recorded is on the disk, or "storage" says that it is not
 * @property {() => void} leave                 the page shows it no longer
 * @property {(event: "change", listener: (change: {keys: string[], source: "local"|"tab"|"sync"}) => void) => () => void} on
 *   keys as keyOf(criterion, field) writes them; ["*"] when everything may have changed (a new pack)
 *
 * @typedef {object} Field
 * @property {any} value          null when empty or in conflict
 * @property {{id: string, value: any, author: string, name: string, device: string, at: string, mine: boolean}[]} heads
 * @property {boolean} conflict
 * @property {null|"unsaved"|"local"|"sent"|"rejected"|"quarantined"|"conflict"} mark
 * @property {string} reason      of rejected and quarantined, the server's sentence
 * @property {null|{id: string, value: any, reason: string}} refused   the own value that was set aside
 *
 * @typedef {{saved: true}|{saved: false, refused: {code: string, params: object}}|{saved: false, reason: string}} Kept
 *   refused: not recorded at all (codes of core refusalOf, "not_lead", "no_such_value", "closed"); reason: recorded in
 *   memory, but not on the disk yet
 *
 * @typedef {object} Piece
 * @property {string} id
 * @property {string} criterion
 * @property {"photo"|"signature"|"file"} kind
 * @property {string} caption
 * @property {string} author
 * @property {string} at
 * @property {number} [size]
 * @property {"local"|"sending"|"sent"|"refused"} mark
 * @property {string} [reason]
 * @property {string} [href]        on the server
 * @property {string} [thumbnail]
 * @property {() => Promise<Blob|null>} [blob]   the bytes, while this device holds them
 */

import { Device } from "./model/device.js";

/**
 * @param {import("./model/arrival.js").Arrival} arrival what is under way already
 * @returns {Device}
 */
export const openDevice = (arrival) => new Device(arrival);
