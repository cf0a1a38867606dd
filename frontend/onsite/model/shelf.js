// What there is to choose from: the visits of a store, and the stores of this browser.

import { Connection } from "../store/database.js";
import { countedIn } from "../store/store.js";
import { WISHED } from "./visit.js";

/** The visits whose content is in the store of a session. @returns {Promise<object[]>} VisitOnDevice of device.js */
export async function visitsOf(session) {
  const holdings = await session.store.holdings.all();
  return holdings.filter(({ cursor }) => !cursor.thinned_at).map((holding) => visitOf(session, holding));
}

const visitOf = (session, { local, meta, cursor, wish }) => ({
  id: meta.id,
  facility: meta.facility,
  place: meta.place,
  status: cursor.status,
  expiresAt: cursor.expires_at,
  expired: session.isExpired({ cursor }),
  preparedAt: meta.prepared_at,
  unsent: session.store.outbox.waiting(local),
  closing: cursor.closing ?? (wish && WISHED),
  lastSentAt: cursor.last_sent_at,
});

/**
 * Each store with what waits in it, which is readable without a key.
 * @param {import("./door.js").Door} door
 */
export function described({ entries, entry: chosen, connection }) {
  return Promise.all(
    entries.map(async (entry) => ({
      id: entry.id,
      usedAt: entry.usedAt,
      chosen: entry === chosen,
      unsent: await unsentIn(entry === chosen ? connection : new Connection(entry.database), entry !== chosen),
    })),
  );
}

async function unsentIn(connection, isToClose) {
  const sums = { operations: 0, photos: 0 };
  for (const { operations, receipts, pieces } of (await countedIn(connection)).values()) {
    const done = new Set(receipts);
    sums.operations += operations.length;
    sums.photos += pieces.filter((id) => !done.has(id)).length;
  }
  if (isToClose) await connection.close();
  return sums;
}
