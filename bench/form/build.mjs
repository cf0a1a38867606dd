// Builds the peers for production, from the folder that checklist.py wrote: `node build.mjs`, into build/site.
// Scripts are bundled and minified by the same esbuild, and every file lies there gzipped as a proxy would serve it.

import { mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import * as sass from "sass";
import { CHROMIUM, browserOptions } from "./browser.mjs";
import { criterion, escaped } from "./src/markup.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const data = path.join(here, "build", "data");
const site = path.join(here, "build", "site");
const modules = path.join(here, "node_modules");
const core = path.join(modules, "enketo-core");

async function put(name, content) {
  const file = path.join(site, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}

async function script(name, options = {}) {
  await build({
    absWorkingDir: here,
    entryPoints: [`src/${name}.js`],
    outdir: path.join(site, name),
    bundle: true,
    minify: true,
    format: "esm",
    splitting: true,
    target: "chrome110",
    logLevel: "error",
    loader: { ".svg": "dataurl", ".png": "dataurl" },
    ...options,
  });
}

const page = (title, head, body) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8">` +
  `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title>${head}</head>` +
  `<body>${body}</body></html>`;

/** Enketo's own server transforms a form once and keeps the outcome, so it is done here and not in what is timed. */
async function transformed(xform) {
  // The transformer's build for Node needs a native package; its web build runs in the browser that is here anyway.
  const source = await readFile(path.join(modules, "enketo-transformer/dist/enketo-transformer/web/transformer.js"));
  const browser = await chromium.launch({ executablePath: CHROMIUM, ...browserOptions });
  try {
    const blank = await browser.newPage();
    await blank.addScriptTag({ type: "module", content: `${source}\n;globalThis.transformForm = transform;` });
    await blank.waitForFunction(() => globalThis.transformForm);
    return await blank.evaluate(async (form) => {
      const made = await globalThis.transformForm({ xform: form, theme: "grid" });
      return { form: made.form, model: made.model };
    }, xform);
  } finally {
    await browser.close();
  }
}

async function enketo() {
  const { browser } = JSON.parse(await readFile(path.join(core, "package.json"), "utf8"));
  const alias = Object.fromEntries(Object.entries(browser).map(([name, file]) => [name, path.join(core, file)]));
  await script("enketo", { alias });
  await put("enketo/form.json", JSON.stringify(await transformed(await readFile(path.join(data, "form.xml"), "utf8"))));
  const inside = /^\/packages\/enketo-core\/node_modules\/(.*)/;
  const style = sass.compile(path.join(core, "src/sass/grid/grid.scss"), {
    style: "compressed",
    loadPaths: [modules, path.join(core, "src/sass")],
    quietDeps: true,
    logger: sass.Logger.silent,
    importers: [
      {
        findFileUrl(url) {
          const found = inside.exec(url);
          return found ? pathToFileURL(path.join(modules, found[1])) : null;
        },
      },
    ],
  });
  await put("enketo/style.css", style.css);
  const head = '<link rel="stylesheet" href="/enketo/style.css">';
  const body = '<div id="app"></div><script type="module" src="/enketo/enketo.js"></script>';
  await put("enketo/index.html", page("enketo", head, body));
}

async function lazy() {
  const { title, levels, domains } = await checklist();
  const sections = domains.map(
    (domain) =>
      `<section id="${domain.id}"><h2>${escaped(domain.title)}</h2>` +
      `${domain.criteria.map(({ id, text }) => criterion(id, text, levels)).join("")}</section>`,
  );
  const [first, ...others] = sections;
  const form = first + others.map((section) => `<template>${section}</template>`).join("");
  await script("lazy", { format: "iife", splitting: false });
  await plain("lazy", title, form, '<script src="/lazy/lazy.js"></script>');
}

async function floor() {
  const { title } = await checklist();
  await script("floor", { splitting: false });
  await plain("floor", title, "", '<script type="module" src="/floor/floor.js"></script>');
}

const checklist = async () => JSON.parse(await readFile(path.join(data, "checklist.json"), "utf8"));

async function plain(name, title, form, script) {
  const css = await readFile(path.join(here, "src/lazy.css"), "utf8");
  const body = `<header><h1>${escaped(title)}</h1><output id="n">0 / 200</output></header><form>${form}</form>${script}`;
  await put(`${name}/index.html`, page(name, `<style>${css}</style>`, body));
}

async function compress() {
  for (const name of await readdir(site, { recursive: true })) {
    const file = path.join(site, name);
    if ((await stat(file)).isFile()) await writeFile(`${file}.gz`, gzipSync(await readFile(file), { level: 9 }));
  }
}

await rm(site, { recursive: true, force: true });
await enketo();
await lazy();
await floor();
await compress();
console.log(`built ${site}`);
