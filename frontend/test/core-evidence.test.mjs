import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, methodsUsed, notRecordable } from "../onsite/core/index.js";

const VERIFY = ["document", "observation"];
const criterion = { code: "A.1", critical: false, verify: VERIFY };
const critical = { ...criterion, critical: true };
const NOTE = "Visto en el recorrido.";
const measured = (level) => ({ level, small_sample: false });
const told = (entry, one = criterion, measure = undefined) => {
  const { value, level, marks } = counted(one, entry, measure);
  return [value, level, marks.join(" ")];
};

test("a level 3 with one method counts as 2 until the second is recorded", () => {
  assert.deepEqual(told({ value: 3, methods: ["document"] }), [3, 2, "second_method_missing"]);
  assert.deepEqual(told({ value: 3, methods: VERIFY }), [3, 3, ""]);
});

test("a low level needs a note of twenty characters, counted as people count them", () => {
  const needs = (note) => told({ value: 1, note, methods: VERIFY })[2];
  assert.equal(needs("x".repeat(19)), "note_missing");
  assert.equal(needs(`  ${"x".repeat(19)}\u0085`), "note_missing");
  assert.equal(needs("😀".repeat(10)), "note_missing");
  assert.equal(needs("😀".repeat(20)), "");
});

test("any level of a critical criterion needs evidence, and a child's words alone are marked", () => {
  assert.deepEqual(told({ value: 2 }, critical), [2, 2, "evidence_missing"]);
  assert.deepEqual(told({ value: 2, evidence: 1 }, critical), [2, 2, ""]);
  assert.deepEqual(told({ value: 2, methods: ["child_interview"] }), [2, 2, "child_words_only"]);
});

test("not applicable needs a reason, words and, where it is critical, approval", () => {
  assert.deepEqual(told({ value: "NA" }, critical), ["NA", null, "na_reason_missing na_text_missing na_not_approved"]);
  assert.deepEqual(told({ value: "NA", na_reason: "other", na_text: NOTE, approved: true }, critical), ["NA", null, ""]);
  assert.deepEqual(told({ value: "NE", note: " " }), ["NE", null, "ne_reason_missing"]);
});

test("the measured level counts, one lower with a reason stands, all else waits for somebody to look", () => {
  const entry = { note: NOTE, methods: VERIFY };
  assert.deepEqual(told(entry, criterion, measured(3)), [3, 3, ""]);
  assert.deepEqual(told({ ...entry, value: 2, lowered: "Mala medición" }, criterion, measured(3)), [2, 2, "lowered"]);
  assert.deepEqual(told({ ...entry, value: 2 }, criterion, measured(3)), [3, 3, "measure_differs"]);
  assert.deepEqual(told({ ...entry, value: 3 }, criterion, measured(2)), [2, 2, "measure_differs"]);
  assert.deepEqual(told(entry, criterion, measured("NA")), ["NA", null, ""]);
});

test("what a measure does not allow is refused with the way out", () => {
  assert.equal(notRecordable({ value: 3 }, measured("NA")), "measured_na");
  assert.equal(notRecordable({ value: 1, lowered: " " }, measured(2)), "lowering_needs_reason");
  assert.equal(notRecordable({ value: 3 }, measured(2)), "not_the_measured_level");
  assert.equal(notRecordable({ value: 1, lowered: "Mala medición" }, measured(2)), null);
  assert.equal(notRecordable({ value: 1 }, measured(null)), null);
});

test("complete numbers are a measurement where the criterion lists it", () => {
  const one = { ...criterion, verify: ["document", "measurement"] };
  assert.deepEqual([...methodsUsed(one, { methods: ["document", "asked"] }, measured(2))], ["document", "measurement"]);
  assert.deepEqual([...methodsUsed(criterion, {}, measured(2))], []);
});

test("what is no level is refused and names its criterion", () => {
  for (const value of [4, -1, 1.5, "3", "na", true, [], {}]) {
    assert.throws(() => counted(criterion, { value }), { name: "RangeError", field: "A.1" });
  }
});
