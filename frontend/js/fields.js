// Reading and writing the controls of the scoring form. A field is every control of one name that carries data-base.

export function controlsOf(form, name) {
  return [...form.querySelectorAll("[data-base]")].filter((control) => control.name === name);
}

export function fieldNames(form) {
  return [...new Set([...form.querySelectorAll("[data-base]")].map((control) => control.name))];
}

/**
 * The value of a field as it goes to the server: level 0-3 as a number, "NA"/"NE", null when nothing is chosen;
 * several checkboxes or several inputs of one name as a list of strings, one checkbox as true or false; text as typed;
 * numbers (data-number) as text with a point, null where nothing is written.
 */
export function readField(controls) {
  const [first] = controls;
  if (first.type === "radio") return radioValue(controls.find((control) => control.checked)?.value ?? null);
  if (first.type === "checkbox") {
    if (controls.length === 1 && !first.hasAttribute("data-list")) return first.checked;
    return controls.filter((control) => control.checked).map((control) => control.value);
  }
  if (first.tagName === "SELECT") return first.value || null;
  if (first.hasAttribute("data-number")) return readNumbers(controls);
  return controls.length === 1 ? first.value : controls.map((control) => control.value);
}

// One number, or one for each shift or room; rooms that nobody filled in at the end are no rooms.
function readNumbers(controls) {
  const numbers = controls.map((control) => control.value.trim().replace(",", ".") || null);
  while (controls[0].dataset.number === "room" && numbers.length && numbers.at(-1) === null) numbers.pop();
  if (numbers.every((number) => number === null)) return null;
  return controls.length === 1 ? numbers[0] : numbers;
}

function radioValue(text) {
  return text !== null && /^[0-3]$/.test(text) ? Number(text) : text;
}

export function writeField(controls, value) {
  const wanted = Array.isArray(value) ? value.map((one) => String(one ?? "")) : null;
  controls.forEach((control, index) => {
    if (control.type === "radio") control.checked = value !== null && control.value === String(value);
    else if (control.type === "checkbox") control.checked = wanted ? wanted.includes(control.value) : value === true;
    else control.value = wanted ? (wanted[index] ?? "") : (value ?? "");
  });
}
