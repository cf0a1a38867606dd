import assert from "node:assert/strict";
import { test } from "node:test";
import * as core from "../onsite/core/index.js";

const criterion = (id, facts = {}) => ({ id, text: { es: id, en: id }, weight: 1, ...facts });
const T = {
  id: "prueba", version: "1", title: { es: "Prueba", en: "Test" },
  domains: [
    { id: "P", title: {}, weight: 1, limiting: true, standards: [
      { id: "P1", title: {}, weight: 2, criteria: [criterion("P1.1", { critical: true }), criterion("P1.2"), criterion("P1.3")] },
      { id: "P2", title: {}, weight: 1, criteria: [criterion("P2.1"), criterion("P2.2")] },
    ] },
    { id: "Q", title: {}, weight: 1, limiting: false, standards: [
      { id: "Q1", title: {}, weight: 1, criteria: ["Q1.1", "Q1.2", "Q1.3", "Q1.4"].map((id) => criterion(id)) },
    ] },
  ],
};
const BASE = { "P1.1": 3, "P1.2": 2, "P1.3": 3, "P2.1": 2, "P2.2": 1, "Q1.1": 2, "Q1.2": 2, "Q1.3": 3, "Q1.4": 1 };
const plain = (levels) => new Map(Object.entries(levels).map(([code, value]) => [code, { value, plain: true }]));
const scored = (levels, instrument = T) => core.score(core.loadInstrument(instrument), plain(levels));

test("V1: weights of standards and the mean of domains", () => {
  const result = scored(BASE);
  assert.deepEqual([core.exact(result.score), core.shown(result.score), result.rating, result.capped_by], ["1925/27", "71.2", "B", []]);
});

test("V5c: a missing answer never hides a failure", () => {
  const { "P1.2": _a, "Q1.3": _b, "Q1.4": _c, ...rest } = BASE;
  const result = scored({ ...rest, "P1.1": 0 });
  assert.deepEqual([result.rating, result.at_most, result.capped_by, result.critical_zero], ["NR", "D", ["P"], ["P1.1"]]);
  assert.equal(core.percentShown(result.coverage), "66.6");
});

test("weights that are not whole are taken exactly", () => {
  const [first, second] = [criterion("A.1", { weight: "0.2" }), criterion("A.2", { weight: "1/3" })];
  const instrument = { ...T, domains: [{ id: "A", title: {}, weight: 1, limiting: false, standards: [{ id: "A1", weight: 1, criteria: [first, second] }] }] };
  assert.equal(core.exact(scored({ "A.1": 3, "A.2": 0 }, instrument).score), "75/2");
});

test("a visit without answers has no score and is not rated", () => {
  const json = core.resultJson(scored({}));
  assert.deepEqual([json.score, json.rating, json.low, json.high.score, json.coverage], [null, "NR", { score: "0", band: "D", rating: "D" }, "100", "0"]);
});

test("a code that the instrument does not have is refused", () => {
  assert.throws(() => scored({ ...BASE, "Q9.9": 2 }), { name: "RangeError", field: "Q9.9" });
});

const op = (id, criterion, field, value) => ({ id, visit: "v", criterion, field, value, base: null, device: "d", author: "a", at: "2026-11-22T12:00:00.000Z" });

test("the standing of a visit says what is missing and how far each domain is", () => {
  const instrument = core.loadInstrument(T);
  const state = core.stateOf([op("1", "P1.1", "level", 0), op("2", "P1.2", "level", 2), op("3", "P1.2", "level", 1), op("4", "@profile", "capacity", 1), op("5", "@profile", "capacity", 2), op("6", "Q1.1", "level", 2)]);
  const { missing, progress, overall } = core.standingOf(instrument, state, "cas_publico");
  assert.deepEqual([...missing].slice(0, 4), [["@profile", ["conflict"]], ["P1.1", ["note_missing", "evidence_missing"]], ["P1.2", ["conflict"]], ["P1.3", ["unanswered"]]]);
  assert.deepEqual(progress.map(({ id, done, total, missing: gaps }) => [id, done, total, gaps]), [["P", 1, 5, 5], ["Q", 1, 4, 3]]);
  assert.deepEqual([overall.done, overall.total, overall.missing], [2, 9, 8]);
});

test("an operation that the server would refuse is refused before it is stored", () => {
  const instrument = core.loadInstrument(T);
  const code = (...facts) => core.refusalOf(op("1", ...facts), instrument)?.code ?? null;
  assert.equal(code("P1.1", "level", 3), null);
  assert.equal(code("P1.1", "level", 4), "no_such_level");
  assert.equal(code("P9.9", "level", 3), "unknown_criterion");
  assert.equal(code("P1.1", "constructor", 3), "unknown_field");
  assert.equal(code("P1.1", "note", "😀".repeat(4000)), null);
  assert.equal(code("P1.1", "note", "\ud83d"), "not_storable");
  assert.equal(code("P1.1", "lowered", "Porque"), "not_measured");
  assert.equal(code("@profile", "girls_0", 1.5), "not_whole");
  assert.equal(code("@inputs", "beds", "3"), "unknown_input");
  assert.equal(code("@evidence", "photo", "removed"), "no_such_piece");
  assert.deepEqual(core.refusalOf(op("1", "P1.1", "note", "x".repeat(4001)), instrument).params, {
    criterion: "P1.1", name: "note", value: "x".repeat(4001), limit: 4000, length: 4001,
  });
});
