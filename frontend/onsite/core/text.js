// What Python and JavaScript see differently in a text: blanks, length and order. The server's view counts.

// What str.strip() takes away; trim() would leave U+001C-1F and U+0085, and take U+FEFF.
export const BLANK = "[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const ENDS = new RegExp(`^${BLANK}+|${BLANK}+$`, "g");

/** The text without blanks at its ends. */
export const strip = (text) => text.replace(ENDS, "");

/** Characters, not UTF-16 units: a letter outside the basic plane is one. */
export const lengthOf = (text) => [...text].length;

/** Whether half of a surrogate pair is in it, which has no UTF-8. */
export const hasHalf = (text) => /[\ud800-\udfff]/u.test(text);

/** Whether every database can hold it: no NUL either. */
export const isStorable = (text) => !text.includes("\0") && !hasHalf(text);

const rank = (unit) => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** Compare by code point, as Python sorts: sort() alone would put U+1F600 before U+FF01. */
export function compareText(a, b) {
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at += 1) {
    const difference = rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
    if (difference) return difference;
  }
  return a.length - b.length;
}
