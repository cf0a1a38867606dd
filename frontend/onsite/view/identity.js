// What could identify a person in a text: a CURP, a telephone number, an e-mail address (P39).

const PATTERNS = [/\b[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d\b/i, /(?:\+?\d[\s().-]{0,2}){10,13}/, /[^\s@]+@[^\s@]+\.[a-z]{2,}/i];
/** Days and hours hold many digits and identify nobody. */
const INSTANTS = /\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{1,2}:\d\d\b/g;

export const identityIn = (text) => PATTERNS.some((pattern) => pattern.test(text.replace(INSTANTS, " ")));
