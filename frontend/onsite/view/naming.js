// What the codes of a visit are called in words: the twin of assess/naming.py.

import { N_, own, t } from "../words.js";
import { level, levelWord } from "./levels.js";

export const METHODS = {
  document: N_("Document"),
  observation: N_("Observation"),
  staff_interview: N_("Staff interview"),
  child_interview: N_("Interview with children or adolescents"),
  family_interview: N_("Family interview"),
  record_sample: N_("Sample of files"),
  measurement: N_("Measurement"),
};
export const NA_REASONS = {
  population_absent: N_("No such population in the facility"),
  service_not_offered: N_("The service is not offered"),
  not_permitted_by_type: N_("Not permitted for this type of facility"),
  no_event_in_period: N_("No such event in the period"),
  other: N_("Other reason"),
};
const FIELDS = {
  level: N_("Level"),
  note: N_("Note"),
  methods: N_("How it was verified"),
  na_reason: N_("Why it does not apply"),
  na_text: N_("Why it does not apply, in words"),
  approved: N_("Approval of “not applicable”"),
  lowered: N_("Reason for lowering the measured level"),
};
export const COUNTS = {
  capacity: N_("Authorised places"),
  girls_0: N_("Girls under 1 year"),
  girls_1_5: N_("Girls aged 1 to 5"),
  girls_6_11: N_("Girls aged 6 to 11"),
  girls_12_17: N_("Girls aged 12 to 17"),
  boys_0: N_("Boys under 1 year"),
  boys_1_5: N_("Boys aged 1 to 5"),
  boys_6_11: N_("Boys aged 6 to 11"),
  boys_12_17: N_("Boys aged 12 to 17"),
  unaccompanied: N_("Unaccompanied, of them"),
  disability: N_("With a disability, of them"),
  staff_morning: N_("Carers in the morning"),
  staff_afternoon: N_("Carers in the afternoon"),
  staff_night: N_("Carers at night"),
};
export const EXIT = {
  team_name: N_("For the team"),
  team_agrees: N_("The team agrees"),
  facility_name: N_("For the facility"),
  facility_role: N_("Position in the facility"),
  facility_agrees: N_("The facility agrees"),
  remarks: N_("Remarks"),
};
export const SHIFTS = [N_("Morning"), N_("Afternoon"), N_("Night")];
const STANDING = {
  unanswered: N_("No answer yet."),
  conflict: N_("There are two answers. The lead of the visit chooses between them."),
  second_method_missing: N_("Counts as 2 until a second way of verifying is recorded."),
  note_missing: N_("Levels 0 and 1 need a note of at least {n} characters: write what you found."),
  evidence_missing: N_("A critical criterion needs evidence: mark how you verified it or write a note."),
  na_reason_missing: N_("Choose why it does not apply."),
  na_text_missing: N_("Write in a sentence why it does not apply."),
  na_not_approved: N_(
    "“Not applicable” on a critical criterion waits for approval; until then it counts as unanswered.",
  ),
  ne_reason_missing: N_("Write in the note why it could not be assessed."),
  measure_differs: N_(
    "The level recorded is not the measured one, which counts. Choose that one, or lower it by one and say why.",
  ),
  lowered: N_("The measured level was lowered by one, with a reason."),
  small_sample: N_("The sample is small: fewer than five cases."),
  child_words_only: N_("Only the words of children support this level. Verify it in another way too."),
};
const ACTIONS = {
  proposed: N_("Proposed"),
  agreed: N_("Agreed"),
  in_progress: N_("In progress"),
  reported_done: N_("Reported as done"),
  verified: N_("Verified"),
  partial: N_("Partly done"),
  not_done: N_("Not done"),
  regressed: N_("Regressed"),
  cancelled: N_("Cancelled"),
};
export const RATINGS = {
  A: N_("Strong"),
  B: N_("Good"),
  C: N_("Requires improvement"),
  D: N_("Inadequate"),
  NR: N_("Not rated"),
};
const KINDS = {
  full: N_("Full visit"),
  focused: N_("Focused visit"),
  follow_up: N_("Follow-up visit"),
  urgent: N_("Urgent visit"),
  self_assessment: N_("Self-assessment"),
  calibration: N_("Calibration visit"),
};
const STATUSES = {
  planned: N_("Planned"),
  fieldwork: N_("In fieldwork"),
  fieldwork_closed: N_("Fieldwork closed"),
  quality_review: N_("In review"),
  reply_open: N_("Open for the facility's reply"),
  reply_resolved: N_("Reply resolved"),
  final: N_("Final"),
  published: N_("Published"),
  cancelled: N_("Cancelled"),
  void: N_("Void"),
};
const PARTS = { lead: N_("Lead"), assessor: N_("Assessor"), reviewer: N_("Reviewer") };

const known = (words) => (code) => (Object.hasOwn(words, code) ? t(words[code]) : `${code ?? ""}`);
export const methodWord = known(METHODS);
export const fieldWord = known(FIELDS);
export const countWord = known(COUNTS);
export const exitWord = known(EXIT);
export const actionWord = known(ACTIONS);
export const ratingWord = known(RATINGS);
export const kindWord = known(KINDS);
export const statusWord = known(STATUSES);
export const partWord = known(PARTS);

/** The sentence for a gap or a mark. */
export const standing = (code) => t(STANDING[code] ?? code, { n: 20 });

/** The criterion's own words for a level, or the general ones. */
export const descriptor = (criterion, value) => own(criterion.levels?.[value]) || levelWord(value);

/** A recorded value as a person reads it; "—" for a field that was emptied. */
export function valueWord(field, value) {
  if (field.endsWith("_agrees") && value === false) return t("No, or in part");
  if (value === null || value === undefined || value === "" || value === false || value?.length === 0) return "—";
  if (value === "removed") return t("Removed.");
  if (field === "level") return level(value);
  if (field === "methods") return value.map(methodWord).join(", ");
  if (field === "na_reason") return known(NA_REASONS)(value);
  if (value === true) return t("Yes");
  return Array.isArray(value) ? value.map((one) => one ?? "—").join(" · ") : `${value}`;
}

/** What the numbers of a measured criterion give, in a sentence. */
export function measuredSentence({ measure }, found) {
  if (!found) return "";
  if (found.level === null) {
    const labels = measure.inputs.filter(({ id }) => found.missing.includes(id)).map(({ label }) => own(label));
    return t("Still to enter: {names}.", { names: labels.join(", ") });
  }
  if (found.level === "NA") return t("The numbers say that there is nobody or nothing to measure: not applicable.");
  const words = level(found.level);
  if (!found.value) return t("Measured: nobody or nothing there for those who need it. {level}.", { level: words });
  const value = `${cut(found.value)} ${own(measure.unit)}`;
  if (found.worst_index === null) return t("Measured: {value}. {level}.", { value, level: words });
  if (measure.per === "shift" && found.worst_index < SHIFTS.length) {
    const place = t(SHIFTS[found.worst_index]).toLowerCase();
    return t("Worst shift ({place}): {value}. {level}.", { place, value, level: words });
  }
  const place = found.worst_index + 1;
  return t("Worst place (number {place}): {value}. {level}.", { place, value, level: words });
}

// With two decimals at most, cut like every score: 3.5, 9, 0.12.
function cut({ top, bottom }) {
  const hundredths = ((top < 0n ? -top : top) * 100n) / bottom;
  const digits = `${hundredths / 100n}.${`${hundredths % 100n}`.padStart(2, "0")}`.replace(/\.?0+$/, "");
  return top < 0n && hundredths ? `\u2212${digits}` : digits;
}
