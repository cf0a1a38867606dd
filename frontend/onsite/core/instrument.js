// One version of an instrument, ready to score with: the twin of assess/core/instrument.py and of the weights of
// assess/core/scoring/sums.py.
//
// Taken: the JSON of assess/exporters/pack_instrument.py, which is that of an instrument file ("document" in the API)
// narrowed to what the visit looks at. Every text is {es, en}; what is optional may be null or absent. Numbers are
// whole (2) or exact text ("0.125", "1/5"), so that none ever passes through a float.
//
//   { id, version, specification, status, title, citation, note?, minimums?, confidence_levels?, sha256?,
//     domains: [{ id, title, weight, limiting,
//       standards: [{ id, title, intent?, weight,
//         criteria: [{ id, title?, text, guidance?, verify: [], critical, weight, applies_to: [], age_groups: [],
//           levels?: {"0": {es, en}, …}, relevant?: "disability > 0", source, confidence,
//           measure?: { inputs: [{ id, label, unit }], formula, unit, per, zero, threshold_confidence,
//             direction, thresholds: [n, n, n]   or   operator, threshold: n or [n, n] } }] }] }] }
//
// Given: the same records, and besides
//   instrument.criteria  Map<code, criterion> in the order of the file;  instrument.domainOf  Map<code, domain>
//   domain.whole, standard.whole, criterion.whole  the weight as a BigInt: among siblings only the ratio matters
//   criterion.code = criterion.id;  criterion.name  the title, or the text where there is none
//   criterion.condition  (profile, levels) => boolean|null, or null;  criterion.measure  as levelOfMeasure takes it

import { conditionOf } from "./condition.js";
import { fraction } from "./exact.js";
import { namesIn, read } from "./expression.js";

/** @param {object} json as above; it is not changed */
export function loadInstrument(json) {
  const domains = weighted(json.domains).map((domain) => ({
    limiting: false,
    ...domain,
    standards: weighted(domain.standards).map((standard) => ({
      ...standard,
      criteria: weighted(standard.criteria).map(criterionOf),
    })),
  }));
  const pairs = domains.flatMap((domain) =>
    domain.standards.flatMap(({ criteria }) => criteria.map((criterion) => [criterion, domain])),
  );
  return {
    ...json,
    domains,
    criteria: new Map(pairs.map(([criterion]) => [criterion.code, criterion])),
    domainOf: new Map(pairs.map(([criterion, domain]) => [criterion.code, domain])),
  };
}

function weighted(siblings) {
  const weights = siblings.map(({ weight = 1 }) => fraction(weight));
  const unit = weights.reduce((product, { bottom }) => product * bottom, 1n);
  return siblings.map((one, at) => ({ ...one, whole: (weights[at].top * unit) / weights[at].bottom }));
}

function criterionOf(json) {
  return {
    critical: false,
    verify: [],
    applies_to: [],
    age_groups: [],
    ...json,
    code: json.id,
    name: json.title ?? json.text,
    condition: json.relevant ? conditionOf(json.relevant) : null,
    measure: json.measure ? measureOf(json.measure) : null,
  };
}

function measureOf(json) {
  const root = read(json.formula);
  const limits = (given) => [given].flat().map(fraction);
  return {
    zero: "no_cases",
    per: "visit",
    ...json,
    // Only a temperature may be negative.
    inputs: json.inputs.map((input) => ({ ...input, below_zero: input.unit.en === "°C" })),
    thresholds: json.thresholds?.length ? limits(json.thresholds) : null,
    threshold: limits(json.threshold ?? []),
    root,
    names: namesIn(root),
  };
}
