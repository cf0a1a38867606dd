// The canonical bytes of an operation and of a state, and their SHA-256: the twin of assess/core/merge/operation.py.

import { compareText, hasHalf } from "./text.js";

const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

/**
 * JSON with keys sorted by code point, without spaces, nothing escaped that need not be (as in RFC 8785).
 * Throws RangeError for what has no such form: a number that is not whole, half a surrogate pair.
 */
export function canonicalJson(value) {
  if (typeof value === "string") return text(value);
  if (value === null || typeof value === "boolean") return `${value}`;
  if (Number.isSafeInteger(value)) return `${value}`;
  if (Array.isArray(value)) return `[${value.map(canonicalJson)}]`;
  if (typeof value !== "object") throw new RangeError(`no canonical form: ${value}`);
  const keys = Object.keys(value).sort(compareText);
  return `{${keys.map((key) => `${text(key)}:${canonicalJson(value[key])}`)}}`;
}

function text(value) {
  if (hasHalf(value)) throw new RangeError("half a surrogate pair");
  return JSON.stringify(value);
}

/** An instant as UTC, cut to milliseconds, with Z. */
function instant(at) {
  const [, seconds, decimals = "", zone] = INSTANT.exec(at) ?? [];
  return new Date(`${seconds}.${decimals.slice(0, 3).padEnd(3, "0")}${zone}`).toISOString();
}

/** The text whose UTF-8 bytes `sha256Of` is taken of: what the server calls `canonical`. Throws RangeError. */
export function canonical(op) {
  const { author, base = null, criterion, device, field, id, resolves = [], value, visit } = op;
  return canonicalJson({ author, base, claimed_at: instant(op.at), criterion, device, field, id, resolves, value, visit });
}

async function sha256(written) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(written));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Hexadecimal SHA-256 of `canonical(op)`: what a receipt repeats (P10). */
export const sha256Of = async (op) => sha256(canonical(op));

/**
 * Hexadecimal SHA-256 by which device and server see that they agree on a visit (P17), taken of
 * `[[criterion, field, [[operation id, value], …]], …]`, sorted by criterion and field, the heads by id.
 */
export const digestOf = async (state) => sha256(digestText(state));

/** The text that `digestOf` hashes. */
export function digestText(state) {
  const rows = [...state.values()].map(({ criterion, field, heads }) => {
    return [criterion, field, heads.map(({ id, value }) => [id, value])];
  });
  return canonicalJson(rows);
}
