// The stores of this browser side by side, for the page on which one is unlocked.

import { Connection } from "../store/database.js";
import { countedIn } from "../store/store.js";

/**
 * Each with what waits in it, which is readable without a key.
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
