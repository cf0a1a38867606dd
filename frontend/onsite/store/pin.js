// The data key of a store wrapped by what its person knows. Loaded when somebody types it.

import { AES, TRIES, WRAPPING, attempt, keyOfServer, unwrap, wrap } from "./vault.js";

/** OWASP's figure for PBKDF2-HMAC-SHA-256. */
export const ITERATIONS = 600_000;

/** The record with another PIN. Rejects with OperationError when the server's key is not the one of this store. */
export async function withPin(record, serverKey, pin) {
  const loose = await unwrap(record.server, await keyOfServer(serverKey), true);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const wrapped = await wrap(loose, await derived(pin, salt, ITERATIONS, WRAPPING));
  return { ...record, salt, iterations: ITERATIONS, pin: wrapped, tries: 0 };
}

/**
 * A try is noted before it is made: nobody gains one by ending the browser.
 * @param {import("./database.js").Connection} connection
 * @returns {Promise<{vault: object, mayTry: boolean}>} the record as it is now, and whether there was a try left
 */
export async function noteTry(connection) {
  const before = await connection.write("vault", async (transaction) => {
    const vault = await transaction.store.get("vault");
    if (vault.tries < TRIES) await transaction.store.put({ ...vault, tries: vault.tries + 1 }, "vault");
    return vault;
  });
  return { vault: { ...before, tries: Math.min(before.tries + 1, TRIES) }, mayTry: before.tries < TRIES };
}

/** @returns {Promise<CryptoKey|null>} null when the PIN is not the right one */
export async function keyByPin({ pin: wrapped, salt, iterations }, pin) {
  return attempt(async () => unwrap(wrapped, await derived(pin, salt, iterations, WRAPPING)));
}

/** The key that a PIN or a passphrase makes; slow on purpose. */
export async function derived(secret, salt, iterations, uses) {
  const material = new TextEncoder().encode(secret.normalize("NFC"));
  const base = await crypto.subtle.importKey("raw", material, "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, base, AES, false, uses);
}
