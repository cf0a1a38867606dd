// Keyboard of the scoring page. Pure choice of what a key means; single keys can be switched off (WCAG 2.1.4).

const LEVELS = { 0: "0", 1: "1", 2: "2", 3: "3", n: "NA", e: "NE" };
const STEPS = { ArrowRight: "next", ArrowLeft: "prev" };

/** @returns {{level: string} | {step: "next" | "prev"} | null} */
export function meaning(key, { typing = false, modified = false } = {}) {
  if (typing || modified) return null;
  if (Object.hasOwn(STEPS, key)) return { step: STEPS[key] };
  const level = LEVELS[key.toLowerCase()];
  return level === undefined ? null : { level };
}

const BUTTONLIKE = new Set(["radio", "checkbox", "button", "submit", "reset"]);

/** Is the reader writing or choosing in this element, so that keys belong to it? */
export function isTyping(element) {
  if (!element) return false;
  if (element.isContentEditable || element.tagName === "TEXTAREA" || element.tagName === "SELECT") return true;
  return element.tagName === "INPUT" && !BUTTONLIKE.has(element.type);
}
