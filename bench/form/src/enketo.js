import { Form } from "enketo-core";
import { opening, save } from "./save.js";

const { form, model } = await (await fetch("/enketo/form.json")).json();
const host = document.getElementById("app");
host.innerHTML = form;
const element = host.querySelector("form.or");
const engine = new Form(element, { modelStr: model, instanceStr: null, submitted: false, external: [] }, {});
const errors = engine.init();
if (errors?.length) console.error("Enketo could not load the form", JSON.stringify(errors));
await opening;
// The engine keeps no draft. What applications on it do: write the whole record down at each change, and store that.
element.addEventListener("xforms-value-changed", () => save("record", engine.getDataStr()));
window.__mounted = true;
