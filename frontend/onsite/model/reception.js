// Who this browser is to the server: one device of one person, and who is signed in.

import { uuid7 } from "../../js/uuid7.js";
import { Failure, answered } from "../sync/transport.js";
import { labelOf } from "./place.js";

const CLIENT = "onsite/1";
/** Then the device is not this person's, or no device any more: somebody else may be signed in. */
const NOT_THEIRS = ["other-author", "refused", "revoked"];

export class Reception {
  /** The id of a device that has no store yet. */
  newDevice = uuid7();
  ask;
  #place;
  #registration = null;
  /** The request under way: whoever asks meanwhile gets its answer. */
  #asking = null;

  /** @param {object} place see place.js @param {Function} ask see sync/transport.js */
  constructor(place, ask) {
    this.#place = place;
    this.ask = ask;
  }

  /**
   * Tell the server of the device. `offset` is the server's clock against ours, in milliseconds.
   * @returns {Promise<{device, key, token, user, epoch, gaps, offset}|{problem: string, message: string}>}
   */
  introduce(device) {
    if (this.#asking?.device !== device) {
      const answer = answered(this.#introduce(device)).finally(() => (this.#asking = null));
      this.#asking = { device, answer };
    }
    return this.#asking.answer;
  }

  async #introduce(device) {
    this.#registration = null;
    const json = { id: device, label: labelOf(this.#place.agent), client: CLIENT };
    const before = this.#place.now();
    const answer = await this.ask("/sync/devices", { json });
    if (!answer.key || !answer.user?.id) return { problem: "unknown", message: "" };
    const offset = Date.parse(answer.server_time) - (before + this.#place.now()) / 2;
    this.#registration = { ...answer, offset };
    return this.#registration;
  }

  /** The answer that there is, or a new one. */
  async known(device = this.newDevice) {
    return this.#registration?.device === device ? this.#registration : this.introduce(device);
  }

  /** The answer for a person's device when the server gave it already, else null. */
  heard({ person, device }) {
    const known = this.#registration;
    return known?.user.id === person.id && known.device === device ? known : null;
  }

  /** The same for the sync engine. Throws Failure */
  async register({ person, device }) {
    const answer = await this.introduce(device);
    if (answer.problem) throw new Failure(answer.problem, { message: answer.message });
    if (answer.user.id !== person.id) throw new Failure("other-author");
    return answer;
  }

  /** Who is signed in when the server did not know the device; null when nobody is or nobody can say. */
  async whoElse({ problem }) {
    if (!NOT_THEIRS.includes(problem)) return null;
    return (await answered(this.ask("/sync/status"))).user ?? null;
  }

  forget() {
    this.#registration = null;
  }
}
