// Measured criteria: from the numbers that the assessor enters to a level (method R7).
// The twin of assess/core/measure.py.

import { Fraction, absolute, compare, fraction, minus, negative, times } from "./exact.js";
import { DivisionByZero, valueOf } from "./expression.js";
import { strip } from "./text.js";

const TOLERANCE = new Fraction(1n, 10n);
const SMALL_SAMPLE = new Fraction(5n);
const WORST_OF_ALL = new Fraction(10n ** 12n);
const WRITTEN = /^-?[0-9]{1,12}(\.[0-9]{1,6})?$/;

const measured = (level, facts) => ({
  level,
  value: null,
  worst_index: null,
  small_sample: false,
  na_reason: null,
  missing: [],
  ...facts,
});

/** What was entered cannot be measured: `code` is "not_a_number" or "below_zero", `field` the input. */
export class RefusedNumber extends RangeError {
  constructor(code, field) {
    super(`${field}: ${code}`);
    this.code = code;
    this.field = field;
  }
}

/** A number as entered, exactly: a Fraction, a whole number, or text such as "3.5". Throws RefusedNumber. */
export function exactNumber(value, field, belowZero = false) {
  if (!(value instanceof Fraction)) {
    const written = typeof value === "string" ? strip(value) : Number.isInteger(value) ? `${value}` : "";
    if (!WRITTEN.test(written)) throw new RefusedNumber("not_a_number", field);
    value = fraction(written);
  }
  if (value.top < 0n && !belowZero) throw new RefusedNumber("below_zero", field);
  return value;
}

/**
 * The level that the inputs give; with `per` shift or room the worst one counts. Throws RefusedNumber.
 * @param {object} measure of a loaded criterion
 * @param {Map<string, *>} inputs a single number holds for all shifts or rooms
 */
export function levelOfMeasure(measure, inputs) {
  const { rows, missing } = rowsOf(measure, inputs);
  if (missing.length) return measured(null, { missing });
  const found = rows.map((row) => one(measure, row));
  return measure.per === "visit" ? found[0] : worst(measure, found);
}

// The shift or room that counts. One without a level yet leaves the measure open; NA ones leave it to others.
function worst(measure, found) {
  const unknown = found.find(({ level }) => level === null);
  const levelled = found.map((each, index) => ({ ...each, worst_index: index })).filter(({ level }) => level !== "NA");
  if (unknown || !levelled.length) return unknown || found[0];
  const isWorse = (a, b) => (a.level - b.level || compare(badness(measure, b.value), badness(measure, a.value))) < 0;
  const chosen = levelled.reduce((least, each) => (isWorse(each, least) ? each : least));
  return { ...chosen, small_sample: found.some((each) => each.small_sample) };
}

// One Map of inputs for each shift, room or visit, or the ids of what is missing.
function rowsOf(measure, inputs) {
  const single = new Map();
  const lists = new Map();
  for (const { id, below_zero } of measure.inputs) {
    const given = inputs.get(id) ?? null;
    const number = (value) => exactNumber(value, id, below_zero);
    if (Array.isArray(given)) lists.set(id, given.map(number));
    else if (given !== null) single.set(id, number(given));
  }
  // Numbers for each room say nothing about the whole visit.
  const lengths = [...lists.values()].map((numbers) => numbers.length);
  const count = measure.per === "visit" || !lists.size ? 1 : Math.max(...lengths);
  const isComplete = (id) => single.has(id) || (count && lists.get(id)?.length === count);
  const missing = measure.inputs.map(({ id }) => id).filter((id) => !isComplete(id));
  const row = (at) => new Map([...single, ...[...lists].map(([id, numbers]) => [id, numbers[at]])]);
  return { missing, rows: missing.length ? [] : Array.from({ length: count }, (_, at) => row(at)) };
}

function one(measure, values) {
  const lookup = ({ value }) => values.get(value);
  let value;
  try {
    value = valueOf(measure.root, lookup);
  } catch (error) {
    if (error instanceof DivisionByZero) return undivided(measure, error.numeratorIsZero);
    throw error;
  }
  // What a share divides by is the size of its sample.
  const { sign, parts } = measure.root;
  const sample = measure.zero === "no_cases" && sign === "/" ? valueOf(parts[1], lookup) : null;
  const level = measure.thresholds ? byThresholds(measure, value) : byLimit(measure, value);
  return measured(level, { value, small_sample: sample !== null && compare(sample, SMALL_SAMPLE) < 0 });
}

// R7: an empty sample is NA; people without the resource are level 0, never NA; 0 / 0 is always NA.
// A share with cases counted out of none contradicts itself: it gets no level, rather than an NA that hides it.
function undivided({ zero, names }, numeratorIsZero) {
  if (zero === "no_population" || (zero === "no_resource" && numeratorIsZero)) {
    return measured("NA", { na_reason: "population_absent" });
  }
  if (zero === "no_resource") return measured(0);
  return numeratorIsZero ? measured("NA", { na_reason: "no_event_in_period" }) : measured(null, { missing: names });
}

function byThresholds({ direction, thresholds }, value) {
  const sign = direction === "higher_is_better" ? 1 : -1;
  return thresholds.filter((limit) => compare(value, limit) * sign >= 0).length;
}

// One threshold: met is 3, missed by at most a tenth of it is 1, by more is 0; there is no level 2 (R7).
function byLimit(measure, value) {
  if (isMet(measure, value)) return 3;
  const limit = nearest(measure, value);
  const isClose = compare(absolute(minus(value, limit)), times(absolute(limit), TOLERANCE)) <= 0;
  return limit.top && isClose ? 1 : 0;
}

function isMet({ operator, threshold }, value) {
  const [first, last] = threshold.map((limit) => compare(value, limit));
  if (operator === "between") return first >= 0 && last <= 0;
  return { "<=": first <= 0, "<": first < 0, ">=": first >= 0, ">": first > 0, "==": first === 0 }[operator];
}

// The number that the value is held against: the threshold, or the nearer bound of two.
function nearest({ threshold }, value) {
  const distance = (bound) => absolute(minus(value, bound));
  return threshold.reduce((near, bound) => (compare(distance(bound), distance(near)) < 0 ? bound : near));
}

// Grows as the value gets worse; a division that had no resource at all is the worst of all.
function badness(measure, value) {
  if (value === null) return WORST_OF_ALL;
  const { direction, operator } = measure;
  if (direction === "higher_is_better" || operator === ">=" || operator === ">") return negative(value);
  return operator === "between" || operator === "==" ? absolute(minus(value, nearest(measure, value))) : value;
}
