// Exact fractions on BigInt, and how they are written: scores are cut, differences are rounded (method R3).
// The twin of assess/core/shown.py.

const MINUS = "\u2212";
const WRITTEN = /^(-?)(\d+)(?:\.(\d+)|\/(0*[1-9]\d*))?$/;

const size = (n) => (n < 0n ? -n : n);

function common(a, b) {
  let [x, y] = [size(a), size(b)];
  while (y) [x, y] = [y, x % y];
  return x;
}

/** Always in lowest terms with a denominator above 0, so equal values have equal parts. */
export class Fraction {
  /** @param {bigint} top @param {bigint} bottom not 0 */
  constructor(top, bottom = 1n) {
    const unit = common(top, bottom) * (bottom < 0n ? -1n : 1n);
    this.top = top / unit;
    this.bottom = bottom / unit;
  }

  /** As Python writes it: "1925/27", or "75" for a whole number. */
  toString() {
    return this.bottom === 1n ? `${this.top}` : `${this.top}/${this.bottom}`;
  }
}

/**
 * The fraction that a whole number or a text stands for: 2, "2", "0.2" and "1/5", never by way of a float.
 * @param {number|string|Fraction} value
 */
export function fraction(value) {
  if (value instanceof Fraction) return value;
  const found = WRITTEN.exec(value);
  if (!found || (typeof value === "number" && !Number.isSafeInteger(value))) throw new RangeError(`not exact: ${value}`);
  const [, sign, whole, decimals = "", bottom] = found;
  const top = BigInt(sign + whole + decimals);
  return new Fraction(top, bottom ? BigInt(bottom) : 10n ** BigInt(decimals.length));
}

export const plus = (a, b) => new Fraction(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
export const minus = (a, b) => plus(a, negative(b));
export const times = (a, b) => new Fraction(a.top * b.top, a.bottom * b.bottom);
export const over = (a, b) => new Fraction(a.top * b.bottom, a.bottom * b.top);
export const negative = (a) => new Fraction(-a.top, a.bottom);
export const absolute = (a) => new Fraction(size(a.top), a.bottom);

/** Below 0, 0 or above 0, as a is smaller than, equal to or larger than b. */
export function compare(a, b) {
  const difference = a.top * b.bottom - b.top * a.bottom;
  return difference < 0n ? -1 : Number(difference > 0n);
}

const tenths = (count, sign) => `${sign}${count / 10n}.${count % 10n}`;

/** A score with one decimal, cut towards zero and never rounded: 64.935 reads "64.9" (R3). */
export function shown(value) {
  const count = (size(value.top) * 10n) / value.bottom;
  return tenths(count, value.top < 0n && count ? MINUS : "");
}

/** A share of one as a percentage, cut in the same way, without the sign: 2/3 reads "66.6". */
export const percentShown = (share) => shown(new Fraction(share.top * 100n, share.bottom));

/** `second - first` with its sign, half a tenth rounded up in size: "+6.6", "−2.5" (U+2212), "0.0" (R3). */
export function change(first, second) {
  const { top, bottom } = minus(second, first);
  const count = (size(top) * 20n + bottom) / (bottom * 2n);
  return tenths(count, count ? (top > 0n ? "+" : MINUS) : "");
}

/** The exact value as text: "1925/27", or "75" for a whole number. */
export const exact = (value) => `${value}`;
