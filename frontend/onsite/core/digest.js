// SHA-256 of an operation and of a state, in their canonical form: apart, because only what is sent needs it.

import { sha256OfText } from "../../js/hex.js";
import { canonical, canonicalJson } from "./canonical.js";

/** Hexadecimal SHA-256 of `canonical(op)`: what a receipt repeats (P10). */
export const sha256Of = async (op) => sha256OfText(canonical(op));

/**
 * Hexadecimal SHA-256 by which device and server see that they agree on a visit (P17), taken of
 * `[[criterion, field, [[operation id, value], …]], …]`, sorted by criterion and field, the heads by id.
 */
export const digestOf = async (state) => sha256OfText(digestText(state));

/** The text that `digestOf` hashes. */
export function digestText(state) {
  const rows = [...state.values()].map(({ criterion, field, heads }) => {
    return [criterion, field, heads.map(({ id, value }) => [id, value])];
  });
  return canonicalJson(rows);
}
