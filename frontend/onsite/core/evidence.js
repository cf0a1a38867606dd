// What an entry counts for, and what it still needs (method R1, R2 and R7): the twin of assess/core/evidence.py.

import { lengthOf, strip } from "./text.js";

export const VERIFICATION_METHODS = [
  "document",
  "observation",
  "staff_interview",
  "child_interview",
  "family_interview",
  "record_sample",
  "measurement",
];
export const NA_REASONS = [
  "population_absent",
  "service_not_offered",
  "not_permitted_by_type",
  "no_event_in_period",
  "other",
];
/** R1: level 0 or 1 needs a note of at least this many characters. */
export const NOTE_LENGTH = 20;
/** Marks that keep the fieldwork of a visit from closing; the others only inform. */
export const BLOCKING = [
  "unanswered",
  "note_missing",
  "evidence_missing",
  "na_reason_missing",
  "na_text_missing",
  "na_not_approved",
  "ne_reason_missing",
  "measure_differs",
];

const EMPTY = {};
const isLevel = (value) => typeof value === "number";
const isComputed = (measured) => (measured?.level ?? null) !== null;
const hasText = (text) => strip(text ?? "") !== "";

/** Whether a value is one of 0-3, "NA", "NE" and null. */
export const isValue = (value) => [0, 1, 2, 3, "NA", "NE", null].includes(value);

/** The value that was recorded is none of those; `field` is the code of its criterion. */
export class NotALevel extends RangeError {
  constructor(field, value) {
    super(`${field}: ${JSON.stringify(value)} is not a level`);
    this.field = field;
  }
}

/**
 * The level that counts and the marks. Throws NotALevel.
 * @param {object|undefined} measured what the visit's inputs give for a criterion with a measure
 * @returns {{code: string, value: number|string|null, level: number|null, marks: string[]}}
 */
export function counted(criterion, entry = EMPTY, measured = undefined) {
  const { code } = criterion;
  const recorded = entry.value ?? null;
  if (!isValue(recorded)) throw new NotALevel(code, recorded);
  const { value, marks } = settled(recorded, entry, measured);
  if (isLevel(value)) return levelled(criterion, entry, measured, value, marks);
  if (entry.plain || isComputed(measured)) return { code, value, level: null, marks };
  if (value === "NA") marks.push(...naMarks(criterion, entry));
  else if (value === "NE" && !hasText(entry.note)) marks.push("ne_reason_missing");
  return { code, value, level: null, marks };
}

// The value that stands between what was recorded and what was measured, with the marks of that (R7).
function settled(recorded, entry, measured) {
  if (!isComputed(measured)) return { value: recorded, marks: [] };
  const marks = measured.small_sample ? ["small_sample"] : [];
  if (recorded === null || recorded === measured.level) return { value: measured.level, marks };
  if (mayStand(recorded, entry, measured)) return { value: recorded, marks: [...marks, "lowered"] };
  return { value: measured.level, marks: [...marks, "measure_differs"] };
}

const isOneLower = (recorded, measured) => isLevel(measured.level) && recorded === measured.level - 1;
const mayStand = (recorded, entry, measured) => isOneLower(recorded, measured) && hasText(entry.lowered);

/**
 * Why a measure does not allow what is to be recorded: it may be lowered by one with a reason, never raised.
 * @returns {null|"measured_na"|"lowering_needs_reason"|"not_the_measured_level"}
 */
export function notRecordable(entry, measured) {
  const recorded = entry.value ?? null;
  if (!isComputed(measured) || recorded === null || recorded === measured.level) return null;
  if (mayStand(recorded, entry, measured)) return null;
  if (measured.level === "NA") return "measured_na";
  return isOneLower(recorded, measured) ? "lowering_needs_reason" : "not_the_measured_level";
}

/** The different verification methods behind a level; complete inputs are a measurement. */
export function methodsUsed(criterion, entry, measured) {
  const used = new Set((entry.methods ?? []).filter((method) => VERIFICATION_METHODS.includes(method)));
  return isComputed(measured) && criterion.verify.includes("measurement") ? used.add("measurement") : used;
}

function levelled(criterion, entry, measured, value, marks) {
  const { code, critical, verify } = criterion;
  if (entry.plain) return { code, value, level: value, marks };
  const used = methodsUsed(criterion, entry, measured);
  const note = strip(entry.note ?? "");
  const isUnconfirmed = value === 3 && used.size < 2 && new Set(verify).size >= 2;
  if (isUnconfirmed) marks.push("second_method_missing");
  if (value < 2 && lengthOf(note) < NOTE_LENGTH) marks.push("note_missing");
  if (critical && !(used.size || note || entry.evidence || isComputed(measured))) marks.push("evidence_missing");
  if (used.size === 1 && used.has("child_interview")) marks.push("child_words_only");
  return { code, value, level: isUnconfirmed ? 2 : value, marks };
}

function naMarks(criterion, entry) {
  const marks = [];
  if (!NA_REASONS.includes(entry.na_reason)) marks.push("na_reason_missing");
  if (!hasText(entry.na_text)) marks.push("na_text_missing");
  if (criterion.critical && !entry.approved) marks.push("na_not_approved");
  return marks;
}

/** Whether a criterion leaves numerator, denominator and coverage: NA, and approved where it must be (R2). */
export const isNotApplicable = ({ value, marks }) => value === "NA" && !marks.includes("na_not_approved");
