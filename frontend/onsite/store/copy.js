// A file that carries work out of the browser by hand (P5). It opens whole or not at all: a byte missing or changed
// anywhere, or another passphrase, and it is refused.
//
//   "ASSESS-COPY-1\n" | salt 16 | nonce 12 | AES-GCM( length of the manifest 4, big-endian | manifest | parts )
//
// The key is PBKDF2-SHA-256 of the passphrase. The manifest names each part with its size and SHA-256:
//   { made_at, person, device, visits: {id: {facility}}, parts: [{ kind: "operations"|"evidence", size, sha256, piece? }] }

import { sha256 } from "../../js/hex.js";
import { ITERATIONS, derived } from "./pin.js";

const MAGIC = new TextEncoder().encode("ASSESS-COPY-1\n");
const SALT = 16;
const NONCE = 12;
const HEAD = MAGIC.length + SALT + NONCE;
const LENGTH = 4;

/**
 * @param {object} about { made_at, person, device, visits }
 * @param {object[]} operations
 * @param {{piece: object, bytes: Uint8Array}[]} evidence
 * @returns {Promise<Blob>}
 */
export async function writeCopy(passphrase, about, operations, evidence) {
  const parts = [{ kind: "operations", bytes: new TextEncoder().encode(JSON.stringify(operations)) }];
  for (const { piece, bytes } of evidence) parts.push({ kind: "evidence", piece, bytes });
  const listed = await Promise.all(
    parts.map(async ({ bytes, ...part }) => ({ ...part, size: bytes.length, sha256: await sha256(bytes) })),
  );
  const manifest = new TextEncoder().encode(JSON.stringify({ ...about, parts: listed }));
  const length = new Uint8Array(LENGTH);
  new DataView(length.buffer).setUint32(0, manifest.length);
  const content = await new Blob([length, manifest, ...parts.map(({ bytes }) => bytes)]).arrayBuffer();
  const head = joined(MAGIC, crypto.getRandomValues(new Uint8Array(SALT + NONCE)));
  const key = await keyOf(head, passphrase, ["encrypt"]);
  return new Blob([head, await crypto.subtle.encrypt(parameters(head), key, content)]);
}

/**
 * @param {Uint8Array} file
 * @param {string} passphrase
 * @returns {Promise<{manifest: object, operations: object[], evidence: {piece: object, bytes: Uint8Array}[]}
 *   |{refused: "not_a_copy"|"damaged_or_wrong_passphrase"}>}
 */
export async function readCopy(file, passphrase) {
  if (file.length <= HEAD || !MAGIC.every((byte, at) => file[at] === byte)) return { refused: "not_a_copy" };
  return openCopy(file, await keyOf(file.subarray(0, HEAD), passphrase, ["decrypt"]));
}

/** The same with the key that the passphrase makes. */
export async function openCopy(file, key) {
  try {
    const head = file.subarray(0, HEAD);
    return await parsed(new Uint8Array(await crypto.subtle.decrypt(parameters(head), key, file.subarray(HEAD))));
  } catch (error) {
    if (error.name === "OperationError" || error instanceof RangeError) return { refused: "damaged_or_wrong_passphrase" };
    throw error;
  }
}

async function parsed(content) {
  const end = LENGTH + new DataView(content.buffer).getUint32(0);
  const manifest = JSON.parse(new TextDecoder().decode(content.subarray(LENGTH, end)));
  const found = { manifest, operations: [], evidence: [] };
  let at = end;
  for (const { kind, piece, size, sha256: sum } of manifest.parts) {
    const bytes = content.slice(at, (at += size));
    if (bytes.length !== size || (await sha256(bytes)) !== sum) throw new RangeError("a part is not whole");
    if (kind === "evidence") found.evidence.push({ piece, bytes });
    else found.operations.push(...JSON.parse(new TextDecoder().decode(bytes)));
  }
  return found;
}

/** The key of a file with this head. */
export const keyOf = (head, passphrase, uses) => derived(passphrase, saltOf(head), ITERATIONS, uses);

const saltOf = (head) => head.slice(MAGIC.length, MAGIC.length + SALT);
const parameters = (head) => ({
  name: "AES-GCM",
  iv: head.slice(MAGIC.length + SALT, HEAD),
  additionalData: head.slice(0, HEAD),
});

function joined(first, second) {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
