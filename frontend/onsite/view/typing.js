// Text that is being written: recorded 300 ms after the last key, and at once when it is left, hidden or locked.

const PAUSE = 300;

export class Typing {
  #timers = new Map();
  #record;

  /** @param {(control: HTMLElement) => void} record called when the text of a control is to be recorded */
  constructor(record) {
    this.#record = record;
  }

  typed(control) {
    clearTimeout(this.#timers.get(control));
    this.#timers.set(control, setTimeout(() => this.finish(control), PAUSE));
  }

  isBusy = (control) => this.#timers.has(control);

  finish(control) {
    clearTimeout(this.#timers.get(control));
    this.#timers.delete(control);
    this.#record(control);
  }

  flush() {
    for (const control of [...this.#timers.keys()]) this.finish(control);
  }
}
