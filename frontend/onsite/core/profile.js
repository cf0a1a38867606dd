// The counts of a visit's profile: the twin of assess/core/profile.py. A count that is absent was not recorded.

export const AGE_GROUPS = ["0-1", "1-5", "6-11", "12-17"];
const AGES = ["0", "1_5", "6_11", "12_17"];

/** The counts that a profile may hold, `capacity` first. */
export const COUNTS = [
  "capacity",
  ...["girls", "boys"].flatMap((sex) => AGES.map((age) => `${sex}_${age}`)),
  ...["unaccompanied", "disability", "staff_morning", "staff_afternoon", "staff_night"],
];

const bySex = (profile, group) => {
  const age = AGES[AGE_GROUPS.indexOf(group)];
  return [profile[`girls_${age}`] ?? null, profile[`boys_${age}`] ?? null];
};

/** Whether girls and boys of an age group are both recorded, as none. */
export const hasNobodyAged = (profile, group) => bySex(profile, group).every((count) => count === 0);

/** All children present; null when no age band was recorded. */
export function childrenOf(profile) {
  const known = AGE_GROUPS.flatMap((group) => bySex(profile, group)).filter((count) => count !== null);
  return known.length ? known.reduce((sum, count) => sum + count, 0) : null;
}
