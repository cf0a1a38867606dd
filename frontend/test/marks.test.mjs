// What stands beside the code of a criterion, and the small pieces of the list.
import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { documentElement: {} };
const { speak } = await import("../onsite/words.js");
const { markOf, savedMark } = await import("../onsite/view/marks.js");
const { painter, valueOf } = await import("../onsite/view/list.js");
const { html } = await import("../onsite/view/html.js");
const { identityIn } = await import("../onsite/view/identity.js");
speak("en", {});

const found = (value, ...marks) => ({ value, marks });

test("the worst of what became of a criterion's operations counts", () => {
  const of = (...marks) => savedMark(marks.map((mark) => ({ mark })));
  assert.equal(of(null, "sent", "local"), "local");
  assert.equal(of("sent", "rejected", "conflict"), "rejected");
  assert.equal(of("local", "unsaved"), "unsaved");
  assert.equal(of(null, null), null);
});

test("what is not safe comes before what is missing, and that before where it is", () => {
  assert.deepEqual(markOf("unsaved", found(1, "note_missing"), ["note_missing"]), ["NOT saved here", "bad"]);
  assert.deepEqual(markOf("local", found(1, "note_missing"), ["note_missing"]), ["Needs a note", "warn"]);
  assert.deepEqual(markOf("conflict", found(null), ["conflict"]), ["Two answers", "warn"]);
  assert.deepEqual(markOf("local", found(2)), ["On this device", ""]);
  assert.deepEqual(markOf("sent", found(3, "second_method_missing")), ["Counts as 2", "warn"]);
  assert.deepEqual(markOf(null, found(null), ["unanswered"]), ["", ""]);
});

test("a level is recorded as the method writes it", () => {
  assert.deepEqual(["0", "3", "NA", "NE"].map(valueOf), [0, 3, "NA", "NE"]);
});

test("nothing that somebody wrote becomes markup", () => {
  const evil = `"><img src=x onerror=alert(1)>`;
  assert.equal(`${html`<p title="${evil}">${[evil]}</p>`}`.includes("<img"), false);
  const criterion = { code: evil, name: { es: evil }, critical: true };
  const domain = { id: evil, title: { es: evil }, standards: [{ id: evil, title: { es: evil }, criteria: [criterion] }] };
  const paint = painter({ value: () => null, isLocked: () => false, isHidden: () => false, progress: () => evil });
  assert.equal(paint(domain).includes("<img"), false);
});

test("a fieldset of the list has its six buttons, and the one that holds is pressed", () => {
  const criterion = { code: "A.1", name: { en: "One" }, critical: false };
  const paint = painter({ value: () => 0, isLocked: () => true, isHidden: () => false, progress: () => "" });
  const text = paint({ id: "A", title: { en: "A" }, standards: [{ id: "A", title: { en: "A" }, criteria: [criterion] }] });
  assert.equal(text.match(/<input [^>]*type="radio"/g).length, 6);
  assert.match(text, /value="0"[^>]* checked/);
  assert.equal(text.match(/ checked/g).length, 1);
  assert.match(text, /<fieldset [^>]*disabled/);
});

test("a CURP, a telephone and an e-mail are seen, days and figures are not", () => {
  const planted = ["GOMC960912HDFMRR05", "Tel. 844 123 4567", "llamar al +52 (844) 123-4567", "ana@example.org"];
  assert.deepEqual(planted.map(identityIn), [true, true, true, true]);
  const harmless = ["Visita del 2026-11-29 10:42", "12 de 20 expedientes, 3.5 m²", "del 01/10/2026 al 31/10/2026", "GM-4.4.01"];
  assert.deepEqual(harmless.map(identityIn), [false, false, false, false]);
});
