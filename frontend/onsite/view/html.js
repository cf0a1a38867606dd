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

/** A picture of the sprite beside words. */
export const icon = (name) => html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><use href="#i-${name}"/></svg>`;
