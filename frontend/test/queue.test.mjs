import assert from "node:assert/strict";
import { test } from "node:test";
import { BATCH, Queue, backoff } from "../js/queue.js";

const op = (id, field = "level", base = null, criterion = "GM-1.1.01") => ({ id, criterion, field, value: 1, base });
const receipt = (id, status, reason) => ({ id, status, reason });

test("the first change stands on what the page showed, the next on the one that waits", () => {
  const queue = new Queue();
  queue.add(op("a", "level", "shown"));
  queue.add(op("b", "level", "shown"));
  queue.add(op("c", "note", "other"));
  assert.deepEqual(queue.operations.map(({ id, base }) => [id, base]), [["a", "shown"], ["b", "a"], ["c", "other"]]);
});

test("the same field of another criterion is another field", () => {
  const queue = new Queue();
  queue.add(op("a"));
  assert.equal(queue.add(op("b", "level", "", "GM-1.1.02")).base, null);
});

test("applied and duplicate are both saved, and only what has a receipt leaves", () => {
  const queue = new Queue([op("a"), op("b"), op("c")]);
  const outcome = queue.settle([receipt("a", "applied"), receipt("b", "duplicate")]);
  assert.deepEqual(outcome.saved.map(({ id }) => id), ["a", "b"]);
  assert.deepEqual(queue.operations.map(({ id }) => id), ["c"]);
});

test("an unknown id and an unknown status change nothing", () => {
  const queue = new Queue([op("a")]);
  queue.settle([receipt("z", "applied"), receipt("a", "perhaps")]);
  assert.equal(queue.size, 1);
});

test("what stood on a refused change stands on what that one stood on", () => {
  const queue = new Queue();
  queue.add(op("a", "level", "shown"));
  queue.add(op("b", "level", "shown"));
  const { rejected } = queue.settle([receipt("a", "rejected", "locked")]);
  assert.equal(rejected[0].reason, "locked");
  assert.equal(queue.operations[0].base, "shown");
});

test("a conflict leaves the queue, since the server keeps both", () => {
  const queue = new Queue([op("a")]);
  assert.equal(queue.settle([receipt("a", "conflict")]).conflict.length, 1);
  assert.equal(queue.size, 0);
});

test("a reloaded page is told the newest waiting value of each field", () => {
  const queue = new Queue([op("a"), op("b"), op("c", "note"), op("d", "level", null, "X")]);
  assert.deepEqual(queue.waiting("GM-1.1.01").map(({ id }) => id), ["b", "c"]);
});

test("what an earlier page left is taken over, anything else is not", () => {
  assert.deepEqual(new Queue([null, { id: 3 }, op("a")]).operations.map(({ id }) => id), ["a"]);
});

test("a batch is bounded and in order", () => {
  const queue = new Queue(Array.from({ length: BATCH + 5 }, (_, i) => op(`n${i}`)));
  assert.equal(queue.batch().length, BATCH);
  assert.equal(queue.batch()[0].id, "n0");
});

test("waits grow to half a minute and are spread", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 50].map((n) => backoff(n, 0.5)), [1, 2, 4, 8, 15, 30, 30].map((s) => s * 1000));
  assert.ok(backoff(5, 0) < backoff(5, 0.99));
});

test("a change replaces every operation that the page showed the value of", () => {
  const queue = new Queue();
  assert.deepEqual(queue.add({ ...op("a", "note", "one"), resolves: ["two"] }).resolves, ["two"]);
  assert.equal("resolves" in queue.add({ ...op("b", "note", "one"), resolves: ["two"] }), false);
  assert.equal("resolves" in queue.add({ ...op("c"), resolves: [] }), false);
  queue.settle([receipt("a", "rejected", "locked")]);
  assert.deepEqual([queue.operations[0].base, queue.operations[0].resolves], ["one", ["two"]]);
});
