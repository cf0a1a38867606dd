// Everything that is written down is sealed with the data key of the store: AES-GCM, a random nonce each time (P41).

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A sealed record. `place` (store and visit) is authenticated with it: moved elsewhere, it does not open.
 * @typedef {{iv: Uint8Array, data: ArrayBuffer}} Sealed
 */
export class Cipher {
  /** @param {() => CryptoKey|Promise<CryptoKey>} key AES-GCM, not extractable; of a new store it comes later */
  constructor(key) {
    this.key = key;
  }

  async sealBytes(place, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt(parameters(iv, place), await this.key(), bytes) };
  }

  /** Rejects with OperationError for what was altered or belongs elsewhere. @returns {Promise<ArrayBuffer>} */
  async openBytes(place, { iv, data }) {
    return crypto.subtle.decrypt(parameters(iv, place), await this.key(), data);
  }

  seal(place, value) {
    return this.sealBytes(place, encoder.encode(JSON.stringify(value)));
  }

  async open(place, sealed) {
    return JSON.parse(decoder.decode(await this.openBytes(place, sealed)));
  }
}

const parameters = (iv, place) => ({ name: "AES-GCM", iv, additionalData: encoder.encode(place) });
