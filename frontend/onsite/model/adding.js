// Keeping a photo, a file or a signature on the device.

import { sha256 } from "../../js/hex.js";
import { fillReserve, freeIn } from "../store/reserve.js";

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
  const named = { ...piece, size: bytes.length, sha256: await sha256(bytes) };
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

// Some browsers tell how much is free, others only refuse: both count.
async function withoutRoom({ place, store }, size) {
  const hasRoom = async () => (await freeIn(place)) >= size && fillReserve(store.sealed.connection);
  if (await hasRoom()) return null;
  await store.pieces.makeRoom();
  return (await hasRoom()) ? null : { refused: "space", limit: size };
}

/** Take away a piece of which the server cannot know yet, or which it refused. @returns {Promise<boolean>} */
export async function dropPiece(store, local, id) {
  const found = (await store.pieces.all(local)).find(({ piece }) => piece.id === id);
  if (!found || (found.piece.announced && found.receipt?.status !== "refused")) return false;
  const stores = ["evidence", "bytes", "receipts"];
  await store.sealed.connection.write(stores, (transaction) =>
    Promise.all(stores.map((name) => transaction.objectStore(name).delete(id))),
  );
  store.outbox.settle(local, id);
  store.emit("pieces", { local, pieces: [] });
  return true;
}

/** The bytes of a piece as a Blob, or null when they are no longer on this device. */
export async function blobOf(session, local, { id, kind }) {
  const bytes = await session.store.pieces.bytes(local, id);
  return bytes && new Blob([bytes], { type: typeOf(bytes, kind) });
}

// By content, as the server does: the type is not stored.
function typeOf(bytes, kind) {
  if (kind === "file") return "application/pdf";
  if (bytes[0] === 0xff) return "image/jpeg";
  return bytes[0] === 0x89 ? "image/png" : "image/webp";
}
