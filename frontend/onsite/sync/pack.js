// Fetching the pack of a visit, and what is noted of it.

import { Failure } from "./transport.js";

/** Where answers may still change. */
export const OPEN = ["planned", "fieldwork"];

/** What a store notes of a visit beside its pack: see store/holdings.js. */
export const metaOf = ({ visit, facility, instrument, limits }) => ({
  id: visit.id,
  facility: facility.name,
  place: [facility.municipality, facility.state?.es].filter(Boolean).join(", "),
  instrument_sha256: instrument.sha256,
  limits,
  prepared_at: Date.now(),
});

export const cursorOf = ({ seq, epoch, visit, expires_at, team, evidence }, before = {}) => ({
  closing: null,
  last_sent_at: null,
  ...before,
  seq,
  epoch,
  status: visit.status,
  expires_at,
  team,
  evidence,
  ended_at: endedAt(visit.status, before),
});

/** When a visit was first seen closed, by this device's clock; null while answers may change. */
export const endedAt = (status, before) => (OPEN.includes(status) ? null : (before.ended_at ?? Date.now()));

/** GET the pack. Throws Failure, "unknown" for an answer that is no pack. */
export async function fetchPack(visit, ask, request) {
  const pack = await ask(`/sync/visits/${visit}/pack`, request);
  const isWhole = pack.visit?.id === visit && Array.isArray(pack.operations) && pack.instrument?.domains && pack.me;
  if (!isWhole) throw new Failure("unknown");
  return pack;
}
