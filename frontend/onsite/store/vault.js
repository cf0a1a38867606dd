// The data key of a store, wrapped twice: by its person's PIN and by a key that only the server gives (P33, P41).
// Wrapping and unwrapping never put the key's bytes into the page's memory; in use it is not extractable.
//
// Record: { salt, iterations, pin: {iv, data}|null, server: {iv, data}, tries, closed }. `tries` counts wrong PINs
// since the last right one; `closed` says who locked the store: null while it was never locked, "person", "timer".

export const PIN_LENGTH = 6;
export const TRIES = 10;
/** OWASP's figure for PBKDF2-HMAC-SHA-256. */
export const ITERATIONS = 600_000;

const AES = { name: "AES-GCM", length: 256 };
const USES = ["encrypt", "decrypt"];

/** @returns {boolean} at least 6 digits, or a passphrase of at least 6 characters */
export const isPin = (pin) => typeof pin === "string" && [...pin].length >= PIN_LENGTH;

/** A new data key and its record. @param {string} serverKey base64 of 32 bytes @param {string} [pin] */
export async function newVault(serverKey, pin) {
  const loose = await crypto.subtle.generateKey(AES, true, USES);
  const server = await wrap(loose, await keyOfServer(serverKey));
  const record = { salt: null, iterations: ITERATIONS, pin: null, server, tries: 0, closed: null };
  const withPin = pin ? { ...record, ...(await pinned(loose, pin)) } : record;
  return { record: withPin, key: await unwrap(server, await keyOfServer(serverKey)) };
}

/** The record with another PIN. Rejects with OperationError when the server's key is not the one of this store. */
export async function withPin(record, serverKey, pin) {
  const loose = await unwrap(record.server, await keyOfServer(serverKey), true);
  return { ...record, ...(await pinned(loose, pin)), tries: 0 };
}

/** @returns {Promise<CryptoKey|null>} null when the PIN is not the right one */
export async function keyByPin({ pin: wrapped, salt, iterations }, pin) {
  return attempt(async () => unwrap(wrapped, await keyOfPin(pin, salt, iterations)));
}

/** @returns {Promise<CryptoKey|null>} null when it is the key of another store */
export async function keyByServer({ server }, serverKey) {
  return attempt(async () => unwrap(server, await keyOfServer(serverKey)));
}

async function pinned(loose, pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, iterations: ITERATIONS, pin: await wrap(loose, await keyOfPin(pin, salt, ITERATIONS)) };
}

async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (error.name === "OperationError") return null; // what AES-GCM says to a wrong key
    throw error;
  }
}

const WRAPPING = ["wrapKey", "unwrapKey"];

/** The key that a PIN or a passphrase makes; slow on purpose. */
export async function derived(secret, salt, iterations, uses) {
  const material = new TextEncoder().encode(secret.normalize("NFC"));
  const base = await crypto.subtle.importKey("raw", material, "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, base, AES, false, uses);
}

const keyOfPin = (pin, salt, iterations) => derived(pin, salt, iterations, WRAPPING);

function keyOfServer(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, AES, false, WRAPPING);
}

async function wrap(key, by) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.wrapKey("raw", key, by, { name: "AES-GCM", iv }) };
}

const unwrap = ({ iv, data }, by, extractable = false) =>
  crypto.subtle.unwrapKey("raw", data, by, { name: "AES-GCM", iv }, AES, extractable, USES);
