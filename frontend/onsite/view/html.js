// Markup from template strings. Whatever is put in is escaped, unless it is markup already.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const escape = (text) => `${text}`.replace(/[&<>"']/g, (one) => ESCAPES[one]);

class Markup {
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}

/** Text that is markup and known to be safe. */
export const raw = (text) => new Markup(text);

/** html`<p>${text}</p>`: lists are joined; null, undefined and false are nothing. */
export function html(strings, ...values) {
  let text = strings[0];
  for (let at = 0; at < values.length; at += 1) text += shown(values[at]) + strings[at + 1];
  return new Markup(text);
}

function shown(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(shown).join("");
  return value === null || value === undefined || value === false ? "" : escape(value);
}

/** Icons: 20 px, drawn with the colour of the text, always beside words. The shapes of templates/macros/sprite.html. */
const ICONS = {
  info: '<circle cx="10" cy="10" r="7.5"/><path d="M10 9.2v4.3M10 6.4v.1"/>',
  ok: '<circle cx="10" cy="10" r="7.5"/><path d="m6.6 10.3 2.4 2.4 4.5-5"/>',
  warn: '<path d="M10 3 18 16.5H2Z"/><path d="M10 8v4M10 14.3v.1"/>',
  bad: '<path d="M7 2.5h6L17.5 7v6L13 17.5H7L2.5 13V7z"/><path d="M10 6v5M10 13.7v.1"/>',
  tick: '<path d="m4.5 10.5 3.6 3.6 7.4-8"/>',
  next: '<path d="m7.5 4 6 6-6 6"/>',
  prev: '<path d="m12.5 4-6 6 6 6"/>',
  plus: '<path d="M10 4v12M4 10h12"/>',
  house: '<path d="M3 9.5 10 3.5 17 9.5V17H3Z"/><path d="m7 11.5 2.3 2.3 4-4.3"/>',
  menu: '<path d="M3 5.5h14M3 10h14M3 14.5h14"/>',
  saved: '<path d="M5 3.5h8l3 3v10H4v-13h1Z"/><path d="m7 11 2.2 2.2L13.2 9"/>',
  offline: '<path d="M3 3l14 14M7 6a5 5 0 0 1 7.7 3.2A3.2 3.2 0 0 1 16.6 14M12 15H6a3.5 3.5 0 0 1-.7-6.9"/>',
  two: '<rect x="2.5" y="5" width="8" height="10.5" rx="1"/><rect x="9.5" y="3" width="8" height="10.5" rx="1"/>',
  camera: '<rect x="2.5" y="6" width="15" height="10.5" rx="1.5"/><path d="M7 6l1.2-2h3.6L13 6"/><circle cx="10" cy="11" r="2.8"/>',
  file: '<path d="M5 2.5h7l3.5 3.5v11.5H5z"/><path d="M12 2.5V6h3.5M7.5 10h5M7.5 13h5"/>',
  search: '<circle cx="9" cy="9" r="5.5"/><path d="m13 13 4 4"/>',
  lock: '<rect x="4" y="9" width="12" height="8" rx="1.5"/><path d="M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9"/>',
};

export const icon = (name) =>
  raw(`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">${ICONS[name]}</svg>`);

/** A line, an icon, a sentence that says what to do; `tone` is "info", "ok", "warn" or "bad". */
export const message = (tone, title, ...rest) =>
  html`<div class="msg ${tone}">${icon(tone)}<div><p><strong>${title}</strong></p>${rest.map((one) => (typeof one === "string" ? html`<p>${one}</p>` : one))}</div></div>`;

/** A progress line. The words are beside it. */
export const meter = (done, total) =>
  raw(
    `<svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="6"/>` +
      `<rect class="fill" width="${total ? ((100 * done) / total).toFixed(1) : 0}" height="6"/></svg>`,
  );

/** Put markup in its place unless it is there already: what is drawn anew loses the tap that is on it. True if it was. */
export function put(place, markup) {
  const text = `${markup}`; // not innerHTML, which the browser words in its own way
  return place.drawn !== text && ((place.innerHTML = place.drawn = text), true);
}
