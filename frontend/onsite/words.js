// What the page says, in the reader's language. The English sentence is the id; words/<language>.json has the others.
// tools/words.py writes those files from the catalogues, and tools/messages.py finds the calls of this file in the
// sources: the first argument of t and N_, and the first two of plural, are always plain text.

export const LANGUAGES = { es: "Español", en: "English" };
const LOCALES = { es: "es-MX", en: "en" };

let dictionary = {};
let formats = {};
/** "es" or "en". */
export let language = "en";

/** Speak that language from now on; `words` is the content of its file. Dates and numbers follow. */
export function speak(code, words) {
  language = code;
  dictionary = words;
  formats = {};
  document.documentElement.lang = LOCALES[code];
}

/** The sentence with its `{places}` filled in. */
export const t = (message, places) => fill([dictionary[message] ?? message].flat()[0], places);

/** Marks a sentence that is told later, by t(code's sentence). */
export const N_ = (message) => message;

/** The form for a number, which also fills `{number}`. */
export function plural(one, many, number, places) {
  const forms = dictionary[one] ?? [one, many];
  return fill(forms[number === 1 ? 0 : 1], { number: count(number), ...places });
}

const fill = (text, places) => (places ? text.replace(/\{(\w+)\}/g, (_, name) => places[name]) : text);

/** The half of {es, en} for this reader; "" for none. */
export const own = (texts) => (texts ? (texts[language] ?? texts.es) : "");

function format(key, make) {
  return (formats[key] ??= make(LOCALES[language]));
}

/** 1,234 */
export const count = (number) => format("count", (locale) => new Intl.NumberFormat(locale)).format(number);

const DAY = { day: "numeric", month: "short", year: "numeric" };
const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** 28 nov 2026. A plain date ("2026-11-28") is that day wherever the device is. */
export function day(value) {
  const isPlain = /^\d{4}-\d\d-\d\d$/.test(value);
  const options = isPlain ? { ...DAY, timeZone: "UTC" } : DAY;
  return format(isPlain ? "plain" : "day", (locale) => new Intl.DateTimeFormat(locale, options)).format(new Date(value));
}

/** 10:42 today; the day before it on any other day. */
export function moment(value) {
  const at = new Date(value);
  const time = format("time", (locale) => new Intl.DateTimeFormat(locale, HOUR)).format(at);
  return at.toDateString() === new Date().toDateString() ? time : `${day(at)}, ${time}`;
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

/** 3.1 MB, 412 kB */
export function size(bytes) {
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const unit = UNITS[power];
  const options = { style: "unit", unit, maximumFractionDigits: power > 1 ? 1 : 0 };
  return format(unit, (locale) => new Intl.NumberFormat(locale, options)).format(bytes / 1000 ** power);
}

/** "a, b and c" */
export const list = (texts) =>
  format("list", (locale) => new Intl.ListFormat(locale, { type: "conjunction" })).format(texts);
