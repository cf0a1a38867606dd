// Whose store is it, and may it open by itself? Asked once at the start, and again when the server answers late.

/** So long a start waits for the server before it asks for the PIN. */
const PATIENCE = 1500;
const SIGNED_OUT = "signed-out";

export class Entrance {
  #door;
  #reception;

  /** @param {import("./door.js").Door} door @param {import("./reception.js").Reception} reception */
  constructor(door, reception) {
    this.#door = door;
    this.#reception = reception;
  }

  /**
   * @param {(outcome: object) => Promise<void>} settle takes what is found: { person } when there is no store of theirs,
   *   { key } when the store opens, { why } when it stays locked. Called twice when the server is slow
   * @param {() => boolean} isStillShut whether an answer that comes late is of use
   */
  async decide(settle, isStillShut) {
    const { entry } = this.#door;
    const asking = this.#reception.known(entry?.device ?? this.#reception.newDevice);
    const first = entry ? await Promise.race([asking, pause(PATIENCE)]) : await asking;
    await settle(await this.#outcome(first ?? { problem: "unknown" }));
    if (!first) asking.then(async (late) => isStillShut() && settle(await this.#outcome(late)));
  }

  async #outcome(registration) {
    const { user, key } = await this.#ofSignedIn(registration);
    if (user && !(await this.#door.entryOf(user.id))) return { person: user };
    if (!this.#door.entry) return { person: null };
    const opened = key && (await this.#door.byServer(key, false));
    if (opened) return { key: opened };
    return { why: this.#door.vault.closed ?? (registration.problem === SIGNED_OUT ? SIGNED_OUT : "offline") };
  }

  // The store used last may be of somebody else than who is signed in.
  async #ofSignedIn(registration) {
    const user = registration.user ?? (await this.#reception.whoElse(registration));
    const entry = user && (await this.#door.entryOf(user.id));
    if (!entry || (entry === this.#door.entry && registration.key)) return { ...registration, user };
    await this.#door.choose(entry);
    return this.#reception.introduce(entry.device);
  }
}

const pause = (wait) => new Promise((resolve) => setTimeout(resolve, wait));
