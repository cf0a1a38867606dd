// What counts as an acknowledgement: a receipt with the operation's id and the hash of its canonical bytes (P2).

const STORED = ["applied", "duplicate", "conflict", "quarantined"];

/**
 * @param {{n: number, op: object, sha256: string}[]} sent
 * @param {object} body of the answer
 * @returns {{settled: {n: number, op: object, receipt: object}[], unknown: object[]}} what of it is certain, and the rest
 */
export function verified(sent, body) {
  const receipts = new Map();
  for (const receipt of Array.isArray(body.receipts) ? body.receipts : []) receipts.set(receipt?.id, receipt);
  const settled = [];
  const unknown = [];
  for (const entry of sent) {
    const receipt = receipts.get(entry.op.id);
    if (isCertain(receipt, entry)) settled.push({ n: entry.n, op: entry.op, receipt: kept(receipt) });
    else unknown.push(entry);
  }
  return { settled, unknown };
}

function isCertain(receipt, { sha256 }) {
  if (receipt?.status === "rejected") return typeof receipt.reason === "string" && receipt.reason !== "";
  return STORED.includes(receipt?.status) && receipt.sha256 === sha256;
}

const kept = ({ status, reason = "", sha256 = null, seq = null }) => ({ status, reason, sha256, seq, at: Date.now() });
