// Locks a store that nobody touches (P33): a tablet left on a table must not stay open.

const SIGNS = ["pointerdown", "keydown", "input"];
/** Other tabs hear of a touch at most this often. */
const TELL = 15_000;
/** A check that could not lock is made again after so long. */
const AGAIN = 10_000;

export class Idle {
  #place;
  #onIdle;
  #onTouch;
  #mayLock;
  #last;
  #told = 0;
  #timer = null;
  #stopping = new AbortController();

  /**
   * @param {object} place see place.js
   * @param {{onIdle: () => void, onTouch: () => void, mayLock: () => boolean}} listeners
   *   mayLock: whether its person could open the store again, here and now
   */
  constructor(place, { onIdle, onTouch, mayLock }) {
    this.#place = place;
    this.#onIdle = onIdle;
    this.#onTouch = onTouch;
    this.#mayLock = mayLock;
    this.#last = place.now();
    const options = { signal: this.#stopping.signal, passive: true, capture: true };
    for (const sign of SIGNS) place.document.addEventListener(sign, () => this.#touched(), options);
    // A timer sleeps while the page is in the background.
    place.document.addEventListener("visibilitychange", () => this.#check(), options);
    this.#plan();
  }

  /** Somebody is at work, in this tab or in another. */
  touch() {
    this.#last = this.#place.now();
  }

  stop() {
    this.#stopping.abort();
    clearTimeout(this.#timer);
  }

  #touched() {
    if (this.#isOver()) return this.#check();
    this.touch();
    if (this.#last - this.#told < TELL) return undefined;
    this.#told = this.#last;
    return this.#onTouch();
  }

  // A clock set back counts as over: otherwise it would keep the store open.
  #isOver() {
    const since = this.#place.now() - this.#last;
    return this.#mayLock() && (since >= this.#place.idle || since < 0);
  }

  #check() {
    if (this.#stopping.signal.aborted) return;
    if (this.#isOver()) this.#onIdle();
    else this.#plan();
  }

  #plan() {
    clearTimeout(this.#timer);
    const left = this.#last + this.#place.idle - this.#place.now();
    this.#timer = setTimeout(() => this.#check(), Math.max(left, AGAIN));
  }
}
