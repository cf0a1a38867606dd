// The plainest page that one could write: the first domain in the page, the others put in place when there is time.
import { opening, save } from "./save.js";

const form = document.forms[0];
const counter = document.getElementById("n");
const done = new Set();

form.addEventListener("change", ({ target }) => {
  if (target.type === "radio") {
    done.add(target.name);
    counter.value = `${done.size} / 200`;
  }
  opening.then(() => save(target.name, target.value)); // a tap before the store is open is kept when it opens
});
window.__mounted = true;

function restore(database) {
  database.transaction("answers").objectStore("answers").openCursor().onsuccess = ({ target }) => {
    const cursor = target.result;
    if (!cursor) return;
    if (!done.has(cursor.key) && form.elements[cursor.key]) form.elements[cursor.key].value = cursor.value;
    cursor.continue();
  };
}

function place() {
  const template = form.querySelector("template");
  if (!template) return opening.then(restore);
  template.replaceWith(template.content);
  return requestIdleCallback(place, { timeout: 500 });
}
requestIdleCallback(place, { timeout: 500 });
