// Keeping a photo, a file or a signature on the device.

/** Bytes that photos leave free for answers (P3). */
const RESERVE = 5_000_000;
const LIMITS = { photo: "photo_bytes", file: "file_bytes", signature: "photo_bytes" };

/**
 * Keep a piece. Photos are refused first: room for answers is kept free.
 * @param {import("./session.js").Session} session
 * @param {string} local what the visit is called in the store
 * @param {object} piece without size and hash, which the bytes tell
 * @param {Blob} blob the final bytes
 * @param {object} limits of the pack
 * @returns {Promise<{piece: object}|{refused: string, limit?: number}>}
 */
export async function addPiece(session, local, piece, blob, limits) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const { pieces } = session.store;
  const refused = beyond(piece, bytes.length, limits, await pieces.all(local)) ?? (await withoutRoom(session, bytes.length));
  if (refused) return refused;
  const named = { ...piece, size: bytes.length, sha256: await hex(bytes) };
  try {
    await pieces.put(local, named, bytes);
    return { piece: named };
  } catch (error) {
    return { refused: error.name === "QuotaExceededError" ? "space" : "storage" };
  }
}

function beyond({ kind }, size, limits, present) {
  const limit = limits[LIMITS[kind]];
  if (size > limit) return { refused: "too_large", limit };
  if (present.length >= limits.visit_files) return { refused: "too_many", limit: limits.visit_files };
  const sum = present.reduce((total, { piece }) => total + piece.size, size);
  return sum > limits.visit_bytes ? { refused: "visit_full", limit: limits.visit_bytes } : null;
}

async function withoutRoom(session, size) {
  const needed = size + RESERVE;
  if ((await session.free()) >= needed) return null;
  await session.store.pieces.makeRoom();
  return (await session.free()) >= needed ? null : { refused: "space", limit: needed };
}

async function hex(bytes) {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
