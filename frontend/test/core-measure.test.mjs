import assert from "node:assert/strict";
import { test } from "node:test";
import { exactNumber, levelOfMeasure, loadInstrument } from "../onsite/core/index.js";

function measureOf({ formula, unit = "%", ...facts }) {
  const inputs = [...new Set(formula.match(/[a-z]+/g))].map((id) => ({ id, label: {}, unit: { en: unit } }));
  const criterion = { id: "A.1", text: {}, measure: { inputs, formula, unit: {}, ...facts } };
  const instrument = loadInstrument({ domains: [{ id: "A", standards: [{ id: "A1", criteria: [criterion] }] }] });
  return instrument.criteria.get("A.1").measure;
}

const found = (measure, inputs) => levelOfMeasure(measure, new Map(Object.entries(inputs)));
const levels = (measure, ...all) => all.map((inputs) => found(measure, inputs).level);

const plans = measureOf({ formula: "100 * plans / files", direction: "higher_is_better", thresholds: [50, 75, 95] });
const carers = measureOf({ formula: "children / carers", direction: "lower_is_better", thresholds: [12, 10, 8], zero: "no_resource", per: "shift" });
const limit = measureOf({ formula: "children / carers", operator: "<=", threshold: 8 });

test("the shares, ratios and single thresholds of V10 give their levels", () => {
  assert.deepEqual(levels(plans, { plans: 9, files: 12 }, { plans: 12, files: 12 }, { plans: 5, files: 12 }), [2, 3, 0]);
  assert.deepEqual(levels(carers, { children: 27, carers: 3 }, { children: 24, carers: 3 }, { children: 26, carers: 2 }), [2, 3, 0]);
  assert.deepEqual(levels(limit, ...[[8, 1], [17, 2], [44, 5], [9, 1]].map(([children, carers]) => ({ children, carers }))), [3, 1, 1, 0]);
});

test("the worst shift counts and is named", () => {
  const { level, worst_index } = found(carers, { children: ["8", "9", "13"], carers: "1" });
  assert.deepEqual([level, worst_index], [0, 2]);
});

test("no sample is not applicable, people without the resource are level 0, nobody at all is not applicable", () => {
  assert.deepEqual(found(plans, { plans: 0, files: 0 }).na_reason, "no_event_in_period");
  assert.deepEqual(levels(carers, { children: 14, carers: 0 }, { children: 0, carers: 0 }), [0, "NA"]);
});

test("cases counted out of none contradict each other and ask for both numbers", () => {
  assert.deepEqual(found(plans, { plans: 3, files: 0 }).missing, ["plans", "files"]);
});

test("under five cases the sample is small, and a missing number leaves no level", () => {
  assert.equal(found(plans, { plans: 3, files: 4 }).small_sample, true);
  assert.deepEqual(found(plans, { plans: 3 }).missing, ["files"]);
  assert.deepEqual(found(carers, { children: ["8", "9"], carers: ["1"] }).missing, ["carers"]);
});

test("the nearer bound of two decides how far a value is off", () => {
  const warm = measureOf({ formula: "t", unit: "°C", operator: "between", threshold: ["18", "24"] });
  assert.deepEqual(levels(warm, { t: 18 }, { t: 26 }, { t: "26.5" }, { t: -1 }), [3, 1, 0, 0]);
});

test("a number is what a person would write, and below zero only for a temperature", () => {
  assert.equal(`${exactNumber(" 3.50 ", "a")}`, "7/2");
  for (const value of ["", "1e3", "3,5", 3.5, true, null, "1".repeat(13)]) {
    assert.throws(() => exactNumber(value, "a"), { code: "not_a_number", field: "a" });
  }
  assert.throws(() => exactNumber("-1", "a"), { code: "below_zero" });
  assert.equal(`${exactNumber("-1", "a", true)}`, "-1");
});
