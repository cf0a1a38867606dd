// Room that is kept for answers (P3). Browsers no longer tell truly how much they would still take, so it is taken
// beforehand: blocks of nothing that an answer may have when the disk is full, and a photo may not.

const BLOCKS = Array.from({ length: 5 }, (_, at) => `reserve/${at}`);
const SIZE = 1_000_000;
/** As much as the browser gives of chance at a time: what could be compressed would keep no room. */
const GIVEN = 65_536;

/** Take what is missing of it. @returns {Promise<boolean>} whether all of it is there now */
export async function fillReserve(connection) {
  const present = new Set(await connection.read("bytes", (transaction) => transaction.store.getAllKeys(ALL())));
  try {
    for (const block of BLOCKS.filter((name) => !present.has(name))) {
      await connection.write("bytes", (transaction) => transaction.store.put(noise(), block));
    }
    return true;
  } catch (error) {
    if (error.name === "QuotaExceededError") return false;
    throw error;
  }
}

/** Give one block of it away. @returns {Promise<boolean>} whether there was one */
export async function useReserve(connection) {
  const block = await connection.read("bytes", (transaction) => transaction.store.getKey(ALL()));
  if (block) await connection.write("bytes", (transaction) => transaction.store.delete(block));
  return Boolean(block);
}

/** Bytes that may still be stored; without limit where the browser does not tell. @param {object} place see model/place.js */
export async function freeIn({ storage }) {
  const estimate = await storage?.estimate?.();
  return estimate?.quota === undefined ? Infinity : estimate.quota - (estimate.usage ?? 0);
}

const ALL = () => IDBKeyRange.bound(BLOCKS[0], BLOCKS.at(-1));

function noise() {
  const bytes = new Uint8Array(SIZE);
  for (let at = 0; at < SIZE; at += GIVEN) crypto.getRandomValues(bytes.subarray(at, at + GIVEN));
  return bytes;
}
