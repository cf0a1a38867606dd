// Text that is being written: recorded 300 ms after the last key, at the latest 400 ms after the first that is not
// recorded yet, and at once when it is left, hidden or locked. Who writes without a pause must not lose a page (P1).

const PAUSE = 300;
const LONGEST = 400;

export class Typing {
  #timers = new Map();
  #since = new Map();
  #record;

  /** @param {(control: HTMLElement) => void} record called when the text of a control is to be recorded */
  constructor(record) {
    this.#record = record;
  }

  typed(control) {
    clearTimeout(this.#timers.get(control));
    const now = performance.now();
    if (!this.#since.has(control)) this.#since.set(control, now);
    const left = Math.max(0, LONGEST - (now - this.#since.get(control)));
    this.#timers.set(control, setTimeout(() => this.finish(control), Math.min(PAUSE, left)));
  }

  isBusy = (control) => this.#timers.has(control);

  finish(control) {
    clearTimeout(this.#timers.get(control));
    this.#timers.delete(control);
    this.#since.delete(control);
    this.#record(control);
  }

  flush() {
    for (const control of [...this.#timers.keys()]) this.finish(control);
  }
}
