// Builds assess/static/dist from frontend/: `node build.mjs` writes, `node build.mjs --check` only compares.
// The folder is committed so that installing the product needs no Node. Same sources, same bytes.
//
// manifest.json: {"app.css": {"path": "app.css?v=1a2b3c4d5e6f", "sha256": "<64 hex>", "bytes": 12345}, …}
// Keys are the names that templates ask for; `path` is relative to dist/ and changes with the content.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "..", "assess", "static", "dist");
const SCRIPTS = ["criterion", "page"];
const COPIES = {
  "favicon.svg": "icons/favicon.svg",
  "noto-sans-LICENSE.txt": "node_modules/@fontsource/noto-sans/LICENSE",
};

/** Every file of dist by name: Map<string, Buffer>. */
export async function bundle() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: ["css/app.css", ...SCRIPTS.map((name) => `js/${name}.js`)],
    bundle: true,
    minify: true,
    charset: "utf8",
    format: "esm",
    target: ["chrome105", "firefox115", "safari15.4"],
    legalComments: "none",
    loader: { ".woff2": "file" },
    outdir: dist,
    entryNames: "[name]",
    assetNames: "[name]-[hash]",
    write: false,
    logLevel: "warning",
  });
  const files = new Map(result.outputFiles.map((file) => [path.basename(file.path), Buffer.from(file.contents)]));
  for (const [name, source] of Object.entries(COPIES)) files.set(name, await readFile(path.join(here, source)));
  files.set("manifest.json", manifest(files));
  return files;
}

function manifest(files) {
  const entries = [...files].map(([name, content]) => {
    const sha256 = createHash("sha256").update(content).digest("hex");
    // Fonts carry esbuild's hash in their own name, because the style sheet refers to them.
    const font = /^(.*)-[0-9A-Z]{8}\.woff2$/.exec(name);
    const file = font ? name : `${name}?v=${sha256.slice(0, 12)}`;
    return [font ? `${font[1]}.woff2` : name, { path: file, sha256, bytes: content.length }];
  });
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(`${JSON.stringify(Object.fromEntries(entries), null, 1)}\n`);
}

async function present() {
  const names = await readdir(dist).catch((error) => (error.code === "ENOENT" ? [] : Promise.reject(error)));
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(path.join(dist, name))])));
}

async function main() {
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
