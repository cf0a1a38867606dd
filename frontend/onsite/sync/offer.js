// Sending operations: in the order of recording, in batches, each judged by the server on its own (P7, P10).

import { sha256Of } from "../core/digest.js";
import { verified } from "./receipts.js";
import { Failure } from "./transport.js";

const LIMITS = { batch: 200, batch_bytes: 262_144 };
/** Brackets and commas around the operations of a batch. */
const ROOM = 1024;

/** An operation as it travels; the address names its visit. */
export const wire = ({ id, criterion, field, value, base, device, author, at, resolves }) => {
  return { id, criterion, field, value, base, device, author, at, resolves };
};

const sizeOf = (entry) => new TextEncoder().encode(JSON.stringify(entry)).length + 1;

/**
 * Cut into batches that the server takes.
 * @param {{op: object}[]} waiting
 * @returns {object[][]}
 */
export function batches(waiting, limits = LIMITS) {
  const found = [];
  let size = Infinity;
  for (const entry of waiting) {
    const more = sizeOf(wire(entry.op));
    if (size + more > limits.batch_bytes - ROOM || found.at(-1).length >= limits.batch) {
      found.push([]);
      size = 0;
    }
    found.at(-1).push(entry);
    size += more;
  }
  return found;
}

/**
 * Send `waiting`, and keep what the server says of each.
 * @param {object} to
 * @param {(operations: object[]) => Promise<object>} to.post gives the body of the answer; throws Failure
 * @param {(settled: object[]) => Promise<void>} to.keep makes receipts durable
 * @param {object} [to.limits] of the pack
 * @returns {Promise<object>} the last answer, or null. Throws Failure, "unknown" when a receipt was not to be believed
 */
export async function offer(waiting, { post, keep, limits = LIMITS }) {
  const hashed = await Promise.all(waiting.map(async (entry) => ({ ...entry, sha256: await sha256Of(entry.op) })));
  let isCertain = true;
  let last = null;
  for (const batch of batches(hashed, limits)) {
    const { settled, body } = await offerBatch(batch, post);
    if (settled.length) await keep(settled);
    isCertain &&= settled.length === batch.length;
    last = body ?? last;
  }
  if (!isCertain) throw new Failure("unknown");
  return last;
}

async function offerBatch(batch, post) {
  try {
    const body = await post(batch.map(({ op }) => wire(op)));
    return { settled: verified(batch, body).settled, body };
  } catch (error) {
    if (!(error instanceof Failure) || !error.isFinal) throw error;
    return batch.length > 1 ? halves(batch, post) : { settled: [refused(batch[0], error)], body: null };
  }
}

// The server takes no part of it: the one that it cannot take must not stop the others (P7).
async function halves(batch, post) {
  const middle = Math.ceil(batch.length / 2);
  const first = await offerBatch(batch.slice(0, middle), post);
  const second = await offerBatch(batch.slice(middle), post);
  return { settled: [...first.settled, ...second.settled], body: second.body ?? first.body };
}

const refused = ({ n, op }, { said, status }) => ({
  n,
  op,
  receipt: { status: "rejected", reason: said || `${status}`, sha256: null, seq: null, at: Date.now() },
});
