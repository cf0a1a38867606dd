// From entries to a result: count each criterion, filter, add up, and give letters (method R1-R7).
// The twin of assess/core/scoring/result.py, sums.py and plain.py.

import { isLimited, outOfScope } from "./applicability.js";
import { counted, isNotApplicable } from "./evidence.js";
import { Fraction, exact, percentShown, shown } from "./exact.js";
import { NOT_RATED, atMost, band, overall, worst } from "./letters.js";
import { levelOfMeasure } from "./measure.js";
import { compareText } from "./text.js";

const SPECIFICATION = "SS-1.0";

/** Entries name a criterion that the instrument does not have; `field` is its code. */
export class UnknownCriterion extends RangeError {
  constructor(field) {
    super(`${field} is not a criterion of the instrument`);
    this.field = field;
  }
}

/**
 * Score a visit. Throws UnknownCriterion, NotALevel, RefusedNumber.
 * @param {object} instrument from loadInstrument
 * @param {Map<string, object>} entries by code; absent is unanswered
 * @param {object|null} [profile] null takes every criterion as in scope
 * @param {Map<string, *>} [inputs] numbers of the measures by input id
 */
export function score(instrument, entries, profile = null, inputs = new Map()) {
  const { criteria } = instrument;
  const unknown = [...entries.keys()].filter((code) => !criteria.has(code)).sort(compareText);
  if (unknown.length) throw new UnknownCriterion(unknown[0]);
  const all = [...criteria.values()];
  const measuredOnes = inputs.size ? all.filter(({ measure }) => measure) : [];
  const measures = new Map(measuredOnes.map(({ code, measure }) => [code, levelOfMeasure(measure, inputs)]));
  const found = new Map(all.map((one) => [one.code, counted(one, entries.get(one.code), measures.get(one.code))]));
  const levels = new Map([...found].map(([code, { level }]) => [code, level]));
  for (const code of outOfScope(all, profile, levels).keys()) found.delete(code);
  return assembled(instrument.domains.map((domain) => sumOf(domain, found, measures)), [...found.values()]);
}

// A domain in whole numbers: codes of its critical criteria at 0 and at 1, how many have no level, its standards.
function sumOf(domain, found, measures) {
  const counts = { criteria: 0, notApplicable: 0, criticalMissing: 0, answered: 0, in_scope: 0 };
  const total = { ...counts, domain, standards: [], zeros: [], ones: [] };
  for (const { id, whole, criteria } of domain.standards) {
    const part = { id, whole, points: 0n, known: 0n, missing: 0n, answered: 0, in_scope: 0 };
    for (const criterion of criteria) {
      const one = found.get(criterion.code);
      if (!one) continue;
      total.criteria += 1;
      // An NA that the inputs themselves give is not the assessor's.
      total.notApplicable += one.value === "NA" && (measures.get(one.code)?.level ?? null) === null;
      if (one.level !== null || !isNotApplicable(one)) add(total, part, criterion, one.level);
    }
    total.standards.push(part);
  }
  return total;
}

function add(total, part, { code, critical, whole }, level) {
  total.in_scope += 1;
  part.in_scope += 1;
  if (level === null) {
    part.missing += whole;
    total.criticalMissing += critical;
    return;
  }
  total.answered += 1;
  part.answered += 1;
  part.known += whole;
  part.points += whole * BigInt(level);
  if (critical && level < 2) (level ? total.ones : total.zeros).push(code);
}

// Points earned and possible; missing answers are left out (null) or taken as `fill`, 0 or 3.
function shareOf({ points, known, missing }, fill) {
  return fill === null ? [points, 3n * known] : [points + BigInt(fill) * missing, 3n * (known + missing)];
}

function standardOf(part) {
  const [points, possible] = shareOf(part, null);
  const { id, answered, in_scope } = part;
  return { id, score: possible ? new Fraction(100n * points, possible) : null, answered, in_scope };
}

/** The weighted mean of what has a score, pairs of a fraction (or null) and a whole weight; null of nothing (R3). */
function mean(pairs) {
  let [top, bottom, weights] = [0n, 1n, 0n];
  for (const [value, whole] of pairs) {
    if (value === null) continue;
    top = top * value.bottom + whole * value.top * bottom;
    bottom *= value.bottom;
    weights += whole;
  }
  return weights ? new Fraction(top, bottom * weights) : null;
}

function scoreOf({ standards }, fill) {
  return mean(
    standards.map((part) => {
      const [points, possible] = shareOf(part, fill);
      return [possible ? new Fraction(100n * points, possible) : null, part.whole];
    }),
  );
}

// The best letter that its critical criteria leave possible (R5.1).
function capOf({ zeros, ones, criticalMissing }, fill) {
  return zeros.length || (fill === 0 && criticalMissing) ? "D" : ones.length ? "C" : "A";
}

/** R6: with less than four fifths answered, a domain or a visit is not rated. */
const isCovered = (answered, in_scope) => answered * 5 >= in_scope * 4;

function domainOf(total) {
  const { domain, answered, in_scope } = total;
  const own = scoreOf(total, null);
  const letter = own && band(own);
  const cap = capOf(total, null);
  const isRated = own && isCovered(answered, in_scope) && !total.criticalMissing;
  return {
    id: domain.id,
    score: own,
    band: letter,
    rating: isRated ? worst(letter, cap) : NOT_RATED,
    cap,
    limiting: domain.limiting,
    answered,
    in_scope,
    coverage: new Fraction(BigInt(answered), BigInt(in_scope)),
    standards: total.standards.map(standardOf),
    low: scoreOf(total, 0),
    high: scoreOf(total, 3),
    limited_scope: isLimited(total.notApplicable, total.criteria),
  };
}

function assembled(sums, criteria) {
  const present = sums.filter((one) => one.in_scope);
  const domains = present.map(domainOf);
  const total = (name) => present.reduce((sum, one) => sum + one[name], 0);
  const [answered, in_scope] = [total("answered"), total("in_scope")];
  const zeros = present.flatMap((one) => one.zeros);
  const meanOf = (name) => mean(domains.map((one, at) => [one[name], present[at].domain.whole]));
  const whole = meanOf("score");
  const letters = whole ? overall(whole, domains, zeros.length) : { rating: NOT_RATED, capped_by: [] };
  const isUnrated = !isCovered(answered, in_scope) || domains.some((one) => one.limiting && one.rating === NOT_RATED);
  return {
    specification: SPECIFICATION,
    domains,
    score: whole,
    band: whole && band(whole),
    rating: isUnrated ? NOT_RATED : letters.rating,
    capped_by: letters.capped_by,
    at_most: atMost(domains, zeros.length),
    answered,
    in_scope,
    coverage: in_scope ? new Fraction(BigInt(answered), BigInt(in_scope)) : null,
    low: bound(present, domains, meanOf("low"), "low", 0),
    high: bound(present, domains, meanOf("high"), "high", 3),
    critical_zero: zeros,
    critical_one: present.flatMap((one) => one.ones),
    criteria,
    limited_scope: sums.filter((one) => isLimited(one.notApplicable, one.criteria)).map(({ domain }) => domain.id),
  };
}

// The whole visit with every missing answer taken as `fill`; nothing is left to be NR (R6).
function bound(sums, domains, value, name, fill) {
  if (!value) return { score: null, band: null, rating: NOT_RATED };
  const rated = sums.map((one, at) => {
    const { id, limiting } = one.domain;
    return { id, limiting, rating: worst(band(domains[at][name]), capOf(one, fill)) };
  });
  const zeros = sums.reduce((sum, one) => sum + one.zeros.length + (fill ? 0 : one.criticalMissing), 0);
  return { score: value, band: band(value), rating: overall(value, rated, zeros).rating };
}

/** The result as JSON: every field, fractions as exact text. */
export function resultJson(value) {
  if (value instanceof Fraction) return exact(value);
  if (Array.isArray(value)) return value.map(resultJson);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resultJson(part)]));
}

/** The shape of the method's test vectors: texts as displayed, the overall score exact beside them. */
export function vectorJson(result) {
  const written = (value, write) => value && write(value);
  return {
    domains: Object.fromEntries(
      result.domains.map(({ id, score: own, rating, cap, coverage }) => [
        id,
        { score: written(own, shown), rating, cap, coverage: percentShown(coverage) },
      ]),
    ),
    overall: {
      exact: written(result.score, exact),
      score: written(result.score, shown),
      letter_by_score: result.band,
      rating: result.rating,
      capped_by: result.capped_by,
      at_most: result.at_most,
      coverage: written(result.coverage, percentShown),
    },
  };
}
