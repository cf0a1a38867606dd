// Which criteria a visit has to answer (method R2): the twin of assess/core/applicability.py.

import { AGE_GROUPS, hasNobodyAged } from "./profile.js";

/**
 * Why criteria are out of scope, by code. A fact that is not known never takes a criterion away.
 * @param {Iterable<object>} criteria of a loaded instrument
 * @param {object|null} profile null takes every criterion as in scope
 * @param {Map<string, number|null>} levels what conditions on other answers read
 * @returns {Map<string, "other_type"|"no_children_of_age"|"not_relevant">}
 */
export function outOfScope(criteria, profile, levels) {
  const reasons = new Map();
  if (!profile) return reasons;
  const absent = AGE_GROUPS.filter((group) => hasNobodyAged(profile, group));
  for (const criterion of criteria) {
    const reason = reasonOf(criterion, profile, absent, levels);
    if (reason) reasons.set(criterion.code, reason);
  }
  return reasons;
}

function reasonOf({ applies_to, age_groups, condition }, profile, absent, levels) {
  if (applies_to.length && !applies_to.includes(profile.facility_type)) return "other_type";
  if (age_groups.length && age_groups.every((group) => absent.includes(group))) return "no_children_of_age";
  return condition && condition(profile, levels) === false ? "not_relevant" : null;
}

/** Whether the assessor's NA exceed a fifth of the in-scope criteria of a domain, NA included (R2). */
export const isLimited = (notApplicable, criteria) => notApplicable * 5 > criteria;
