// UUID version 7 (RFC 9562): 48 bits of milliseconds, then a 12-bit counter so that ids made in one millisecond keep
// their order, then 62 random bits.

let lastMs = -1;
let counter = 0;

/** @returns {string} lower-case, 36 characters. `ms` and `random` (16 bytes) are arguments for the tests. */
export function uuid7(ms = Date.now(), random = crypto.getRandomValues(new Uint8Array(16))) {
  const now = nextTick(ms, random);
  const bytes = Uint8Array.from(random);
  for (let i = 0, rest = now; i < 6; i += 1) {
    bytes[5 - i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = 0x70 | (counter >> 8);
  bytes[7] = counter & 0xff;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// A clock set back must not make an id older than the one before it.
function nextTick(ms, random) {
  if (ms > lastMs) {
    lastMs = ms;
    counter = ((random[6] & 0x07) << 8) | random[7]; // the upper half stays free for counting
    return lastMs;
  }
  counter += 1;
  if (counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
  return lastMs;
}
