// The canonical form of an operation: the twin of assess/core/merge/operation.py.

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

/** The text whose UTF-8 bytes `sha256Of` of digest.js is taken of: what the server calls `canonical`. Throws RangeError. */
export function canonical(op) {
  const { author, base = null, criterion, device, field, id, resolves = [], value, visit } = op;
  return canonicalJson({ author, base, claimed_at: instant(op.at), criterion, device, field, id, resolves, value, visit });
}
