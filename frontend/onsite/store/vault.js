// The data key of a store, wrapped twice: by its person's PIN and by a key that only the server gives (P33, P41).
// Wrapping and unwrapping never put the key's bytes into the page's memory; in use it is not extractable.
//
// Record: { server: {iv, data}, pin: {iv, data}|null, salt, iterations, tries, closed }. `salt` and `iterations` are of
// the PIN (see pin.js); `tries` counts wrong ones since the last right one; `closed` says who locked the store: null
// while it was never locked, "person", "timer".

export const PIN_LENGTH = 6;
export const TRIES = 10;
export const AES = { name: "AES-GCM", length: 256 };
const USES = ["encrypt", "decrypt"];

/** @returns {boolean} at least 6 digits, or a passphrase of at least 6 characters */
export const isPin = (pin) => typeof pin === "string" && [...pin].length >= PIN_LENGTH;

/** A new data key and its record, as yet without a PIN. @param {string} serverKey base64 of 32 bytes */
export async function newVault(serverKey) {
  const by = await keyOfServer(serverKey);
  const server = await wrap(await crypto.subtle.generateKey(AES, true, USES), by);
  return { record: { pin: null, server, tries: 0, closed: null }, key: await unwrap(server, by) };
}

/** @returns {Promise<CryptoKey|null>} null when it is the key of another store */
export async function keyByServer({ server }, serverKey) {
  return attempt(async () => unwrap(server, await keyOfServer(serverKey)));
}

export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (error.name === "OperationError") return null; // what AES-GCM says to a wrong key
    throw error;
  }
}

export const WRAPPING = ["wrapKey", "unwrapKey"];

export function keyOfServer(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, AES, false, WRAPPING);
}

export async function wrap(key, by) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.wrapKey("raw", key, by, { name: "AES-GCM", iv }) };
}

export const unwrap = ({ iv, data }, by, extractable = false) =>
  crypto.subtle.unwrapKey("raw", data, by, { name: "AES-GCM", iv }, AES, extractable, USES);
