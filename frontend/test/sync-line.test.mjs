// The one sentence about saving and sending: true in every state.
import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { documentElement: {} };
const { speak } = await import("../onsite/words.js");
const { syncSentence } = await import("../onsite/view/sync_line.js");
speak("en", {});

const OK = { state: "ok", unsaved: 0, reason: "" };
const AT = new Date().setHours(10, 42, 0, 0);
const IDLE = { online: true, sending: false, operations: 0, photos: 0, oldestAt: null, lastSentAt: AT, problem: null, message: "", visits: {} };
const said = (facts = {}, storage = OK, since = null) => syncSentence(storage, { ...IDLE, ...facts }, since);

test("what waits is counted, and when the last was sent", () => {
  const { words, kind, tone } = said({ operations: 3, photos: 2 });
  assert.equal(words, "Everything saved on this device · 3 answers and 2 photos to send · last sent 10:42");
  assert.deepEqual([kind, tone], ["waiting", ""]);
});

test("nothing is called sent before something was", () => {
  assert.equal(said().words, "Everything saved and sent · last sent 10:42");
  assert.equal(said({ lastSentAt: null }).words, "Everything saved on this device");
});

test("without network it says since when, and what waits", () => {
  const { words, kind } = said({ online: false, operations: 1 }, OK, AT);
  assert.equal(words, "No connection since 10:42 · everything saved on this device · 1 answer to send");
  assert.equal(kind, "offline");
});

test("what is not on the disk is said before everything else", () => {
  const failing = { state: "failing", unsaved: 2, reason: "QuotaExceededError" };
  const { words, tone, kind } = said({ online: false, operations: 5, problem: "signed-out" }, failing);
  assert.equal(words, "2 changes are NOT saved on this device · there is no room: free some on the device · keep this page open");
  assert.deepEqual([tone, kind], ["bad", "unsaved"]);
});

test("every problem of the protocol has words of its own", () => {
  const problems = ["signed-out", "other-author", "revoked", "too-old", "server-behind", "differs", "storage", "no-visit", "unknown", "busy"];
  const sentences = problems.map((problem) => said({ problem, operations: 1 }).words);
  assert.equal(new Set(sentences).size, problems.length);
  for (const words of sentences) assert.match(words, /^Everything saved on this device · 1 answer to send · ./);
  assert.equal(said({ problem: "revoked" }).tone, "bad");
  assert.equal(said({ problem: "busy" }).tone, "warn");
});

test("what the server did not take is never passed over", () => {
  const visits = { a: { rejected: 1, quarantined: 1 }, b: { rejected: 0, quarantined: 0 } };
  const { words, tone } = said({ visits });
  assert.equal(words, "Everything saved and sent · 2 not taken by the server · last sent 10:42");
  assert.equal(tone, "warn");
});
