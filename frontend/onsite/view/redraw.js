// Drawing a screen anew while somebody is in it.

import { put } from "./html.js";

/** What says which of the elements of a screen it is; the rest is about looks. */
const NAMES = ["id", "href", "name", "value", "type", "for"];

/**
 * Put markup in its place, unless it is there already. Whoever had the focus in it keeps it: on what stands there for the
 * same thing, else on the criterion or the screen around it; from nowhere, a screen reader begins at the top of the page.
 * @returns {boolean} whether it was drawn
 */
export function redraw(place, markup) {
  const { activeElement: held } = document;
  const name = place.contains(held) && nameOf(held);
  const turn = name ? [...place.querySelectorAll(name)].indexOf(held) : 0;
  if (!put(place, markup)) return false;
  if (name) focus(place.querySelectorAll(name)[turn] ?? around(place));
  return true;
}

const around = (place) => place.closest(".entry")?.querySelector(".opener") ?? place.querySelector("h1") ?? place;

function focus(element) {
  if (!element.matches("a, button, input, select, textarea")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

const nameOf = ({ localName, attributes }) =>
  localName +
  [...attributes]
    .filter(({ name }) => NAMES.includes(name) || name.startsWith("data-"))
    .map(({ name, value }) => `[${name}="${CSS.escape(value)}"]`)
    .join("");
