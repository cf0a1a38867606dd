// Builds assess/static/dist from frontend/: `node build.mjs` writes, `node build.mjs --check` only compares, and
// `node build.mjs --release 1.2.0` also notes the files of the on-site page as those of a release.
// The folder is committed so that installing the product needs no Node. Same sources, same bytes.
//
// manifest.json: {"files": {"app.css": {"hash": "1a2b3c4d5e6f", "sha256": "<64 hex>", "bytes": 12345}, …},
//                 "onsite": {"early": the first script, "script", "style", "scripts": [the others that it needs at once],
//                            "words": {"es", "en"}}}
// Names of the desk pages never change; an address is static/dist/<name>?v=<hash>, so browsers may keep what they have
// for good. The files of the on-site page carry their hash in the name, and those of the last three releases stay:
// a page that was opened days ago and loads a part of itself now must find it (P9).

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "..", "assess", "static", "dist");
const RELEASES = path.join(here, "releases.json");
const SHELL = path.join(here, "..", "templates", "onsite", "shell.html");
const KEPT_RELEASES = 3;
const PAGE = "onsite/main.js";
/** What the page begins with, in a file of its own, while the page itself is being read. */
const EARLY = "onsite/early.js";
const SCRIPTS = ["criterion", "page"];
const COPIES = {
  "favicon.svg": "icons/favicon.svg",
  "icon-192.png": "icons/icon-192.png",
  "icon-512.png": "icons/icon-512.png",
  "onsite.webmanifest": "onsite/app.webmanifest",
  "noto-sans-LICENSE.txt": "node_modules/@fontsource/noto-sans/LICENSE",
};
const COMMON = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "esm",
  target: ["chrome105", "firefox115", "safari15.4"],
  legalComments: "none",
  loader: { ".woff2": "file" },
  outdir: dist,
  entryNames: "[name]",
  assetNames: "[name]",
  write: false,
  logLevel: "warning",
};

/** Every file of dist by name: Map<string, Buffer>. */
export async function bundle() {
  const files = await desk();
  const site = await onsite(files);
  for (const [name, source] of Object.entries(COPIES)) files.set(name, await readFile(path.join(here, source)));
  files.set("sw.js", await worker(files, site));
  for (const [name, content] of await earlier(files)) files.set(name, content);
  files.set("manifest.json", manifest(files, site));
  return files;
}

const sha256 = (content) => createHash("sha256").update(content).digest("hex");
const short = (content) => sha256(content).slice(0, 12);
const named = (result) => result.outputFiles.map((file) => [path.basename(file.path), Buffer.from(file.contents)]);

async function desk() {
  const entryPoints = ["css/app.css", ...SCRIPTS.map((name) => `js/${name}.js`)];
  const files = new Map(named(await build({ ...COMMON, entryPoints })));
  files.set("app.css", withFontHashes(files.get("app.css"), files));
  return files;
}

// The on-site page: its script with the parts that it loads later, and its style sheet. Adds them to `files`.
async function onsite(files) {
  const pattern = "onsite-[name]-[hash]";
  const names = { entryNames: pattern, chunkNames: pattern, assetNames: pattern, loader: { ".json": "file" } };
  // One character that Latin-1 lacks, and a browser keeps the whole file in twice the memory.
  const options = { ...COMMON, ...names, charset: "ascii", entryPoints: [PAGE, EARLY], splitting: true, metafile: true };
  const later = entriesOf((await build(options)).metafile).filter((name) => !options.entryPoints.includes(name));
  const scripts = await build({ ...options, plugins: [inOnePiece(later)] });
  for (const [name, content] of named(scripts)) files.set(name, content);
  const styles = new Map(named(await build({ ...COMMON, entryPoints: ["onsite/page.css"] })));
  const css = withFontHashes(styles.get("page.css"), files);
  const style = `onsite-page-${short(css)}.css`;
  files.set(style, css);
  return { ...describe(scripts.metafile), style };
}

const entriesOf = ({ outputs }) => Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);

// What the page needs at once would fall into a dozen files, one for each set of later parts that share something of it.
// A part that imports the page itself shares all of it, and what is needed at once stays in one piece.
const inOnePiece = (parts) => ({
  name: "in-one-piece",
  setup({ onLoad }) {
    const files = new Set(parts.map((name) => path.join(here, name)));
    onLoad({ filter: /\/onsite\/.*\.js$/ }, async ({ path: file }) => {
      const source = await readFile(file, "utf8");
      return { contents: files.has(file) ? `import ${JSON.stringify(path.join(here, PAGE))};${source}` : source };
    });
  },
});

/** Which file is what: the first script, the script, what else that imports, and the words, fetched by the language. */
function describe({ outputs }) {
  const entries = Object.entries(outputs).map(([file, facts]) => [path.basename(file), facts]);
  const nameOf = ({ path: file }) => path.basename(file);
  const importsOf = ({ imports }) => imports.filter(({ kind }) => kind === "import-statement").map(nameOf);
  const facts = Object.fromEntries(entries);
  // What others share stands in a file that the entry does nothing but import: one request less.
  const filesOf = (source) => {
    const [entry] = entries.find(([, { entryPoint }]) => entryPoint === source);
    return Object.keys(facts[entry].inputs).length ? [entry] : importsOf(facts[entry]);
  };
  const [early] = filesOf(EARLY);
  const script = filesOf(PAGE).find((name) => name !== early);
  const scripts = new Set([...filesOf(PAGE), ...importsOf(facts[script])]);
  for (const name of scripts) for (const more of importsOf(facts[name])) scripts.add(more);
  for (const name of [early, script]) scripts.delete(name);
  const copied = (source) => entries.find(([name, { inputs }]) => !name.endsWith(".js") && source in inputs)?.[0];
  const words = { es: copied("onsite/words/es.json"), en: copied("onsite/words/en.json") };
  return { early, script, scripts: [...scripts].sort(), words };
}

// The service worker carries the list of what it keeps: all files of the page by content, and the page itself.
async function worker(files, site) {
  const own = [...files.keys()].filter((name) => name.startsWith("onsite-") && !name.endsWith(".webmanifest")).sort();
  const fonts = [...files.keys()].filter((name) => name.endsWith(".woff2")).sort();
  const shared = [...fonts, "favicon.svg"].map((name) => `${name}?v=${short(files.get(name))}`);
  const kept = [...own, ...shared].map((name) => ({ url: `/static/dist/${name}`, revision: null }));
  const shell = short(JSON.stringify([site, shared]) + (await readFile(SHELL, "utf8")));
  const define = {
    "process.env.NODE_ENV": '"production"',
    PRECACHED: JSON.stringify([{ url: "/onsite/", revision: shell }, ...kept]),
  };
  const [[, content]] = named(await build({ ...COMMON, format: "iife", entryPoints: ["onsite/sw.js"], define }));
  return content;
}

// The style sheet asks for a font at the very address that a page preloads it from.
function withFontHashes(css, files) {
  const address = (whole, name) => `${whole}?v=${short(files.get(name))}`;
  return Buffer.from(css.toString("utf8").replace(/\.\/([\w-]+\.woff2)/g, address));
}

function manifest(files, site) {
  const names = [...files.keys()].sort();
  const entry = (content) => ({ hash: short(content), sha256: sha256(content), bytes: content.length });
  const listed = Object.fromEntries(names.map((name) => [name, entry(files.get(name))]));
  return Buffer.from(`${JSON.stringify({ files: listed, onsite: site }, null, 1)}\n`);
}

/** releases.json: [{"version": "1.2.0", "files": {name: sha256}}, …], the newest first. */
const releases = async () => JSON.parse(await readFile(RELEASES, "utf8"));

// What earlier releases loaded and this one does not make any more; it can only come from dist itself.
async function earlier(files) {
  const kept = new Map();
  for (const { version, files: listed } of await releases()) {
    for (const [name, sum] of Object.entries(listed)) {
      if (files.has(name)) continue;
      const content = await readFile(path.join(dist, name)).catch(() => null);
      if (!content || sha256(content) !== sum) throw new Error(`${name} of ${version} is not in dist: take it from git`);
      kept.set(name, content);
    }
  }
  return kept;
}

async function note(version) {
  const files = await bundle();
  const own = [...files.keys()].filter((name) => /^onsite-.*-\w+\.(js|css|json)$/.test(name));
  const before = (await releases()).filter((release) => release.version !== version);
  const gone = new Set(before.flatMap((release) => Object.keys(release.files)));
  const listed = own.filter((name) => !gone.has(name)).sort();
  const release = { version, files: Object.fromEntries(listed.map((name) => [name, sha256(files.get(name))])) };
  const kept = [release, ...before].slice(0, KEPT_RELEASES);
  await writeFile(RELEASES, `${JSON.stringify(kept, null, 1)}\n`);
}

async function present() {
  const names = await readdir(dist).catch((error) => (error.code === "ENOENT" ? [] : Promise.reject(error)));
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(path.join(dist, name))])));
}

async function main() {
  const release = process.argv.indexOf("--release");
  if (release > 0) await note(process.argv[release + 1]);
  const [wanted, found] = [await bundle(), await present()];
  const differ = [...new Set([...wanted.keys(), ...found.keys()])].filter(
    (name) => !wanted.has(name) || !found.has(name) || !wanted.get(name).equals(found.get(name)),
  );
  if (process.argv.includes("--check")) {
    if (differ.length) {
      console.error(`assess/static/dist differs from its sources: ${differ.sort().join(", ")}. Run: npm run build`);
      process.exitCode = 1;
    }
    return;
  }
  await mkdir(dist, { recursive: true });
  for (const name of differ) {
    if (wanted.has(name)) await writeFile(path.join(dist, name), wanted.get(name));
    else await rm(path.join(dist, name));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
