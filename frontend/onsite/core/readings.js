// What scoring reads from a state: entries, the profile, measure inputs. The twin of assess/core/merge/readings.py.

import { fraction } from "./exact.js";
import { INPUTS, PROFILE, PSEUDO } from "./state.js";

const EMPTY = { value: null, note: "", methods: [], na_reason: null, na_text: "", approved: false, lowered: "" };

/**
 * One entry for each criterion with an operation. A field in conflict has no agreed value and reads as if it were
 * empty: a level in conflict is unanswered (P12).
 * @param {Map<string, number>} [evidence] photos and files of each code
 */
export function entriesOf(state, evidence = new Map()) {
  const entries = new Map();
  for (const { criterion, field, value } of state.values()) {
    if (PSEUDO.includes(criterion)) continue;
    if (!entries.has(criterion)) entries.set(criterion, { ...EMPTY, evidence: evidence.get(criterion) ?? 0 });
    if (value !== null) entries.get(criterion)[field === "level" ? "value" : field] = value;
  }
  return entries;
}

/** The visit's copy of the profile; counts not recorded or in conflict are absent. */
export function profileOf(state, facilityType) {
  const profile = { facility_type: facilityType };
  for (const { criterion, field, value } of state.values()) {
    if (criterion === PROFILE && value !== null) profile[field] = value;
  }
  return profile;
}

/** The numbers of the measures by input id; a list (shifts, rooms) only once every place has its number. */
export function inputsOf(state) {
  const inputs = new Map();
  for (const { criterion, field, value } of state.values()) {
    if (criterion !== INPUTS || value === null) continue;
    if (!Array.isArray(value)) inputs.set(field, fraction(value));
    else if (!value.includes(null)) inputs.set(field, value.map(fraction));
  }
  return inputs;
}
