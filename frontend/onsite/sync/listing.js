// What waits and why, for the page that lists it (P7).

import { keyOf } from "../core/index.js";

const ASIDE = ["rejected", "quarantined"];

/**
 * @param {import("../store/store.js").Store} store
 * @param {string} [visit] all visits without it
 * @returns {Promise<object[]>} see device.js; in the order of recording, evidence last
 */
export async function listWaiting(store, visit) {
  const holdings = (await store.holdings.all()).filter(({ meta }) => !visit || meta.id === visit);
  const lists = await Promise.all(
    holdings.map(async ({ local }) => [
      ...operationsThatWait(await store.operations.all(local)),
      ...piecesThatWait(await store.pieces.all(local)),
    ]),
  );
  return lists.flat();
}

function operationsThatWait(own) {
  const last = new Map(own.map((entry) => [keyOf(entry.op.criterion, entry.op.field), entry]));
  return own
    .filter(({ receipt }) => !receipt || ASIDE.includes(receipt.status))
    .map(({ op, receipt }) => ({
      kind: "operation",
      ...told(op),
      field: op.field,
      value: op.value,
      status: receipt?.status ?? "waiting",
      reason: receipt?.reason ?? "",
      corrected: Boolean(receipt) && last.get(keyOf(op.criterion, op.field)).op !== op,
    }));
}

function piecesThatWait(pieces) {
  return pieces
    .filter(({ receipt }) => receipt?.status !== "kept")
    .map(({ piece, receipt }) => ({
      kind: "evidence",
      ...told(piece),
      field: piece.kind,
      value: piece.caption,
      status: receipt?.status ?? "waiting",
      reason: receipt?.reason ?? "",
      corrected: false,
    }));
}

const told = ({ id, visit, criterion, at }) => ({ id, visit, criterion, at });
