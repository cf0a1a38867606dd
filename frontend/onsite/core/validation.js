// Whether an operation may be stored at all: what the page asks before it stores a change.
// The twin of assess/core/merge/validation.py.

import { NA_REASONS, VERIFICATION_METHODS, isValue } from "./evidence.js";
import { COUNTS } from "./profile.js";
import { EVIDENCE, EXIT, INPUTS, PROFILE } from "./state.js";
import { isStorable, lengthOf } from "./text.js";

export const NOTE_LIMIT = 4000;
/** Of a person or a position in the exit meeting. */
export const NAME_LIMIT = 200;
export const COUNT_LIMIT = 99999;
/** Shifts or rooms of one measure input. */
export const PLACES_LIMIT = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NUMBER = /^-?[0-9]{1,9}(\.[0-9]{1,6})?$/;

const refused = (code, params = {}) => ({ code, params });

/**
 * Why `op` cannot belong to a visit with `instrument`, or null when it can. Each operation is judged alone: whether the
 * answers are complete is asked when fieldwork closes (R1, R9).
 *
 * Codes: device_not_storable unknown_criterion unknown_field not_measured no_such_level not_text too_long not_storable
 * not_a_list unknown_method unknown_reason not_true_or_false unknown_count not_whole below_zero too_many unknown_input
 * single_number places not_a_number unknown_exit_field no_such_piece not_removed.
 * @returns {null|{code: string, params: {criterion: string, name: string, value: *, limit?: number, length?: number}}}
 */
export function refusalOf(op, instrument) {
  const found = checked(op, instrument);
  return found && { ...found, params: { criterion: op.criterion, name: op.field, value: op.value, ...found.params } };
}

function checked(op, instrument) {
  if (!isStorable(op.device)) return refused("device_not_storable");
  if (op.criterion === PROFILE) return op.value === null && COUNTS.includes(op.field) ? null : checkCount(op);
  if (op.criterion === INPUTS) return checkInput(op, instrument);
  if (op.criterion === EXIT) return checkField(EXIT_FIELDS, op, "unknown_exit_field");
  if (op.criterion === EVIDENCE) return checkEvidence(op);
  const criterion = instrument.criteria.get(op.criterion);
  if (!criterion) return refused("unknown_criterion");
  const isLowering = op.field === "lowered" && op.value && !criterion.measure;
  return checkField(FIELDS, op, "unknown_field") ?? (isLowering ? refused("not_measured") : null);
}

function checkField(fields, { field, value }, unknown) {
  if (!Object.hasOwn(fields, field)) return refused(unknown);
  return value === null ? null : fields[field](value);
}

const textOf = (limit) => (value) => {
  if (typeof value !== "string") return refused("not_text");
  const length = lengthOf(value);
  if (length > limit) return refused("too_long", { length, limit });
  return isStorable(value) ? null : refused("not_storable");
};
const checkText = textOf(NOTE_LIMIT);
const checkName = textOf(NAME_LIMIT);
const checkFlag = (value) => (typeof value === "boolean" ? null : refused("not_true_or_false"));

function checkMethods(value) {
  if (!Array.isArray(value)) return refused("not_a_list");
  const unknown = value.find((method) => !VERIFICATION_METHODS.includes(method));
  return unknown === undefined ? null : refused("unknown_method", { value: unknown });
}

/** What may be recorded of a criterion, and the check of each value. null clears a field. */
const FIELDS = {
  level: (value) => (isValue(value) ? null : refused("no_such_level")),
  note: checkText,
  methods: checkMethods,
  na_reason: (value) => (NA_REASONS.includes(value) ? null : refused("unknown_reason")),
  na_text: checkText,
  approved: checkFlag,
  lowered: checkText,
};

/** What is recorded of the exit meeting: who spoke for whom, and whether each side agrees with the findings. */
const EXIT_FIELDS = {
  team_name: checkName,
  team_agrees: checkFlag,
  facility_name: checkName,
  facility_role: checkName,
  facility_agrees: checkFlag,
  remarks: checkText,
};

// The field is the id of a piece; whether there is one is not asked, since it may still be on its way.
function checkEvidence({ field, value }) {
  if (!UUID.test(field)) return refused("no_such_piece");
  return value === null || value === "removed" ? null : refused("not_removed");
}

function checkCount({ field, value }) {
  if (!COUNTS.includes(field)) return refused("unknown_count");
  if (!Number.isInteger(value)) return refused("not_whole");
  if (value < 0) return refused("below_zero");
  return value > COUNT_LIMIT ? refused("too_many", { limit: COUNT_LIMIT }) : null;
}

function checkInput({ field, value }, instrument) {
  const measures = [...instrument.criteria.values()].flatMap(({ measure }) => measure ?? []);
  const uses = measures.flatMap(({ per, inputs }) => inputs.filter(({ id }) => id === field).map((one) => ({ ...one, per })));
  if (!uses.length) return refused("unknown_input");
  const places = Array.isArray(value) ? value : [value];
  if (places === value && uses.every(({ per }) => per === "visit")) return refused("single_number");
  if (places.length < 1 || places.length > PLACES_LIMIT) return refused("places", { limit: PLACES_LIMIT });
  const isBelowZeroAllowed = uses.some(({ below_zero }) => below_zero);
  return places.reduce((found, place) => found ?? checkNumber(place, isBelowZeroAllowed), null);
}

function checkNumber(value, isBelowZeroAllowed) {
  if (value === null) return null;
  const text = Number.isInteger(value) ? `${value}` : value;
  if (typeof text !== "string" || !NUMBER.test(text)) return refused("not_a_number", { value });
  return text.startsWith("-") && !isBelowZeroAllowed ? refused("below_zero", { value }) : null;
}
