// Sending evidence: announced with its hash, then in chunks from where the server says that it stands (P15).

import { Failure } from "./transport.js";

const CHUNK = 262_144;
/** Wrong offsets in a row before the rest is left for the next time. */
const PATIENCE = 3;

/**
 * Bring one piece in.
 * @param {object} piece as stored: { id, criterion, kind, sha256, size, caption, no_person, author, device, at }
 * @param {Uint8Array} bytes
 * @param {object} to
 * @param {(path: string, request: object) => Promise<object>} to.ask  `path` within the visit's evidence
 * @param {(sent: number) => void} to.onProgress
 * @returns {Promise<object>} the receipt { status: "kept"|"refused", reason, at }. Throws Failure
 */
export async function upload(piece, bytes, { ask, onProgress, chunk = CHUNK }) {
  try {
    let answer = await ask("", { json: announcement(piece) });
    let misses = 0;
    while (answer.status === "receiving" && misses < PATIENCE) {
      const offset = checkedOffset(answer, bytes);
      onProgress(offset);
      answer = await put(piece, bytes.subarray(offset, offset + chunk), offset, ask);
      misses = answer.offset > offset || answer.status !== "receiving" ? 0 : misses + 1;
    }
    return receiptOf(answer, piece);
  } catch (error) {
    if (!(error instanceof Failure) || !error.isFinal) throw error;
    return { status: "refused", reason: error.said || `${error.status}`, at: Date.now() };
  }
}

const announcement = ({ id, criterion, kind, sha256, size, caption, no_person, author, device, at }) => {
  return { id, criterion, kind, sha256, size, caption, no_person, author, device, at };
};

function checkedOffset({ offset }, bytes) {
  if (Number.isInteger(offset) && offset >= 0 && offset <= bytes.length) return offset;
  throw new Failure("unknown");
}

// Another offset than ours is not an error: the server says where to go on.
async function put({ id }, bytes, offset, ask) {
  try {
    return await ask(`/${id}?offset=${offset}`, { method: "PUT", bytes });
  } catch (error) {
    if (error instanceof Failure && error.body?.code === "offset") return { ...error.body, status: "receiving" };
    throw error;
  }
}

function receiptOf({ id, status, sha256, size, message }, piece) {
  if (status === "refused") return { status, reason: message ?? "", at: Date.now() };
  const isWhole = status === "kept" && id === piece.id && sha256 === piece.sha256 && size === piece.size;
  if (!isWhole) throw new Failure("unknown");
  return { status, reason: "", at: Date.now() };
}
