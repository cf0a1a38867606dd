import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256Of } from "../onsite/core/digest.js";
import * as core from "../onsite/core/index.js";

const op = (id, value, base = null, facts = {}) => ({
  id, value, base, visit: "v", criterion: "P1.1", field: "level", device: "tablet", author: "ana", at: "2026-11-22T12:00:00.000Z", ...facts,
});
const current = (...ops) => core.stateOf(ops).get("P1.1 level");
const heads = (...ops) => current(...ops).heads.map(({ id }) => id);

test("an operation replaces the one it was based on, in whatever order they arrive", () => {
  assert.deepEqual(heads(op("b", 2, "a"), op("a", 1), op("b", 2, "a")), ["b"]);
});

test("a stale base with another value keeps both and agrees on none", () => {
  const { conflict, value } = current(op("a", 1), op("b", 2, "a"), op("c", 3, "a"));
  assert.deepEqual([conflict.map(({ id }) => id), value], [["b", "c"], null]);
});

test("equal values agree: methods in any order, 12 and 12.0", () => {
  const methods = { field: "methods" };
  const agree = core.stateOf([op("a", ["document", "observation"], null, methods), op("b", ["observation", "document"], null, methods)]);
  assert.deepEqual(core.conflictsOf(agree), []);
  const beds = { criterion: "@inputs", field: "beds" };
  assert.deepEqual(core.conflictsOf(core.stateOf([op("a", "12", null, beds), op("b", "12.0", null, beds)])), []);
  assert.deepEqual(core.conflictsOf(core.stateOf([op("a", "12", null, beds), op("b", ["12"], null, beds)])), ["@inputs beds"]);
});

test("the choice that settles a conflict replaces all that was on the screen", () => {
  const two = [op("a", 1), op("b", 2)];
  const { base, resolves } = core.baseOf(current(...two));
  assert.deepEqual([base, resolves], ["a", ["b"]]);
  assert.deepEqual(heads(...two, op("c", 2, base, { resolves })), ["c"]);
  assert.deepEqual(core.baseOf(undefined), { base: null, resolves: [] });
});

test("operations that replace each other in a circle all stay", () => {
  assert.deepEqual(heads(op("a", 1, "b"), op("b", 2, "a"), op("c", 3)), ["a", "b", "c"]);
});

test("one id with two contents is refused", () => {
  assert.throws(() => core.stateOf([op("a", 1), op("a", 2)]), { name: "RangeError", id: "a" });
});

const BYTES =
  '{"author":"ana","base":null,"claimed_at":"2026-11-22T12:00:00.000Z","criterion":"P1.1","device":"tablet","field":"note","id":"a","resolves":["x"],"value":"Baño \\"2\\"\\n","visit":"v"}';

test("the canonical bytes are those of the server", async () => {
  const one = op("a", 'Baño "2"\n', null, { field: "note", resolves: ["x"], seq: 7 });
  assert.equal(core.canonical(one), BYTES);
  assert.equal(core.canonical({ ...one, at: "2026-11-22T06:00:00.000999-06:00" }), BYTES);
  assert.equal(await sha256Of(one), "430271bb1a4dbc9476cc5cf2807a1f465df997149e34723648c313fa6d48026c");
});

test("keys are sorted by code point, not by UTF-16 unit", () => {
  assert.equal(core.canonicalJson({ "😀": 1, "\uff01": 2, a: 3 }), '{"a":3,"\uff01":2,"😀":1}');
});

test("what cannot be stored has no canonical form", () => {
  for (const value of [0.5, NaN, Infinity, 2 ** 53, undefined, "\ud83d", ["\ude00"], { "\ud83d": 1 }]) {
    assert.throws(() => core.canonicalJson(value), RangeError);
  }
  assert.throws(() => core.canonical(op("a", 1, null, { at: "yesterday" })), RangeError);
});

test("entries, profile and inputs read what is agreed, and a conflict reads as empty", () => {
  const state = core.stateOf([
    op("a", 3), op("b", 0),
    op("c", "Visto", null, { field: "note" }),
    op("d", 20, null, { criterion: "@profile", field: "capacity" }),
    op("e", "12.5", null, { criterion: "@inputs", field: "floor" }),
    op("f", ["8", null], null, { criterion: "@inputs", field: "children" }),
    op("g", "Adiós", null, { criterion: "@exit", field: "remarks" }),
  ]);
  const entries = core.entriesOf(state, new Map([["P1.1", 2]]));
  assert.deepEqual([...entries.keys()], ["P1.1"]);
  assert.deepEqual([entries.get("P1.1").value, entries.get("P1.1").note, entries.get("P1.1").evidence], [null, "Visto", 2]);
  assert.deepEqual(core.profileOf(state, "cas_publico"), { facility_type: "cas_publico", capacity: 20 });
  assert.deepEqual([...core.inputsOf(state)].map(([id, value]) => `${id} ${value}`), ["floor 25/2"]);
});
