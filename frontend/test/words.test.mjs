import assert from "node:assert/strict";
import { before, test } from "node:test";

globalThis.document = { documentElement: {} };
const words = await import("../onsite/words.js");
const { N_, count, day, list, moment, own, plural, size, speak, t } = words;

before(() => speak("es", { Saved: "Guardado", "{n} left": "quedan {n}", "{number} photo": ["{number} foto", "{number} fotos"] }));

test("a sentence is told in the language, or as it is where there is none", () => {
  assert.equal(t("Saved"), "Guardado");
  assert.equal(t("Unheard of"), "Unheard of");
  assert.equal(t(N_("Saved")), "Guardado");
  assert.equal(document.documentElement.lang, "es-MX");
  assert.equal(words.language, "es");
});

test("places are filled, every time they stand there", () => {
  assert.equal(t("{n} left", { n: 3 }), "quedan 3");
  assert.equal(t("{a}{b}{a}", { a: 1, b: "<2>" }), "1<2>1");
});

test("numbers have their form, and a plural answers for its singular", () => {
  assert.equal(plural("{number} photo", "{number} photos", 1), "1 foto");
  assert.equal(plural("{number} photo", "{number} photos", 1200), "1,200 fotos");
  assert.equal(plural("{number} day", "{number} days", 2), "2 days");
  assert.equal(t("{number} photo", { number: 1 }), "1 foto");
});

test("days, hours and sizes are written as in Mexico", () => {
  assert.equal(day("2026-11-28"), "28 nov 2026");
  const now = new Date();
  assert.match(moment(now), /^\d\d:\d\d$/);
  assert.match(moment(now - 3 * 86_400_000), /^\d+ \S+ \d{4}, \d\d:\d\d$/);
  assert.deepEqual([size(412_345), size(3_100_000), size(0), count(12_345)], ["412 kB", "3.1 MB", "0 byte", "12,345"]);
  assert.equal(list(["a", "b", "c"]), "a, b y c");
});

test("of two languages the reader's is shown, Spanish where it is missing", () => {
  assert.equal(own({ es: "Sí", en: "Yes" }), "Sí");
  speak("en", {});
  assert.equal(own({ es: "Sí", en: "Yes" }), "Yes");
  assert.equal(own({ es: "Solo" }), "Solo");
  assert.equal(own(null), "");
  assert.equal(plural("{number} photo", "{number} photos", 2), "2 photos");
});
