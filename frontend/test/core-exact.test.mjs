import assert from "node:assert/strict";
import { test } from "node:test";
import { change, exact, fraction, minus, over, percentShown, plus, shown, times } from "../onsite/core/exact.js";

test("a number in an instrument becomes the fraction that its text says, never a float", () => {
  assert.deepEqual(["0.2", "1/5", "2/10", 3, "-0.50", "007"].map((text) => exact(fraction(text))), ["1/5", "1/5", "1/5", "3", "-1/2", "7"]);
  assert.equal(exact(plus(fraction("0.1"), fraction("0.2"))), "3/10");
});

test("what is not exact is refused", () => {
  for (const value of [0.2, NaN, Infinity, 2 ** 53, "", "1e3", "1/", ".5", "1.", " 1", null, undefined, "1/0"]) {
    assert.throws(() => fraction(value), RangeError, String(value));
  }
});

test("fractions stay in lowest terms with the sign on top", () => {
  const half = fraction("1/2");
  assert.deepEqual([times(half, fraction(4)), over(half, fraction("-1/4")), minus(half, half)].map(exact), ["2", "-2", "0"]);
});

test("a score is cut and never rounded up to a band that it has not reached", () => {
  assert.equal(shown(fraction("5000/77")), "64.9");
  assert.equal(shown(fraction("-2.59")), "\u22122.5");
  assert.equal(shown(fraction("-0.05")), "0.0");
  assert.equal(percentShown(fraction("2/3")), "66.6");
});

test("a difference is rounded, half a tenth up in size whatever its sign", () => {
  const pairs = [[0, "0.05"], ["0.05", 0], [0, "0.049"], ["425/9", "250/3"]];
  assert.deepEqual(pairs.map((pair) => change(...pair.map(fraction))), ["+0.1", "\u22120.1", "0.0", "+36.1"]);
});
