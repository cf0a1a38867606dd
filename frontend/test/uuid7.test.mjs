import assert from "node:assert/strict";
import { test } from "node:test";
import { uuid7 } from "../js/uuid7.js";

const ones = () => new Uint8Array(16).fill(0xff);

test("an id carries its version, its variant and its instant", () => {
  const id = uuid7(0x0123456789ab, ones());
  assert.match(id, /^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("ids of one millisecond are different and in order", () => {
  const made = Array.from({ length: 5000 }, () => uuid7(0x0123456789ac, ones()));
  assert.equal(new Set(made).size, 5000);
  assert.deepEqual([...made].sort(), made);
});

test("a clock set back does not make an older id", () => {
  const late = uuid7(0x01ffffffffff);
  assert.ok(uuid7(0x010000000000) > late);
});
