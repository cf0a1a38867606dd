import assert from "node:assert/strict";
import { test } from "node:test";
import { conditionOf } from "../onsite/core/condition.js";
import { exact, fraction } from "../onsite/core/exact.js";
import { DivisionByZero, UnreadableExpression, namesIn, read, valueOf } from "../onsite/core/expression.js";

const VALUES = { a: fraction(6), b: fraction(4), c: fraction("-1/2"), x_1: fraction("1/3") };
const worked = (text, values = VALUES) => exact(valueOf(read(text), ({ value }) => values[value]));

test("formulas are worked out exactly and in the usual order", () => {
  const expected = { a: "6", "100 * a / b": "150", "a - b - 1": "1", "a / b / 3": "1/2", "a - (b - 1)": "3", "-a + b": "-2", "2 * -c": "1", "--a": "6", "0.1 + 0.2": "3/10", "x_1 * 3": "1", "  a+b*2\u2003": "14" };
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((text) => [text, worked(text)])), expected);
});

test("a division by zero tells whether there was anything to divide", () => {
  for (const [top, numeratorIsZero] of [[0, true], [5, false]]) {
    const values = { a: fraction(top), b: fraction(0) };
    assert.throws(() => worked("100 * a / b", values), (error) => error instanceof DivisionByZero && error.numeratorIsZero === numeratorIsZero);
  }
});

test("the names of a formula come in its order and once", () => {
  assert.deepEqual(namesIn(read("b / (a + b)")), ["b", "a"]);
});

test("what cannot be read is refused with its place", () => {
  const places = { "": 1, "a +": 4, "a b": 3, "(a": 3, "a)": 2, "a ** b": 4, "a % b": 3, "2a": 1, "1.5.2": 1, "a.b": 2, "añb": 2, "level(A)": 7, "level('A'": 10 };
  for (const [text, position] of Object.entries(places)) {
    assert.throws(() => read(text), (error) => error instanceof UnreadableExpression && error.position === position, text);
  }
});

const holds = (text, profile = {}, levels = {}) => conditionOf(text)({ facility_type: "cas_publico", ...profile }, new Map(Object.entries(levels)));

test("a condition on what is not known stays open, unless the answer is certain already", () => {
  assert.equal(holds("disability > 0"), null);
  assert.equal(holds("disability > 0 and facility_type == 'other'"), false);
  assert.equal(holds("disability > 0 or facility_type == 'cas_publico'"), true);
  assert.equal(holds("not disability > 0"), null);
  assert.equal(holds("capacity / staff_night > 2", { capacity: 8, staff_night: 0 }), null);
  assert.equal(conditionOf("children > 0")(null, new Map()), null);
});

test("a condition reads counts, their sum and the level of another criterion", () => {
  assert.equal(holds("children == 3", { girls_0: 1, boys_12_17: 2 }), true);
  assert.equal(holds('level("A-1") >= 1 and level["A-2"] == 0', {}, { "A-1": 2, "A-2": 0 }), true);
  assert.equal(holds('level("A-1") >= 1', {}, { "A-1": null }), null);
});
