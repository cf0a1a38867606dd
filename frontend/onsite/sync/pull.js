// Fetching the changes of the others since the pack (P12, P22).

import { endedAt } from "./pack.js";
import { Failure } from "./transport.js";

/**
 * All changes since the cursor, page by page; each page is kept before the next is asked for.
 * @param {{meta: object, cursor: object}} holding
 * @param {object} to
 * @param {(since: number) => Promise<object>} to.get the body of the answer
 * @param {(cursor: object, operations: object[]) => Promise<void>} to.keep
 * @returns {Promise<{digest: string, cursor: object}|{restored: true, epoch: string}>} restored: the server is not where
 *   it was, its pack has to be fetched anew and everything offered again
 */
export async function pull({ cursor }, { get, keep }) {
  let now = cursor;
  for (;;) {
    const page = checkedPage(await get(now.seq));
    if (page.epoch !== now.epoch || page.seq < now.seq) return { restored: true, epoch: page.epoch };
    now = advanced(now, page);
    await keep(now, page.operations);
    if (!page.more) return { digest: page.digest, cursor: now };
  }
}

function checkedPage(page) {
  const isWhole = Array.isArray(page.operations) && Number.isInteger(page.seq) && typeof page.epoch === "string";
  if (!isWhole || (page.more && !page.operations.length)) throw new Failure("unknown");
  return page;
}

const advanced = (cursor, { seq, status, expires_at, team, evidence = [], manifest = null }) => ({
  ...cursor,
  seq,
  status: status ?? cursor.status,
  expires_at: expires_at ?? cursor.expires_at,
  team: team ?? cursor.team,
  evidence: [...new Map([...cursor.evidence, ...evidence].map((piece) => [piece.id, piece])).values()],
  ended_at: endedAt(status ?? cursor.status, cursor),
  closing: manifest ? { refusal: "", ...cursor.closing, ...manifest } : cursor.closing,
});
