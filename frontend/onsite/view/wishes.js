// What the person likes on this browser: language, appearance, large text, the next criterion by itself, single keys.
// Kept unencrypted beside the store: it says nothing about a visit. What cannot be kept lasts as long as the page.

const KEY = "assess.wishes";
const FIRST = { language: null, theme: "system", large: false, advance: false, shortcuts: true };

let kept = read();

function read() {
  try {
    return { ...FIRST, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { ...FIRST }; // storage is forbidden, or holds what nobody of us wrote
  }
}

export const wish = (name) => kept[name];

export function setWish(name, value) {
  kept = { ...kept, [name]: value };
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch (error) {
    if (error.name !== "QuotaExceededError" && error.name !== "SecurityError") throw error;
  }
  dress();
}

/** Put appearance and text size on the page. */
export function dress() {
  const { dataset, classList } = document.documentElement;
  if (kept.theme === "system") delete dataset.theme;
  else dataset.theme = kept.theme;
  document.querySelector('meta[name="color-scheme"]')?.setAttribute("content", kept.theme === "system" ? "light dark" : kept.theme);
  classList.toggle("large", kept.large);
}
