// Hashes as they are written.

/** @param {ArrayBuffer|Uint8Array} bytes */
export const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Hexadecimal SHA-256. @param {Uint8Array} bytes */
export const sha256 = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

/** The same of the UTF-8 bytes of a text. @param {string} text */
export const sha256OfText = (text) => sha256(new TextEncoder().encode(text));
