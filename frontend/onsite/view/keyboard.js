// Scoring by keys, where the person wants single keys to mean something.

import { isTyping, meaning } from "../../js/keys.js";
import { wish } from "./wishes.js";

export class Keyboard {
  #scoring;

  /** @param {import("./scoring.js").Scoring} scoring */
  constructor(scoring) {
    this.#scoring = scoring;
    document.addEventListener("keydown", (event) => scoring.isShown && this.#pressed(event));
  }

  #pressed(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return undefined;
    const scoring = this.#scoring;
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    const typing = isTyping(event.target);
    if (modified && !typing && event.key.toLowerCase() === "z") return stop(event, () => scoring.undo());
    if (event.key === "Escape" && scoring.item) return stop(event, () => scoring.toggle(scoring.item.code));
    if (!wish("shortcuts") || typing || modified) return undefined;
    if (event.key === "/") return stop(event, () => scoring.find());
    if (event.key === "?") return stop(event, () => scoring.go("#settings"));
    const wanted = meaning(event.key);
    if (wanted?.step) return stop(event, () => scoring.step(wanted.step === "next" ? 1 : -1));
    return wanted && stop(event, () => this.#press(event.target, wanted.level));
  }

  #press(target, level) {
    const { item } = this.#scoring;
    const row = target.closest(".entry") ?? (item && this.#scoring.row(item.code));
    const step = row && [...row.querySelectorAll(".step")].find(({ value }) => value === level);
    if (step && !step.matches(":disabled") && !step.checked) step.click();
  }
}

function stop(event, then) {
  event.preventDefault();
  then();
}
