import assert from "node:assert/strict";
import { test } from "node:test";
import { readField, writeField } from "../js/fields.js";

const control = (type, value, checked = false, tagName = "INPUT") => ({
  type, value, checked, tagName, hasAttribute: (name) => name === "data-list" && type === "list",
});
const radios = (chosen) => ["0", "1", "2", "3", "NA", "NE"].map((value) => control("radio", value, value === chosen));

test("a level is a number, NA and NE are words, nothing chosen is null", () => {
  assert.deepEqual([readField(radios("0")), readField(radios("3")), readField(radios("NA")), readField(radios(""))], [0, 3, "NA", null]);
});

test("several checkboxes are a list, one is yes or no", () => {
  assert.deepEqual(readField([control("checkbox", "document", true), control("checkbox", "observation")]), ["document"]);
  assert.equal(readField([control("checkbox", "on", true)]), true);
});

test("text stays as typed, several inputs are a list, an empty choice is null", () => {
  assert.equal(readField([control("textarea", " a ", false, "TEXTAREA")]), " a ");
  assert.deepEqual(readField([control("text", "1.5"), control("text", "2")]), ["1.5", "2"]);
  assert.equal(readField([control("select-one", "", false, "SELECT")]), null);
});

test("what was read can be written back", () => {
  const level = radios("");
  writeField(level, 0);
  assert.equal(readField(level), 0);
  const methods = [control("checkbox", "document", true), control("checkbox", "observation")];
  writeField(methods, ["observation"]);
  assert.deepEqual(readField(methods), ["observation"]);
  const rooms = [control("text", "1"), control("text", "2")];
  writeField(rooms, ["9"]);
  assert.deepEqual(readField(rooms), ["9", ""]);
});

const numbers = (per, ...values) =>
  values.map((value) => ({ type: "text", value, tagName: "INPUT", dataset: { number: per }, hasAttribute: (name) => name === "data-number" }));

test("a number has a point, and nothing written is no number", () => {
  assert.equal(readField(numbers("visit", " 3,5 ")), "3.5");
  assert.equal(readField(numbers("visit", "")), null);
});

test("a shift without a number keeps its place, rooms left empty at the end are no rooms", () => {
  assert.deepEqual(readField(numbers("shift", "8", "", "9")), ["8", null, "9"]);
  assert.deepEqual(readField(numbers("shift", "8", "9", "")), ["8", "9", null]);
  assert.deepEqual(readField(numbers("room", "12", "9,5", "")), ["12", "9.5"]);
  assert.equal(readField(numbers("room", "", "")), null);
});

test("a missing place is written back as an empty field", () => {
  const shifts = numbers("shift", "1", "2", "3");
  writeField(shifts, ["8", null, "9"]);
  assert.deepEqual(shifts.map(({ value }) => value), ["8", "", "9"]);
});
