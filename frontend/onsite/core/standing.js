// Where the answers of a visit stand: what they earn so far, and what is missing.
// The twin of assess/services/visits/standing.py.

import { BLOCKING } from "./evidence.js";
import { entriesOf, inputsOf, profileOf } from "./readings.js";
import { score } from "./scoring.js";
import { PSEUDO } from "./state.js";

/**
 * What each criterion in scope still needs before fieldwork can close: code -> "conflict", "unanswered" or marks of
 * BLOCKING. "@profile" and the like stand among the codes while they hold two values for one field.
 * @returns {Map<string, string[]>}
 */
export function missingFor(state, result) {
  const conflicts = new Set();
  for (const { criterion, conflict } of state.values()) if (conflict.length) conflicts.add(criterion);
  const needs = new Map(PSEUDO.filter((one) => conflicts.has(one)).map((one) => [one, ["conflict"]]));
  for (const { code, value, marks } of result.criteria) {
    const first = conflicts.has(code) ? ["conflict"] : value === null ? ["unanswered"] : [];
    const gaps = [...first, ...marks.filter((mark) => BLOCKING.includes(mark))];
    if (gaps.length) needs.set(code, gaps);
  }
  return needs;
}

function progress({ id, title }, found, missing) {
  const done = found.filter(({ value }) => value !== null).length;
  return { id, title, done, total: found.length, missing: found.filter(({ code }) => missing.has(code)).length };
}

/** How far each domain is that has criteria in scope: [{ id, title, done, total, missing }]. */
export function progressOf(instrument, result, missing) {
  const inDomain = (domain) => result.criteria.filter(({ code }) => instrument.domainOf.get(code) === domain);
  const all = instrument.domains.map((domain) => progress(domain, inDomain(domain), missing));
  return all.filter(({ total }) => total);
}

/** The same of the whole visit; its `id` is empty. */
export function overallOf(instrument, result, missing) {
  return progress({ id: "", title: instrument.title }, result.criteria, missing);
}

/**
 * A visit's answers read once, and what the method says of them.
 * @param {Map<string, number>} [evidence] photos and files of each code
 */
export function standingOf(instrument, state, facilityType, evidence = new Map()) {
  const profile = profileOf(state, facilityType);
  const inputs = inputsOf(state);
  const entries = new Map([...entriesOf(state, evidence)].filter(([code]) => instrument.criteria.has(code)));
  const result = score(instrument, entries, profile, inputs);
  const missing = missingFor(state, result);
  const overall = overallOf(instrument, result, missing);
  return { profile, inputs, entries, result, missing, progress: progressOf(instrument, result, missing), overall };
}
