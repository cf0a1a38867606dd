import assert from "node:assert/strict";
import { test } from "node:test";
import { isTyping, meaning } from "../js/keys.js";

test("digits and letters choose a level, arrows a neighbour", () => {
  const found = ["0", "3", "n", "N", "e", "ArrowRight", "ArrowLeft"].map((key) => meaning(key));
  assert.deepEqual(found, [
    { level: "0" }, { level: "3" }, { level: "NA" }, { level: "NA" }, { level: "NE" }, { step: "next" }, { step: "prev" },
  ]);
});

test("other keys, typing and modifiers mean nothing", () => {
  assert.equal(meaning("4"), null);
  assert.equal(meaning("toString"), null);
  assert.equal(meaning("2", { typing: true }), null);
  assert.equal(meaning("n", { modified: true }), null);
});

test("text fields and lists own their keys, buttons and choices do not", () => {
  const input = (type) => ({ tagName: "INPUT", type });
  assert.deepEqual([input("text"), input("number"), { tagName: "TEXTAREA" }, { tagName: "SELECT" }].map(isTyping), [true, true, true, true]);
  assert.deepEqual([input("radio"), input("checkbox"), { tagName: "A" }, null].map(isTyping), [false, false, false, false]);
});
