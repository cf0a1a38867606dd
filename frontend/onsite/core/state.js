// What a set of operations adds up to: for every field the operations that nobody has replaced.
// The twin of assess/core/merge/state.py: clocks play no part, and no value is dropped that nobody replaced.

import { canonical, canonicalJson } from "./canonical.js";
import { fraction } from "./exact.js";
import { compareText } from "./text.js";

/** Pseudo criteria: the counts of the visit's profile, and the numbers that measures are computed from. */
export const PROFILE = "@profile";
export const INPUTS = "@inputs";
/** The exit meeting, and which pieces of evidence were taken away again. */
export const EXIT = "@exit";
export const EVIDENCE = "@evidence";
/** None of these is a criterion that earns a level. */
export const PSEUDO = [PROFILE, INPUTS, EXIT, EVIDENCE];

/** The key of a field in a State; no code and no field holds a blank. */
export const keyOf = (criterion, field) => `${criterion} ${field}`;

/** One id came with two contents. */
export class ReusedId extends RangeError {
  constructor(id) {
    super(`operation ${id} has two contents`);
    this.id = id;
  }
}

/**
 * The fields of a visit from its operations, in any order, each any number of times. Throws ReusedId.
 *
 * An operation replaces its `base` and what it `resolves`, nothing else: one that was based on a value since replaced
 * stands beside the newer one. Any subset that is whole for a key gives the right answer for that key.
 * @returns {Map<string, object>} State
 */
export function stateOf(operations) {
  const known = new Map();
  const fields = new Map();
  for (const op of operations) {
    const first = known.get(op.id) ?? op;
    if (first !== op && canonical(first) !== canonical(op)) throw new ReusedId(op.id);
    if (known.has(op.id)) continue;
    known.set(op.id, op);
    const key = keyOf(op.criterion, op.field);
    if (!fields.has(key)) fields.set(key, new Map());
    fields.get(key).set(op.id, op);
  }
  const keys = [...fields.keys()].sort(compareText);
  return new Map(keys.map((key) => [key, currentOf(headsOf(fields.get(key)))]));
}

function currentOf(heads) {
  const [{ criterion, field, value }] = heads;
  const isOpen = heads.length > 1 && new Set(heads.map(comparable)).size > 1;
  return { criterion, field, heads, conflict: isOpen ? heads : [], value: isOpen ? null : value };
}

// The operations of one field that no other replaces, sorted by id. Honest operations replace only what existed before
// them. Should some replace each other in a circle, all of those stay: nothing becomes unreachable.
function headsOf(group) {
  const parents = (op) => [op.base, ...(op.resolves ?? [])].filter((id) => group.has(id));
  const replaced = new Set([...group.values()].flatMap(parents));
  const heads = [...group.keys()].filter((id) => !replaced.has(id));
  const reached = new Set(heads);
  for (const id of reached) for (const parent of parents(group.get(id))) reached.add(parent);
  const circles = [...group.keys()].filter((id) => !reached.has(id));
  return [...heads, ...circles].sort(compareText).map((id) => group.get(id));
}

// The value in a form in which equal meanings are equal: methods in any order, 12 and 12.0.
function comparable({ criterion, field, value }) {
  const number = (part) => (part === null ? null : `${fraction(part)}`);
  if (field === "methods" && Array.isArray(value)) return canonicalJson([...new Set(value)].sort(compareText));
  if (criterion === INPUTS) return canonicalJson(Array.isArray(value) ? value.map(number) : number(value));
  return canonicalJson(value);
}

/** `base` and `resolves` of an operation whose author saw `current`: it replaces everything that was on the screen. */
export function baseOf(current) {
  const [base = null, ...resolves] = (current?.heads ?? []).map(({ id }) => id);
  return { base, resolves };
}

/** The keys of the fields that wait for a person to choose. */
export const conflictsOf = (state) => [...state].filter(([, { conflict }]) => conflict.length).map(([key]) => key);
