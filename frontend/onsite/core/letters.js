// Bands and caps: how scores become letters (method R4 and R5). Caps change the letter, never the number.
// The twin of assess/core/scoring/letters.py.

export const NOT_RATED = "NR";
export const TWO_CRITICAL_ZERO = "two_critical_zero";

/** The letter of an exact score (R4). */
export function band({ top, bottom }) {
  return top >= 85n * bottom ? "A" : top >= 65n * bottom ? "B" : top >= 40n * bottom ? "C" : "D";
}

/** The worst of some letters A-D; "A" of none. */
export const worst = (...letters) => letters.reduce((least, letter) => (letter > least ? letter : least), "A");

/** The best overall letter that a domain of this rating leaves possible (R5.2, R5.3); NR lends no cap. */
export function lent(rating, limiting) {
  if (rating === "D") return limiting ? "D" : "C";
  return rating === "C" ? (limiting ? "C" : "B") : "A";
}

/**
 * The overall letter (R5.5) and the rules that set it, none when the score alone did.
 * @param {{id: string, limiting: boolean, rating: string}[]} domains
 * @param {number} zeros critical criteria at 0 in the whole visit (R5.4)
 */
export function overall(score, domains, zeros) {
  const caps = domains.map(({ id, limiting, rating }) => [id, lent(rating, limiting)]);
  if (zeros >= 2) caps.push([TWO_CRITICAL_ZERO, "D"]);
  const rating = worst(band(score), ...caps.map(([, cap]) => cap));
  const capped_by = rating === band(score) ? [] : caps.filter(([, cap]) => cap === rating).map(([id]) => id);
  return { rating, capped_by };
}

/** The best letter still possible after the critical answers known; null when they exclude none (R6). */
export function atMost(domains, zeros) {
  const best = zeros >= 2 ? "D" : worst(...domains.map(({ cap, limiting }) => lent(cap, limiting)));
  return best === "A" ? null : best;
}
